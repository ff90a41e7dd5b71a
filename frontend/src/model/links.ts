/** A piece of what somebody wrote; `href` is where it leads, empty where it is words. */
export interface LinkPiece {
	text: string;
	href: string;
}

const ADDRESS = /(?:https?:\/\/|mailto:|www\.)[^\s<>"“”«»\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gi;

/** What ends a sentence, not an address. */
const TRAILING = ".,;:!?'’…";

const OPENING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** The address without what only stands after it in the sentence: its full stop, a bracket that was opened before it. */
function bare(found: string): string {
	const unopened = Object.fromEntries(
		Object.entries(OPENING).map(([close, open]) => [close, count(found, close) - count(found, open)]),
	);
	let end = found.length;
	for (; end > 0; end--) {
		const last = found.charAt(end - 1);
		if (TRAILING.includes(last)) continue;
		if ((unopened[last] ?? 0) <= 0) break;
		unopened[last] = (unopened[last] ?? 0) - 1;
	}
	return found.slice(0, end);
}

/** Where an address leads; empty when it leads nowhere that a link may lead. */
export function target(address: string): string {
	if (/^tel:\+?[\d\s().-]{3,}$/i.test(address)) return `tel:${address.slice(4).replace(/[^\d+]/g, "")}`;
	const whole = /^www\./i.test(address) ? `https://${address}` : address;
	let url: URL;
	try {
		url = new URL(whole);
	} catch {
		return "";
	}
	if (url.protocol === "mailto:") return /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(url.pathname) ? url.href : "";
	// A name before the host (https://maker.example@elsewhere.example) is there to mislead.
	if (url.username || url.password || !url.hostname.includes(".")) return "";
	return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
}

/** Cuts a text at the addresses in it. */
export function cutAtLinks(text: string): LinkPiece[] {
	const pieces: LinkPiece[] = [];
	let at = 0;
	for (const found of text.matchAll(ADDRESS)) {
		// In the midst of a word it is no address.
		if (found.index > 0 && /[\p{L}\p{N}_@./]/u.test(text.charAt(found.index - 1))) continue;
		const address = bare(found[0]);
		const href = target(address);
		if (!href) continue;
		if (found.index > at) pieces.push({ text: text.slice(at, found.index), href: "" });
		pieces.push({ text: address, href });
		at = found.index + address.length;
	}
	if (at < text.length) pieces.push({ text: text.slice(at), href: "" });
	return pieces;
}
