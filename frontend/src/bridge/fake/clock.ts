import type { Clock, Severity } from "../bridge";
import { type Kept, MINUTE, sideOf } from "./kept";

/** Within how many minutes a customer is to be answered, the first time and after that; of hours that never end. */
const TIMES: Record<Severity, [first: number, next: number]> = {
	stopped: [30, 60],
	degraded: [240, 480],
	question: [480, 960],
};

/** Whether somebody has spoken with the customer on the telephone. */
const spoken = (t: Kept): boolean => t.said.some((s) => s.event?.outcome === "spoken");

/** The customer's first word that has no answer; 0 when every one has. Who asked to be called is answered by a call. */
function awaitedSince(t: Kept): number {
	const answer = t.said.findLastIndex((s) =>
		t.kind === "callback" && !spoken(t)
			? false
			: sideOf(s.by) === "support" && (s.kind === "reply" || s.event?.outcome === "spoken"),
	);
	return t.said.slice(answer + 1).find((s) => s.kind === "reply" && sideOf(s.by) === "customer")?.at ?? 0;
}

/** For how long the support has owed the customer of a ticket a word. */
export function clockOf(t: Kept): Clock {
	const since = t.status === "closed" ? 0 : awaitedSince(t);
	if (!since) return { since: 0, half: 0, due: 0, pausedSince: pausedSince(t) };
	const answered = t.said.some((s) => s.kind === "reply" && sideOf(s.by) === "support") || spoken(t);
	const within = TIMES[t.severity][answered ? 1 : 0] * MINUTE;
	return { since, half: since + within / 2, due: since + within, pausedSince: pausedSince(t) };
}

const pausedSince = (t: Kept): number =>
	t.status === "waiting" ? (t.said.findLast((s) => s.event?.to === "waiting")?.at ?? t.updatedAt) : 0;

/** When the customer of a callback is to be called; 0 when nobody said, or when they have been. */
export const callAt = (t: Kept): number =>
	t.status === "closed" ? 0 : t.callAgainAt || (t.kind === "callback" && !spoken(t) ? (t.callWindow?.from ?? 0) : 0);
