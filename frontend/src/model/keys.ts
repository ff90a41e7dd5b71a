/**
 * Keys as the table of commands writes them: `j`, `Shift+J`, `Ctrl+K`, `F8`, or one after the other, `g t`. A letter is
 * written as the key that bears it; a sign (`?`, `/`) as what it types, however a keyboard makes it.
 */
export interface Stroke {
	key: string;
	ctrl: boolean;
	shift: boolean;
	alt: boolean;
}

export function strokesOf(keys: string): Stroke[] {
	return keys.split(" ").map((stroke) => {
		const parts = stroke.split("+");
		// `Ctrl++` ends in the sign itself.
		const key = stroke.endsWith("+") ? "+" : (parts.at(-1) ?? "");
		return {
			key,
			ctrl: parts.slice(0, -1).includes("Ctrl"),
			shift: parts.slice(0, -1).includes("Shift"),
			alt: parts.slice(0, -1).includes("Alt"),
		};
	});
}

interface Pressed {
	key: string;
	ctrlKey: boolean;
	metaKey: boolean;
	shiftKey: boolean;
	altKey: boolean;
}

const isLetter = (key: string): boolean => /^\p{L}$/u.test(key);

/** Whether a key is this stroke; the command key of a Mac counts as Ctrl. */
export function isStroke(e: Pressed, stroke: Stroke): boolean {
	if ((e.ctrlKey || e.metaKey) !== stroke.ctrl || e.altKey !== stroke.alt) return false;
	if (isLetter(stroke.key)) return e.shiftKey === stroke.shift && e.key.toLowerCase() === stroke.key.toLowerCase();
	// A sign is what it types, with Shift or without; a key that types nothing has Shift beside it or not.
	if (stroke.key.length > 1 && e.shiftKey !== stroke.shift) return false;
	return e.key === stroke.key;
}

/** Whether the key is an ordinary sign where somebody types: those with Ctrl or Alt, and F8, are not. */
export const isSign = ({ key, ctrl, alt }: Stroke): boolean => !ctrl && !alt && !/^(F\d+|Escape)$/.test(key);

/** What is shown for keys: each stroke's keys, in the order in which they are held. */
export function capsOf(keys: string): string[][] {
	return strokesOf(keys).map(({ key, ctrl, shift, alt }) => [
		...(ctrl ? ["Ctrl"] : []),
		...(alt ? ["Alt"] : []),
		...(shift ? ["Shift"] : []),
		key.length === 1 ? key.toUpperCase() : key,
	]);
}
