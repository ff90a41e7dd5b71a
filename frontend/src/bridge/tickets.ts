import type { Attached } from "./attachments";
import type { Clock } from "./console";
import type { ErrorCode, Kind, PersonRef, Role, Severity, Status } from "./words";

/** Tickets as they are seen: read from the cache, with what waits here laid over it. */
export interface TicketsBridge {
	/** Newest change first. `after` is the last page's `next`. */
	list(query: { section: "open" | "closed"; after: string; limit: number }): Promise<TicketPage>;
	counts(): Promise<TicketCounts>;
	get(id: string): Promise<TicketDetail>;
	/** The newest `limit` messages before `before` (empty: the newest of all), oldest first; `next` leads further back. */
	messages(query: { ticketId: string; before: string; limit: number }): Promise<MessagePage>;
	/** Newest first, over all that was ever synced and what waits here. */
	search(query: { text: string; after: string; limit: number }): Promise<SearchPage>;
	/** Read up to this message; never goes back; call it as often as convenient. */
	markRead(by: string, ticketId: string, messageId: string): Promise<void>;
	/** Which ticket is in front of somebody's eyes: nothing is notified of it. Empty: none. */
	looking(ticketId: string): Promise<void>;
	/** The ticket that somebody asked for from outside the window, once; after that, none. */
	asked(): Promise<Asked>;
	machine(id: string): Promise<MachineCard>;
	/** What one does in a ticket, as it changes; it ends by itself when another is looked at. Losable. */
	doing(ticketId: string, state: "viewing" | "typing" | "typing_note"): Promise<void>;
	/** Who else is in the ticket now, as far as the line says; those who write first. */
	present(ticketId: string): Promise<Present[]>;
	/** Whether the machine of a closed ticket runs; the text may be empty. */
	judge(by: string, verdict: { ticketId: string; verdict: Verdict; text: string }): Promise<void>;
}

export interface Present {
	person: PersonRef;
	role: Role | "";
	/** An operator is never told that a note is being written. */
	state: "viewing" | "typing" | "typing_note";
}

export type Verdict = "runs" | "fails";

/** Whether something of a ticket still waits here, is stuck, or was refused. */
export type Outbox = "" | "waiting" | "stuck" | "refused";

export interface Asked {
	/** Empty when nothing was asked for, or when it is not here. */
	ticketId: string;
	/** Empty when no particular one. */
	messageId: string;
	/** Of a ticket that was asked for and is not here; else 0. */
	missing: number;
}

export interface TicketCounts {
	open: number;
	closed: number;
	/** Unread replies; the same number as title bar and badge. */
	unread: number;
	/** Those of them in closed tickets, which are not in sight. */
	unreadClosed: number;
}

export interface TicketPage {
	items: TicketRow[];
	/** Empty at the end. */
	next: string;
}

export interface TicketRow {
	id: string;
	/** 0 until it has reached the server. */
	number: number;
	kind: Kind;
	title: string;
	severity: Severity;
	status: Status;
	/** Who it is for, else who opened it. */
	person: string;
	company: string;
	/** Empty when the ticket names no machine. */
	machineName: string;
	machineModel: string;
	machineSerial: string;
	/** In national form; only callbacks have one. */
	phone: string;
	assignee: string;
	createdAt: number;
	updatedAt: number;
	last: LastReply;
	unread: number;
	outbox: Outbox;
}

/** The last reply; how many pictures and other files it has, and what a single one that is no picture is called. */
export interface LastReply {
	own: boolean;
	author: string;
	text: string;
	at: number;
	pictures: number;
	files: number;
	fileName: string;
}

export interface TicketDetail extends TicketRow {
	description: string;
	category: string;
	machineId: string;
	machineSite: string;
	openedBy: PersonRef;
	openedFor: PersonRef | null;
	assigneeId: string;
	callWindow: { from: number; to: number } | null;
	/** The closed ticket this one goes on from. */
	follows: { id: string; number: number; title: string } | null;
	companyId: string;
	resolution: string;
	/** The cause that was chosen at closing; empty when none was. */
	cause: string;
	/** The customer's last word on a closed ticket. */
	verdict: Verdict | "";
	/** Until when the customer may say whether the machine runs; 0 when they may not. */
	judgeUntil: number;
	/** The ticket of which this one is a duplicate. */
	duplicateOf: { id: string; number: number; title: string } | null;
	clock: Clock;
	/** Of callbacks: when to call; else 0. */
	callAt: number;
	/** E.164, for a `tel:` link. */
	phoneNumber: string;
	closedAt: number;
	noteCount: number;
	/** When it was written, if that was well before it reached the server; else 0. */
	writtenAt: number;
	/** The first unread reply, to place the marker; empty when all is read. */
	firstUnreadId: string;
	/** What whoever is signed in may do with it now. */
	may: {
		reply: boolean;
		note: boolean;
		take: boolean;
		assign: boolean;
		setStatus: Status[];
		close: boolean;
		reopen: boolean;
		logCall: boolean;
		judge: boolean;
		join: boolean;
		followUp: boolean;
	};
	/**
	 * Whether what is here is what the server has always said. `broken`: what it says does not follow from what it said before;
	 * `restored`: it has begun anew from a backup, and no longer has some of what was here.
	 */
	record: "" | "broken" | "restored";
	/** Every status it has been through, oldest first. */
	history: { status: Status; at: number; by: string }[];
}

export interface MessagePage {
	/** Oldest first. */
	items: MessageItem[];
	/** Leads further back; empty at the beginning. */
	next: string;
}

export interface MessageItem {
	id: string;
	kind: "reply" | "note" | "event";
	author: { id: string; name: string; role: Role };
	/** Written by whoever is signed in. */
	own: boolean;
	/** Written by their side: operators of one company, or the support. */
	ours: boolean;
	/** May be empty when something is attached. */
	text: string;
	attachments: Attached[];
	event: TicketEvent | null;
	/** When the server took it; when written, while it waits. */
	at: number;
	/** Set when it was written well before it was sent. */
	writtenAt: number;
	/** Of own replies and notes: waiting here, on the server, read by the other side, refused. Empty for others'. */
	state: "" | "waiting" | "stuck" | "sent" | "read" | "refused";
	/** Of a refused one: why, and what can be done. */
	refusal: Refusal | null;
}

export interface Refusal {
	code: ErrorCode;
	fields: { location: string; reason: string }[];
	ways: ("resend" | "followUp" | "copy" | "discard")[];
}

export interface TicketEvent {
	type: "status" | "assignee" | "category" | "severity" | "call_attempt" | "resolution" | "link" | "verdict";
	/**
	 * API words (`in_progress`, `stopped`), or names for assignee and category; of a link the numbers of the duplicate and of
	 * the original; of a resolution `to` is the cause, of a call when to try again (RFC 3339). Empty when absent.
	 */
	from: string;
	to: string;
	outcome: string;
	text: string;
}

export interface SearchPage {
	items: SearchHit[];
	next: string;
}

export interface SearchHit {
	ticket: TicketRow;
	/** The message that matched; empty when the ticket itself did. */
	messageId: string;
	/** Around the match; `marks` are [start, end) offsets in UTF-16 units. */
	snippet: string;
	marks: [number, number][];
	at: number;
}

export interface MachineCard {
	id: string;
	name: string;
	model: string;
	serial: string;
	site: string;
	company: string;
	linkedPerson: string;
	defaultTechnician: string;
	/** Newest first, at most twenty. */
	tickets: {
		id: string;
		number: number;
		title: string;
		status: Status;
		at: number;
		resolution: string;
		cause: string;
	}[];
}
