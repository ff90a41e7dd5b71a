import { folded } from "./words";

export interface Match {
	/** The lower, the better: all of it, at the beginning, at the beginning of a word, anywhere. */
	rank: number;
	/** Where the words stand, [start, end), in order and apart. */
	marks: [number, number][];
}

const wordBegins = (text: string, at: number): boolean => at === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(at - 1));

/** Where each word of a query stands in a text; null when one of them does not. An empty query is everywhere. */
export function matchWords(text: string, query: string): Match | null {
	const within = folded(text);
	const words = folded(query).split(/\s+/).filter(Boolean);
	const marks: [number, number][] = [];
	let rank = 0;
	for (const word of words) {
		let at = within.indexOf(word);
		if (at < 0) return null;
		// The beginning of a word is what one means, wherever else the letters stand.
		for (let next = at; next >= 0; next = within.indexOf(word, next + 1)) {
			if (!wordBegins(within, next)) continue;
			at = next;
			break;
		}
		rank = Math.max(rank, at === 0 ? 0 : wordBegins(within, at) ? 1 : 2);
		marks.push([at, at + word.length]);
	}
	return { rank: within === folded(query.trim()) ? -1 : rank, marks: apart(marks) };
}

/** In order, and where they meet, one. */
function apart(marks: [number, number][]): [number, number][] {
	const out: [number, number][] = [];
	for (const [start, end] of marks.sort((a, b) => a[0] - b[0])) {
		const last = out.at(-1);
		if (last && start <= last[1]) last[1] = Math.max(last[1], end);
		else out.push([start, end]);
	}
	return out;
}
