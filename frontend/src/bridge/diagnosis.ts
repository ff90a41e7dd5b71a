import type { WaitingAct } from "./compose";
import type { Connection, Notice } from "./session";
import type { About, Settings } from "./settings";
import type { ErrorCode } from "./words";

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
	disk: { free: number; total: number; cache: number; outbox: number; files: number; logs: number };
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
	/** Files of messages that have gone without them: on their way, and such that cannot arrive. */
	filesGoing: number;
	filesFailed: number;
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
