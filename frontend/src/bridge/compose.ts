import type { Refusal, TicketEvent, TicketRow } from "./tickets";
import type { Kind, Severity } from "./words";

/** What is written and sent, and what has not reached the server. */
export interface ComposeBridge {
	/*
	 * What writes says by whom, as far as the screen knows (`Me.id`): if somebody else is in front by then, it is refused as
	 * `unauthenticated`, and nobody's words get among another person's.
	 */

	/** Drafts are on disk once this resolves. An empty text removes it. */
	saveReplyDraft(by: string, draft: ReplyDraft): Promise<void>;
	replyDraft(ticketId: string, kind: "reply" | "note"): Promise<ReplyDraft>;
	saveNewTicketDraft(by: string, draft: NewTicketDraft): Promise<void>;
	/** An empty one when there is none. */
	newTicketDraft(): Promise<NewTicketDraft>;
	discardNewTicketDraft(by: string): Promise<void>;
	categories(): Promise<{ id: string; name: string }[]>;
	/** By any part of name, model or serial; last used on top; `serial` exact first. */
	machines(query: { text: string; limit: number }): Promise<MachineChoices>;
	/** Open tickets of this machine, to point out before another is opened. */
	openTicketsOf(machineId: string): Promise<TicketRow[]>;
	checkPhone(text: string): Promise<PhoneCheck>;
	/** Commits the act and removes the draft in one step. `invalid` names what is missing. */
	openTicket(by: string, draft: NewTicketDraft): Promise<{ id: string }>;
	/** Commits the act and removes the draft in one step. */
	send(by: string, message: ReplyDraft): Promise<{ id: string }>;
	/**
	 * Sends a reply, and once it has gone does what follows: waits for the customer, or closes with a resolution and a cause.
	 * Both are committed together, or neither.
	 */
	sendAnd(
		by: string,
		message: ReplyDraft,
		then: { status: "waiting" | "closed"; resolution: string; causeId: string },
	): Promise<{ id: string }>;
	/** What a refused act is being corrected to is on disk once this resolves. An empty text removes it. */
	saveCorrection(by: string, actId: string, text: string): Promise<void>;
	/** Empty when there is none. It goes with the act. */
	correction(actId: string): Promise<string>;
	/** Sends a refused act again under a new id, with its text corrected. */
	resend(actId: string, text: string): Promise<{ id: string }>;
	/** Prepares a new ticket draft that follows the closed one, with the refused text as it was corrected; the refused act goes. */
	followUp(ticketId: string, refusedId: string): Promise<NewTicketDraft>;
	/** Gives up a refused act. */
	discard(actId: string): Promise<void>;
	outbox(): Promise<WaitingAct[]>;
}

export interface ReplyDraft {
	ticketId: string;
	kind: "reply" | "note";
	text: string;
}

export interface NewTicketDraft {
	kind: Kind;
	categoryId: string;
	machineId: string;
	/** For showing the chosen machine without another look-up. */
	machineLabel: string;
	severity: Severity | "";
	description: string;
	/** As typed. */
	phone: string;
	callWindow: { from: number; to: number } | null;
	followsTicketId: string;
	/** By a technician, for a caller: whose company, and which person. Empty when not said. */
	companyId: string;
	openedForId: string;
}

export interface MachineChoices {
	items: MachineChoice[];
	/** How many match, and how many there are. */
	matching: number;
	total: number;
}

export interface MachineChoice {
	id: string;
	name: string;
	model: string;
	serial: string;
	site: string;
	company: string;
	/** The one this person named last. */
	lastUsed: boolean;
}

export interface PhoneCheck {
	valid: boolean;
	/** E.164; empty when not valid. */
	e164: string;
	/** Formatted as people of the company's country write it, as far as typed. */
	formatted: string;
	/** `too_short`, `too_long`, `bad_phone`, `required`; empty when valid. */
	reason: string;
}

export interface WaitingAct {
	id: string;
	kind:
		| "open"
		| "reply"
		| "note"
		| "change"
		| "call_attempt"
		| "mark"
		| "verdict"
		| "filter"
		| "filter_removal"
		| "canned_reply"
		| "canned_reply_removal";
	/** Empty of filters and canned replies. */
	ticketId: string;
	ticketNumber: number;
	/** The ticket's, or what the filter or canned reply is called. */
	ticketTitle: string;
	text: string;
	/** How many of its files have not arrived, and how many of these cannot. */
	attachments: number;
	failed: number;
	/** What a change, a call or a verdict records, or was to record. */
	event: TicketEvent | null;
	writtenAt: number;
	attempts: number;
	retryAt: number;
	/** `files`: it has reached the server, and not all of its files have. */
	state: "waiting" | "stuck" | "refused" | "files";
	refusal: Refusal | null;
}
