import type { ErrorCode, Role } from "./words";

/** Who is in front, how the line stands, what has to be known here. */
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
	/** Files of messages that have reached the server without them: on their way, and such that cannot arrive. */
	filesGoing: number;
	filesFailed: number;
	/** What waits leaves by itself also after the program has been ended; looked at anew as something waits. */
	sessionKept: boolean;
}
