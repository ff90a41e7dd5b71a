/**
 * What the screens may ask of the program. `wails.ts` answers with the real program, `fake/` with an invented one for
 * tests; nothing else in the frontend knows which. Instants are milliseconds since 1970 UTC. Every call reads from the
 * local cache or commits to the local outbox: none waits for the network, except those that say so.
 *
 * A rejected call carries a `BridgeError`; its `code` decides, its text is never shown.
 */
export interface Bridge {
	session: SessionBridge;
	tickets: TicketsBridge;
	compose: ComposeBridge;
	support: SupportBridge;
	settings: SettingsBridge;
	diagnosis: DiagnosisBridge;
	/** Opens an address (http, https, mailto, tel) in the program that the system has for it. */
	openLink(url: string): Promise<void>;
	/** Subscribes; returns the way to unsubscribe. Events carry ids and counts, never contents: ask again for those. */
	on<E extends keyof BridgeEvents>(event: E, handler: (payload: BridgeEvents[E]) => void): () => void;
}

export interface BridgeEvents {
	/** Something of these tickets changed; `all` when too many to name (a first sync, another person). */
	"tickets:changed": { ids: string[]; all: boolean };
	"connection:changed": Record<string, never>;
	"unread:changed": { count: number };
	"outbox:changed": { waiting: number; refused: number };
	"session:changed": Record<string, never>;
	/** A notification was clicked, or a link to a ticket: `tickets.asked` says which. */
	"ticket:asked": Record<string, never>;
	/** The program ends as soon as `session.flushed` is called, or in half a second. */
	"program:ending": Record<string, never>;
}

export type Language = "it" | "en";
export type Theme = "system" | "light" | "dark";
export type Role = "operator" | "technician" | "admin";
export type Kind = "chat" | "callback";
export type Severity = "stopped" | "degraded" | "question";
export type Status = "new" | "in_progress" | "waiting" | "closed";
export type CallOutcome = "no_answer" | "busy" | "spoken";

/** The server's codes, and those of this side of the line. */
export type ErrorCode =
	| "malformed"
	| "unauthenticated"
	| "forbidden"
	| "not_found"
	| "method_not_allowed"
	| "conflict"
	| "ticket_closed"
	| "cursor_reset"
	| "too_large"
	| "unsupported_media_type"
	| "invalid"
	| "rate_limited"
	| "unavailable"
	| "internal"
	/** No answer: no network, wrong address, refused connection. */
	| "unreachable"
	/** The server's certificate is not trusted here. */
	| "untrusted"
	/** Something answered that is not a Filo Diretto server (a captive portal, a proxy's page). */
	| "not_a_server"
	/** The server is too old or too new for this program. */
	| "incompatible"
	/** The server's certificate is out of its time: it has expired, or this workstation's clock is wrong. */
	| "certificate_time"
	/** The proxy does not answer, or does not let through. */
	| "proxy"
	/** The proxy asks for a name and a password. */
	| "proxy_auth"
	/** Whoever signs in has been disabled. */
	| "disabled"
	/** The files here are of a newer version of the program. */
	| "newer"
	/** The disk is full, or the folder cannot be written. */
	| "storage";

export interface BridgeError {
	code: ErrorCode;
	/** Of `invalid`: which field, by its API location (`body.phone`), and why, by a stable word (`required`, `too_long`, `bad_phone`, …). */
	fields?: { location: string; reason: string }[];
	/** Of `rate_limited` and `unavailable`: seconds until it makes sense to try again. */
	retryAfter?: number;
}

export interface PersonRef {
	id: string;
	name: string;
}

/* ---------- Session ---------- */

export interface SessionBridge {
	/** Where the program stands; ask again after `session:changed`. */
	state(): Promise<SessionState>;
	/** Asks the network who answers at this address. */
	findServer(address: string): Promise<ServerFound>;
	/** Asks the network; without a server, a person known on this workstation is let in by their last accepted password. */
	signIn(credentials: Credentials): Promise<SessionState>;
	/** Locks the screen. Acts still waiting go out all the same. */
	signOut(): Promise<SessionState>;
	/** Asks the network. `forbidden`-free: a wrong current password is `invalid` at `body.current`. */
	changePassword(change: { current: string; next: string }): Promise<SessionState>;
	connection(): Promise<Connection>;
	/** Try the line now instead of at `retryAt`. */
	retryNow(): Promise<void>;
	/** What somebody here should know, oldest first; ask again after `session:changed`. */
	notices(): Promise<Notice[]>;
	/** Somebody has read it. */
	dismissNotice(id: string): Promise<void>;
	/** The first list has been painted: the program's log says when. */
	shown(): Promise<void>;
	/** Ends the program, which closing its window does not. */
	quit(): Promise<void>;
	/** Answers `program:ending`: what was typed until then is on the disk. */
	flushed(): Promise<void>;
}

/** Something that happened to this workstation's files or people. It stays until somebody has read it. */
export interface Notice {
	id: string;
	/**
	 * `cache_anew`: what was fetched was damaged or of a newer version, and is being fetched again. `outbox_salvaged`: what
	 * waited here was damaged; what could be read was kept. `settings_anew`: the settings could not be read.
	 * `session_not_kept`: there is no keyring that would keep the session. `person_disabled`: somebody's access has ended.
	 * `record_broken`: what the server says of some tickets does not follow from what it said before. `record_restored`: the
	 * server has begun anew from a backup, and no longer has some of what was here.
	 */
	kind:
		| "cache_anew"
		| "outbox_salvaged"
		| "settings_anew"
		| "session_not_kept"
		| "person_disabled"
		| "record_broken"
		| "record_restored";
	/** Of `person_disabled`: whose. */
	person: string;
	/** Of `outbox_salvaged`: how many acts and drafts were kept; of `person_disabled`: how many acts cannot leave any more; of records: how many tickets. */
	count: number;
	/** Where the damaged file lies now; empty when there is none. */
	file: string;
	/** Numbers of tickets that it is about, the first ones if there are many. */
	tickets: number[];
}

export interface Credentials {
	address: string;
	login: string;
	password: string;
	remember: boolean;
}

export interface ServerFound {
	/** As it will be used: scheme added, path removed. */
	address: string;
	name: string;
	version: string;
	support: SupportContact;
}

export interface SupportContact {
	phone: string;
	hours: string;
}

export interface SessionState {
	screen: "signIn" | "changePassword" | "desk";
	/** Who is in front; absent on `signIn`. */
	me?: Me;
	/** People who signed in on this workstation before, last first. */
	known: KnownPerson[];
	/** Of the server of whoever is in front, or was last. */
	support?: SupportContact;
	/** Of `screen` = signIn: the address to propose, possibly empty. */
	address: string;
	version: string;
}

export interface Me {
	id: string;
	login: string;
	name: string;
	role: Role;
	companyName: string;
	/** ISO 3166-1 alpha-2, of the company: the default country of telephone numbers. */
	country: string;
	serverName: string;
	serverAddress: string;
	/** Whether they asked to stay signed in across restarts. */
	remembered: boolean;
}

export interface KnownPerson {
	address: string;
	serverName: string;
	login: string;
	name: string;
	/** Acts of theirs that still wait to leave. */
	waiting: number;
}

export interface Connection {
	phase: "online" | "connecting" | "offline" | "unauthenticated";
	/** Since when in this phase. */
	since: number;
	/** Up to when what is shown is known to be current; 0 when never. */
	freshAt: number;
	/** When the next try is due; 0 when none is. */
	retryAt: number;
	/** Why offline, by code; absent when online. */
	reason?: ErrorCode;
	/** The first sync still runs: older tickets are coming. */
	filling: boolean;
	/** How far this workstation's clock is ahead of the server's (negative: behind), if by minutes; else 0. */
	clockAhead: number;
	waiting: number;
	stuck: number;
	refused: number;
	/** What waits leaves by itself also after the program has been ended; looked at anew as something waits. */
	sessionKept: boolean;
}

/* ---------- Tickets ---------- */

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
}

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
	/** The last reply. */
	last: { own: boolean; author: string; text: string; at: number };
	unread: number;
	/** Whether something of this ticket still waits here, is stuck, or was refused. */
	outbox: "" | "waiting" | "stuck" | "refused";
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
	resolution: string;
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
	text: string;
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
	/** API words (`in_progress`, `stopped`), or names for assignee and category; empty when absent. */
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
	tickets: { id: string; number: number; title: string; status: Status; at: number; resolution: string }[];
}

/* ---------- Compose ---------- */

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
	kind: "open" | "reply" | "note" | "change" | "call_attempt" | "mark";
	ticketId: string;
	ticketNumber: number;
	ticketTitle: string;
	text: string;
	writtenAt: number;
	attempts: number;
	retryAt: number;
	state: "waiting" | "stuck" | "refused";
	refusal: Refusal | null;
}

/* ---------- Support: what only technicians do ---------- */

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

/* ---------- Settings ---------- */

export interface SettingsBridge {
	get(): Promise<Settings>;
	/** Takes effect at once. `invalid` names what is wrong (`proxyAddress`, `caFile`), and nothing is changed then. */
	set(settings: Settings): Promise<void>;
	about(): Promise<About>;
	openFolder(which: "data" | "logs"): Promise<void>;
	/** Asks in a dialog of the system for a file with certificates; empty when it was given up. */
	chooseCaFile(): Promise<string>;
	/** Plays the sound of a stopped machine's answer; `unavailable` where nothing can play it. */
	playSound(): Promise<void>;
}

/** The workstation's, whoever is in front. */
export interface Settings {
	language: Language;
	theme: Theme;
	contrast: "system" | "more";
	/** In percent. */
	textSize: TextSize;
	/** Whether the answer to a stopped machine is called out with sound, again every minute. */
	sound: boolean;
	/** Whether Enter sends, and Shift+Enter begins a line; otherwise Ctrl+Enter sends. */
	enterSends: boolean;
	proxy: "system" | "none" | "address";
	/** Of `proxy` = address: `http://proxy.example:3128`, with name and password before an @ where it asks for them. */
	proxyAddress: string;
	/** A PEM file of authorities that are trusted besides the system's; empty for none. */
	caFile: string;
}

export type TextSize = 100 | 125 | 150;

export interface About {
	version: string;
	/** Of whoever is in front; empty when nobody is. */
	serverName: string;
	serverVersion: string;
	/** What draws the window, with its version. */
	webView: string;
	dataFolder: string;
	logFolder: string;
	/** `keyring`, `file` or `none`: where the session of whoever is in front is kept across restarts. */
	sessionKept: "keyring" | "file" | "none";
}

/* ---------- Diagnosis ---------- */

/** How the workstation stands, for a person on the telephone with the support; also before anybody has signed in. */
export interface DiagnosisBridge {
	look(): Promise<DiagnosisFacts>;
	/**
	 * Asks in a dialog of the system where to save an archive of it, and writes it. `file` is empty when it was given up;
	 * `storage` where it cannot be written, and then nothing is.
	 */
	save(): Promise<{ file: string }>;
}

/** Facts by ids and numbers: nothing that people wrote or are called. An instant of 0 is not known. */
export interface DiagnosisFacts {
	at: number;
	/** Of whoever is in front; absent when nobody is. */
	line?: DiagnosisLine;
	way: {
		proxy: Settings["proxy"];
		/** The proxy that the last call went through, host and port; empty when it went straight. */
		through: string;
		/** A file of authorities is trusted besides the system's. */
		authorities: boolean;
	};
	/** Whoever is in front first. */
	people: DiagnosisPerson[];
	/** What of whoever is in front has not reached the server, in the order of writing. */
	acts: DiagnosisAct[];
	/** In bytes; -1 is what nobody knows. */
	disk: { free: number; total: number; cache: number; outbox: number; logs: number };
	program: { version: string; go: string; wails: string; webView: string; system: string; started: number };
	/** Files that could not be used and lie under another name now, the last first. */
	setAside: { what: "cache" | "outbox" | "settings"; why: "corrupt" | "newer" | "unreadable"; at: number }[];
	/** The kinds of notices that nobody has read. */
	notices: Notice["kind"][];
}

export interface DiagnosisLine {
	phase: Connection["phase"];
	since: number;
	freshAt: number;
	retryAt: number;
	/** Why it is down; empty while it is up. */
	reason: ErrorCode | "";
	/** What last kept it from carrying since the program began, also while it is up again. */
	lastFailure: ErrorCode | "";
	lastFailureAt: number;
	/** In ms; 0 when the clock is about right. */
	clockAhead: number;
	address: string;
	serverName: string;
	serverVersion: string;
	/** Names the life of the server's store: another one says that it was restored. */
	epoch: string;
	sessionKept: About["sessionKept"];
}

export interface DiagnosisPerson {
	/** Names their profile. */
	key: string;
	front: boolean;
	/** Their profile is at work; of one that is not, only `waiting` is known. */
	open: boolean;
	phase: Connection["phase"] | "";
	disabled: boolean;
	/** How far their tickets have come: something was fetched, the first sync is done, all is being fetched anew. */
	begun: boolean;
	filled: boolean;
	renewing: boolean;
	openTickets: number;
	closedTickets: number;
	/** When the newest change that is here was made. */
	newestAt: number;
	waiting: number;
	stuck: number;
	refused: number;
	/** When what waits longest was written. */
	oldestAt: number;
	cacheSchema: number;
	outboxSchema: number;
	failed: ErrorCode | "";
}

export interface DiagnosisAct {
	id: string;
	kind: WaitingAct["kind"];
	ticketNumber: number;
	writtenAt: number;
	/**
	 * What it waits for: `refused` and `needs` (what it needs was refused) for somebody; `behind` for an earlier one of its
	 * ticket; `stuck` and `retry` for the next try of what the server failed; `session`, `line`; `leaving` is on its way.
	 */
	why: "refused" | "needs" | "stuck" | "behind" | "session" | "line" | "retry" | "leaving";
	attempts: number;
	retryAt: number;
	refusal: ErrorCode | "";
}
