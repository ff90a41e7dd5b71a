/** The words that several parts of the bridge share, and how a call fails. */

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
	/** Of a file: what came is not what was declared. */
	| "hash_mismatch"
	/** Of a file: whoever wrote its message has given it up. */
	| "abandoned"
	/** Of a file: it is there, and is not given up any more. */
	| "arrived"
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
