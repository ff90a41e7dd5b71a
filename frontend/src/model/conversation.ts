import type { MessageItem } from "../bridge/bridge";
import { daysBetween } from "./time";

export interface Day {
	/** Of its first message: names the day. */
	at: number;
	items: Entry[];
}

export interface Entry {
	item: MessageItem;
	/** The same person goes on speaking within a few minutes: name and initials need not be said again. */
	goesOn: boolean;
}

const BREATH = 5 * 60_000;

/** Groups a conversation by day, in the order it has. */
export function byDay(items: readonly MessageItem[]): Day[] {
	const days: Day[] = [];
	let before: MessageItem | undefined;
	for (const item of items) {
		let day = days.at(-1);
		const newDay = !day || daysBetween(item.at, day.at) !== 0;
		if (!day || newDay) {
			day = { at: item.at, items: [] };
			days.push(day);
		}
		const goesOn =
			!newDay &&
			before?.kind === "reply" &&
			item.kind === "reply" &&
			before.author.id === item.author.id &&
			item.at - before.at < BREATH;
		day.items.push({ item, goesOn });
		before = item;
	}
	return days;
}

/** Lays a fresh end of the conversation over what was loaded: older messages stay, the end is as it is now. */
export function joinMessages(loaded: readonly MessageItem[], fresh: readonly MessageItem[]): MessageItem[] {
	const first = fresh[0];
	if (!first) return [...fresh];
	const at = loaded.findIndex((item) => item.id === first.id);
	return at < 0 ? [...fresh] : [...loaded.slice(0, at), ...fresh];
}
