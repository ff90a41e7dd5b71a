import type { CallOutcome, PersonRef } from "./words";

/** What only technicians do. */
export interface SupportBridge {
	take(ticketId: string): Promise<void>;
	/** An empty person unassigns. */
	assign(ticketId: string, personId: string): Promise<void>;
	setStatus(ticketId: string, status: "in_progress" | "waiting"): Promise<void>;
	close(ticketId: string, resolution: string): Promise<void>;
	reopen(ticketId: string): Promise<void>;
	logCall(attempt: { ticketId: string; outcome: CallOutcome; text: string }): Promise<void>;
	/** What is being written to close a ticket with, or of a call, is on disk once this resolves. It goes with the act. */
	saveDraft(by: string, draft: WorkDraft): Promise<void>;
	/** With an empty text when there is none. */
	draft(ticketId: string, kind: WorkDraft["kind"]): Promise<WorkDraft>;
	technicians(): Promise<PersonRef[]>;
}

export interface WorkDraft {
	ticketId: string;
	kind: "resolution" | "call";
	text: string;
}
