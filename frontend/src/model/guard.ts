import type { MessageItem } from "../bridge/bridge";
import { folded } from "./words";

/** How many words in a row are no coincidence. A shorter note counts when all of it is there, if it has as many as this. */
const RUN = 5;
const SHORTEST = 3;

interface Word {
	folded: string;
	start: number;
	end: number;
}

const wordsOf = (text: string): Word[] =>
	[...text.matchAll(/[\p{L}\p{N}]+/gu)].map((found) => ({
		folded: folded(found[0]),
		start: found.index,
		end: found.index + found[0].length,
	}));

const grams = (words: readonly Word[], length: number): string[] =>
	words.slice(0, Math.max(0, words.length - length + 1)).map((_, i) =>
		words
			.slice(i, i + length)
			.map((word) => word.folded)
			.join(" "),
	);

/**
 * What of a reply stands in a note, word by word, as the reply has it; empty when nothing does. What has been said to the
 * customer before is no secret.
 */
export function passageOfNote(reply: string, notes: readonly string[], said: readonly string[]): string {
	const words = wordsOf(reply);
	let best = "";
	const heard = new Map<number, Set<string>>();
	const heardOf = (length: number) => {
		let all = heard.get(length);
		if (!all) {
			all = new Set(said.flatMap((text) => grams(wordsOf(text), length)));
			heard.set(length, all);
		}
		return all;
	};
	for (const note of notes) {
		const of = wordsOf(note);
		const length = Math.min(RUN, of.length);
		if (length < SHORTEST) continue;
		const secret = new Set(grams(of, length));
		for (const gram of heardOf(length)) secret.delete(gram);
		const own = grams(words, length);
		for (let i = 0; i < own.length; i++) {
			if (!secret.has(own[i] ?? "")) continue;
			let last = i;
			while (secret.has(own[last + 1] ?? "")) last++;
			const passage = reply.slice(words[i]?.start, words[last + length - 1]?.end);
			if (passage.length > best.length) best = passage;
			i = last;
		}
	}
	return best;
}

/** The newest reply of somebody else; empty when nobody has said anything. */
export const lastHeard = (items: readonly MessageItem[]): string =>
	items.findLast((item) => item.kind === "reply" && !item.own)?.id ?? "";

/** What others have said to the customer, or the customer, after a message; nothing when that one is not among these. */
export function saidAfter(items: readonly MessageItem[], id: string): MessageItem[] {
	const at = id ? items.findIndex((item) => item.id === id) : -1;
	if (id && at < 0) return [];
	return items.slice(at + 1).filter((item) => item.kind === "reply" && !item.own);
}
