import type { DiagnosisFacts, ErrorCode, Language } from "../bridge/bridge";
import { localeOf } from "./time";

/**
 * What the facts come to. `good` asks nothing of anybody, `busy` mends itself, `ask` wants somebody to do something.
 * It follows from the facts alone and is kept nowhere.
 */
export interface Verdict {
	tone: "good" | "busy" | "ask";
	kind:
		| "good"
		| "disk"
		| "nobody"
		| "disabled"
		| "expired"
		| "offline"
		| "refused"
		| "stuck"
		| "files"
		| "clock"
		| "late"
		| "filling"
		| "connecting";
	/** Why the line is down. */
	reason?: ErrorCode;
	/** For how long, in ms. Of `clock`: how far it is off, negative when behind. */
	lasts?: number;
	/** How many acts it is about; of `files` how many files. */
	count?: number;
	/** What waits here of whoever is in front, where the verdict is not about just that. */
	waiting: number;
	/** Files of messages that have gone without them. */
	files: number;
	/** What waits here of everybody else. */
	others: number;
}

/** Under this much free space a few photographs fill the disk. */
const LOW = 200 * 2 ** 20;

/** What waits this long with the line up does not just take its time. */
const LATE = 2 * 60_000;

/** The most pressing first: what nothing else can mend before what mends itself. */
export function verdictOf({ at, line, people, acts, disk }: DiagnosisFacts): Verdict {
	const front = people.find((person) => person.front);
	const others = people.reduce((sum, person) => sum + (person.front ? 0 : person.waiting), 0);
	const waiting = front?.waiting ?? 0;
	const files = front?.filesGoing ?? 0;
	const rest = { waiting, files, others };
	const refused = acts.filter((act) => act.why === "refused").length;
	const stuck = acts.filter((act) => act.why === "stuck");
	const late = acts.filter((act) => (act.why === "leaving" || act.why === "retry") && at - act.writtenAt > LATE);

	if (line?.reason === "storage" || (disk.free >= 0 && disk.free < LOW)) return { tone: "ask", kind: "disk", ...rest };
	if (!line) return { tone: others ? "busy" : "good", kind: "nobody", ...rest };
	if (line.phase === "unauthenticated") {
		return { tone: "ask", kind: line.reason === "disabled" ? "disabled" : "expired", ...rest };
	}
	if (line.phase === "offline") {
		const reason = line.reason ? { reason: line.reason } : {};
		return { tone: "ask", kind: "offline", lasts: Math.max(0, at - line.since), ...reason, ...rest };
	}
	if (refused) return { tone: "ask", kind: "refused", count: refused, ...rest };
	if (stuck.length)
		return { tone: "ask", kind: "stuck", count: stuck.length, ...rest, waiting: waiting - stuck.length };
	if (front?.filesFailed) return { tone: "ask", kind: "files", count: front.filesFailed, ...rest };
	if (line.clockAhead) return { tone: "ask", kind: "clock", lasts: line.clockAhead, ...rest };
	if (line.phase === "connecting") return { tone: "busy", kind: "connecting", ...rest };
	if (late.length) {
		const lasts = at - Math.min(...late.map((act) => act.writtenAt));
		return { tone: "ask", kind: "late", count: late.length, lasts, ...rest, waiting: waiting - late.length };
	}
	if (front && (!front.filled || front.renewing)) return { tone: "busy", kind: "filling", ...rest };
	return { tone: waiting || files || others ? "busy" : "good", kind: "good", ...rest };
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** 24 MB; 3,1 GB: how much room something takes, to two or three digits. */
export function sizeOf(bytes: number, language: Language): string {
	let unit = 0;
	let value = bytes;
	while (value >= 999.5 && unit < UNITS.length - 1) {
		value /= 1000;
		unit++;
	}
	return new Intl.NumberFormat(localeOf(language), {
		style: "unit",
		unit: UNITS[unit] ?? "byte",
		unitDisplay: "short",
		maximumFractionDigits: unit > 0 && value < 10 ? 1 : 0,
	}).format(value);
}

/** Enough of an id to tell it from the others by telephone. */
export const shortId = (id: string): string => id.slice(0, 8);
