/** A piece of what somebody wrote; `href` is where it leads, empty where it is words. */
export interface LinkPiece {
	text: string;
	href: string;
}

const ADDRESS = /(?:https?:\/\/|mailto:|www\.)[^\s<>"“”«»‎‏‪-‮⁦-⁩]+/gi;

/** What ends a sentence, not an address. */
const TRAILING = /[.,;:!?'’…]+$/;

const PAIRS: [open: string, close: string][] = [
	["(", ")"],
	["[", "]"],
	["{", "}"],
];

const count = (text: string, sign: string): number => text.split(sign).length - 1;

/** The address without what only stands after it in the sentence. */
function bare(found: string): string {
	let address = found;
	for (let before = ""; before !== address; ) {
		before = address;
		address = address.replace(TRAILING, "");
		const pair = PAIRS.find(([, close]) => address.endsWith(close));
		if (pair && count(address, pair[1]) > count(address, pair[0])) address = address.slice(0, -1);
	}
	return address;
}

/** Where an address leads; empty when it leads nowhere. What is shown is always what was written. */
function target(address: string): string {
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
