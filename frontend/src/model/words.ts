/** The letters of an avatar: first and last name's. */
export function initials(name: string): string {
	const words = name.split(/\s+/).filter(Boolean);
	const first = words[0]?.charAt(0) ?? "";
	const last = words.length > 1 ? (words.at(-1)?.charAt(0) ?? "") : "";
	return (first + last).toUpperCase();
}

/** Who spoke last, short: the first name. */
export const firstName = (name: string): string => name.split(/\s+/)[0] ?? name;

/** Parts of a line that are there, between dots. */
export const dotted = (...parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(" · ");

/** Folds case and accents, so that "perche" finds "Perché". Each letter stays one letter. */
export function folded(text: string): string {
	let out = "";
	for (const letter of text) {
		const plain = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
		out += plain.length === letter.length ? plain : letter;
	}
	return out;
}

/** Where a query stands in a text, as [start, end) offsets; nothing when it does not. */
export function matchIn(text: string, query: string): [number, number][] {
	const wanted = folded(query.trim());
	if (!wanted) return [];
	const at = folded(text).indexOf(wanted);
	return at < 0 ? [] : [[at, at + wanted.length]];
}

export interface Piece {
	text: string;
	marked: boolean;
}

/** How much stands before the first mark where only one line is shown. */
const LEAD = 16;

/** A text begun anew shortly before its first mark, so that one line shows what was found. */
export function fromFirstMark(
	text: string,
	marks: readonly [number, number][],
): { text: string; marks: [number, number][] } {
	const first = marks[0]?.[0] ?? 0;
	if (first <= LEAD * 2) return { text, marks: [...marks] };
	const space = text.indexOf(" ", first - LEAD);
	const cut = space >= 0 && space < first ? space + 1 : first;
	return { text: `…${text.slice(cut)}`, marks: marks.map(([start, end]) => [start - cut + 1, end - cut + 1]) };
}

/** Cuts a text at its marks. Offsets outside of it, or out of order, are left out. */
export function cutAtMarks(text: string, marks: readonly [number, number][]): Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	for (const [start, end] of marks) {
		if (start < at || end <= start || end > text.length) continue;
		if (start > at) pieces.push({ text: text.slice(at, start), marked: false });
		pieces.push({ text: text.slice(start, end), marked: true });
		at = end;
	}
	if (at < text.length) pieces.push({ text: text.slice(at), marked: false });
	return pieces;
}
