import type { Clock, Language } from "../bridge/bridge";
import { localeOf } from "./time";

/**
 * How a wait is shown: not at all, plainly, in amber from half of the response time, in red past it, in grey while the
 * ticket waits for the customer.
 */
export type Urgency = "none" | "plain" | "half" | "due" | "paused";

export interface Wait {
	urgency: Urgency;
	/** How long it has lasted; of a paused one, how long the customer has been waited for. */
	ms: number;
}

/** For how long the support has owed a word now, and how urgent that is. */
export function waitAt(clock: Clock, now: number): Wait {
	if (clock.pausedSince) return { urgency: "paused", ms: Math.max(0, now - clock.pausedSince) };
	if (!clock.since) return { urgency: "none", ms: 0 };
	const urgency = now >= clock.due ? "due" : now >= clock.half ? "half" : "plain";
	return { urgency, ms: Math.max(0, now - clock.since) };
}

const MINUTES_A_DAY = 1440;
/** From so many hours on, minutes say nothing any more. */
const HOURS_ALONE = 10;

/** The letter for a day: g, d. Minutes and hours have signs of their own, the same in every language. */
function dayLetter(language: Language): string {
	const format = new Intl.NumberFormat(localeOf(language), { style: "unit", unit: "day", unitDisplay: "narrow" });
	return format.formatToParts(1).find((part) => part.type === "unit")?.value ?? "d";
}

/** 38 min, 2 h 05, 12 h, 1 g 2 h, 3 g: short enough for a column. */
export function waitWords(ms: number, language: Language): string {
	const minutes = Math.floor(ms / 60_000);
	const hours = Math.floor(minutes / 60);
	if (hours < 1) return `${minutes}\u00a0min`;
	if (minutes < MINUTES_A_DAY) {
		const rest = minutes % 60;
		return hours < HOURS_ALONE && rest > 0
			? `${hours}\u00a0h\u00a0${String(rest).padStart(2, "0")}`
			: `${hours}\u00a0h`;
	}
	const days = Math.floor(hours / 24);
	const rest = hours % 24;
	const letter = dayLetter(language);
	return days < 2 && rest > 0 ? `${days}\u00a0${letter}\u00a0${rest}\u00a0h` : `${days}\u00a0${letter}`;
}
