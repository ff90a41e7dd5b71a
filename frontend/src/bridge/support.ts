import type { CallOutcome, PersonRef, Severity } from "./words";

/** What only technicians do; the drafts are anybody's. */
export interface SupportBridge {
	take(ticketId: string): Promise<void>;
	/** An empty person unassigns. */
	assign(ticketId: string, personId: string): Promise<void>;
	setStatus(ticketId: string, status: "in_progress" | "waiting"): Promise<void>;
	/** The cause may be empty. */
	close(ticketId: string, resolution: string, causeId: string): Promise<void>;
	/** Closes the ticket as a duplicate of another of the same company. */
	join(ticketId: string, originalId: string): Promise<void>;
	setSeverity(ticketId: string, severity: Severity): Promise<void>;
	setCategory(ticketId: string, categoryId: string): Promise<void>;
	reopen(ticketId: string): Promise<void>;
	logCall(attempt: { ticketId: string; outcome: CallOutcome; text: string; againAt: number }): Promise<void>;
	/**
	 * What is being written to close a ticket with, of a call, or, by a customer, of a machine that does not run, and what is
	 * chosen beside it, is on disk once this resolves. It goes with the act.
	 */
	saveDraft(by: string, draft: WorkDraft): Promise<void>;
	/** With nothing in it when there is none. */
	draft(ticketId: string, kind: WorkDraft["kind"]): Promise<WorkDraft>;
	technicians(): Promise<PersonRef[]>;
}

export interface WorkDraft {
	ticketId: string;
	kind: "resolution" | "call" | "verdict";
	text: string;
	/** Of a resolution. */
	causeId: string;
	/** Of a call. */
	outcome: CallOutcome | "";
	/** When to call again; 0 when nobody said. */
	againAt: number;
}
