import type { Outbox } from "./tickets";
import type { Kind, PersonRef, Severity, Status } from "./words";

/** What the support's console shows beside a ticket's own page. Only technicians are let ask. */
export interface ConsoleBridge {
	/** How many tickets are in each queue and filter, now. */
	queues(): Promise<Queues>;
	/** A page of rows, by keyset: `after` is the last page's `next`. */
	list(query: ConsoleQuery): Promise<ConsolePage>;
	/** Of a query that nothing meets: what would be met without each of its criteria, most first. */
	loosen(query: ConsoleQuery): Promise<{ criterion: Criterion; count: number }[]>;
	/** What can be chosen in filters. */
	choices(): Promise<Choices>;
	/** Commits one act for each ticket that it makes sense for; the others are named with why not. */
	batch(by: string, batch: Batch): Promise<BatchResult>;
	/** A new one has an empty id. The filter is on the disk when this resolves. */
	saveFilter(by: string, filter: SavedFilter): Promise<{ id: string }>;
	removeFilter(by: string, id: string): Promise<void>;

	/** What is known around a ticket. */
	context(ticketId: string): Promise<TicketContext>;
	/** Closed tickets that say similar things: same model first. Read apart, because it takes longer. */
	similar(ticketId: string): Promise<EarlierTicket[]>;
	/** For the palette: what matches the words, each group at most `limit`. */
	find(query: { text: string; limit: number }): Promise<Found>;

	/** Personal ones before shared ones of the same name. */
	cannedReplies(): Promise<CannedReply[]>;
	/** A new one has an empty id; its draft goes with it. `invalid` names what is wrong. */
	saveCannedReply(by: string, reply: CannedReply): Promise<{ id: string }>;
	removeCannedReply(by: string, id: string): Promise<void>;
	/** What is being written of one is on disk once this resolves. Without a name and a text it is removed. */
	saveCannedReplyDraft(by: string, draft: CannedReply): Promise<void>;
	/** Without a name and a text where nothing is being written. */
	cannedReplyDraft(id: string): Promise<CannedReply>;

	/** What can be behind a request, to choose at closing. */
	causes(): Promise<{ id: string; name: string }[]>;
	/** People of a company, to open a ticket for one of them; by name. */
	people(companyId: string): Promise<PersonRef[]>;
	companies(query: { text: string; limit: number }): Promise<CompanyRef[]>;
}

export type QueueName = "toTake" | "mine" | "toCall" | "waiting" | "open" | "closed";

export interface Queues {
	/** `waiting`: for the customer. */
	counts: Record<QueueName, number>;
	filters: (SavedFilter & { count: number })[];
}

export interface SavedFilter {
	id: string;
	name: string;
	place: number;
	criteria: Criteria;
}

/** What is empty selects all. A ticket is selected that meets everything said. */
export interface Criteria {
	statuses: Status[];
	severities: Severity[];
	kind: Kind | "";
	companyIds: string[];
	models: string[];
	categoryIds: string[];
	/** Ids of people, or `me`, or `nobody`. */
	assignees: string[];
	olderThanHours: number;
	youngerThanHours: number;
	text: string;
}

export type Criterion = keyof Criteria;

export type Column = "number" | "company" | "title" | "person" | "status" | "wait" | "assignee" | "updated";

export interface ConsoleQuery {
	/** Where to look; a saved filter is asked for by its criteria, in `open` unless they name `closed`. */
	queue: QueueName;
	criteria: Criteria;
	/** The usual order of a queue is by `wait`: who waits longest for the support first, and in `toCall` whose best time comes first. */
	sort: Column;
	descending: boolean;
	/** Stopped machines first, whatever the order within. */
	grouped: boolean;
	after: string;
	limit: number;
}

export interface ConsolePage {
	items: ConsoleRow[];
	next: string;
	/** How many there are in all, and in each group. */
	total: number;
	groups: Record<Severity, number>;
}

export interface ConsoleRow {
	id: string;
	/** 0 until it has reached the server. */
	number: number;
	kind: Kind;
	title: string;
	severity: Severity;
	status: Status;
	company: string;
	person: string;
	assignee: string;
	assigneeId: string;
	createdAt: number;
	updatedAt: number;
	closedAt: number;
	clock: Clock;
	/** Of callbacks: when the customer wants to be called, or is to be tried again; else 0. */
	callAt: number;
	unread: number;
	/** The customer says that the machine does not run. */
	fails: boolean;
	outbox: Outbox;
}

/** For how long the support has owed the customer a word. Ends in time of the support's working hours, so `half` and `due` are instants. */
export interface Clock {
	/** 0: nothing is owed. */
	since: number;
	/** From then on it is amber. */
	half: number;
	/** From then on it is red. */
	due: number;
	/** The ticket waits for the customer, since then; else 0. */
	pausedSince: number;
}

export interface Choices {
	companies: CompanyRef[];
	models: string[];
	categories: { id: string; name: string }[];
	technicians: PersonRef[];
}

export interface CompanyRef {
	id: string;
	name: string;
}

export interface Batch {
	ticketIds: string[];
	act:
		| { kind: "take" }
		| { kind: "assign"; personId: string }
		| { kind: "setStatus"; status: "in_progress" | "waiting" }
		| { kind: "close"; resolution: string; causeId: string };
}

export interface BatchResult {
	done: number;
	/** Closed meanwhile, or already so: nothing was done to these. */
	left: { ticketId: string; number: number; reason: "closed" | "unchanged" | "gone" }[];
}

export interface TicketContext {
	/** Earlier tickets of the same serial, newest first, at most twenty; and how many there are in all and in the last 90 days. */
	earlier: EarlierTicket[];
	earlierCount: number;
	in90Days: number;
	/** Other open tickets of the company, by urgency, at most ten; and how many there are. */
	companyOpen: { id: string; number: number; title: string; severity: Severity }[];
	companyOpenCount: number;
	people: { id: string; name: string; open: number }[];
	/** Call attempts of this company, newest first, at most ten. */
	calls: { ticketId: string; number: number; outcome: string; by: string; at: number; text: string; againAt: number }[];
	/** Tickets that were closed as duplicates of this one. */
	duplicates: { id: string; number: number; title: string }[];
}

export interface EarlierTicket {
	id: string;
	number: number;
	title: string;
	severity: Severity;
	status: Status;
	company: string;
	machineModel: string;
	machineSerial: string;
	at: number;
	cause: string;
	resolution: string;
	/** Of similar ones: where the title meets the words of this ticket, [start, end) in UTF-16 units. */
	marks: [number, number][];
}

export interface Found {
	tickets: ConsoleRow[];
	machines: { id: string; name: string; model: string; serial: string; company: string }[];
	companies: (CompanyRef & { open: number })[];
	people: { id: string; name: string; company: string; companyId: string; role: string; open: number }[];
}

export interface CannedReply {
	id: string;
	/** What is typed after a slash. */
	name: string;
	text: string;
	shared: boolean;
}
