import type { BlockContent, Code, DefinitionContent, Link, List, ListItem, Node, PhrasingContent, Strong } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { cutAtLinks, target } from "./links";

/*
 * Of Markdown only what people type without having learnt it: bold, lists, code, links. The parser finds where those
 * stand; whatever is in none of them is shown as it was typed, letter by letter, so that nothing can be lost by a sign
 * that was meant as itself (`C:\temp\*`, `3*4*5`, `E_42_b`, `#1042`).
 */

/** Part of a line. `at` is where it begins in what was written. */
export type Inline =
	| { kind: "text"; at: number; text: string }
	| { kind: "bold"; at: number; parts: Inline[] }
	| { kind: "code"; at: number; text: string }
	/** `leads` says where to, in words, where what is shown does not. */
	| { kind: "link"; at: number; href: string; leads: string; parts: Inline[] };

export interface ListEntry {
	at: number;
	/** As it was typed: `1.`, `2)`, `-`. */
	marker: string;
	blocks: Block[];
}

export type Block =
	| { kind: "words"; at: number; parts: Inline[] }
	| { kind: "list"; at: number; ordered: boolean; entries: ListEntry[] }
	/** `info` is what stands beside the opening fence. */
	| { kind: "code"; at: number; info: string; text: string };

/** All of Markdown that is not for messages. */
const NOT_FOR_MESSAGES = {
	disable: {
		null: [
			"autolink",
			"blockQuote",
			"characterEscape",
			"characterReference",
			"codeIndented",
			"definition",
			"hardBreakEscape",
			"headingAtx",
			"htmlFlow",
			"htmlText",
			"labelStartImage",
			"setextUnderline",
			"thematicBreak",
		],
	},
};

/** Without one of these there is nothing to be found. */
const ANY_MARK = /\*\*|`|\]\(|^[ \t]*(?:[-*]|\d{1,9}[.)])[ \t]/m;

/** A line that begins an entry of a list. */
const ENTRY = /^[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]/;
const ENTRIES = new RegExp(ENTRY, "gm");

/** A text with more of what opens something is a log or a drawing, and takes the parser long. */
const MOST_MARKS = 1000;
const MOST_ENTRIES = 300;

const count = (text: string, sign: RegExp): number => text.match(sign)?.length ?? 0;

const tooMuch = (text: string): boolean =>
	DEEP.test(text) || count(text, /[*_`[]/g) > MOST_MARKS || count(text, ENTRIES) > MOST_ENTRIES;

/** Lists in lists on one line, which nobody writes. */
const DEEP = /^[ \t]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+){5}/m;

/** What somebody wrote, in its parts. */
export function parsed(text: string): Block[] {
	const plain = (): Block[] => (text ? [{ kind: "words", at: 0, parts: cutText(text, 0, text.length) }] : []);
	if (!ANY_MARK.test(text) || tooMuch(text)) return plain();
	try {
		// The parser leaves out a byte order mark at the beginning, and all places would be one off.
		const { source, added } = withListsEnded(text.replace(/^\uFEFF/, "\u200B"));
		const root = fromMarkdown(source, { extensions: [NOT_FOR_MESSAGES] });
		return new Reading(text, added).blocks(root.children as Flow[], 0, text.length, false);
	} catch {
		// A message must be readable, whatever the parser makes of it.
		return plain();
	}
}

type Flow = BlockContent | DefinitionContent;

/** Words with the addresses in them. */
function cutText(text: string, start: number, end: number): Inline[] {
	let at = start;
	return cutAtLinks(text.slice(start, end)).map((piece): Inline => {
		const words = { kind: "text" as const, at, text: piece.text };
		at += piece.text.length;
		return piece.href ? { kind: "link", at: words.at, href: piece.href, leads: "", parts: [words] } : words;
	});
}

const WORD = /[\p{L}\p{N}_]/u;

/** A walk through what the parser found in one text. */
class Reading {
	readonly #text: string;
	readonly #added: readonly number[];
	/** Where addresses stand: what looks like a mark in them is none. */
	readonly #addresses: { start: number; end: number }[] = [];

	/** `added` is where the parser was given an empty line more. */
	constructor(text: string, added: readonly number[]) {
		this.#text = text;
		this.#added = added;
		let at = 0;
		for (const { text: piece, href } of cutAtLinks(text)) {
			if (href) this.#addresses.push({ start: at, end: at + piece.length });
			at += piece.length;
		}
	}

	/** The blocks between two places; what is in no list and no code is words. */
	blocks(nodes: readonly Flow[], start: number, end: number, inList: boolean): Block[] {
		const out: Block[] = [];
		let at = start;
		let marked: PhrasingContent[] = [];
		const words = (until: number) => {
			const block = this.#words(marked, at, until, inList);
			if (block) out.push(block);
			marked = [];
		};
		for (const node of nodes) {
			if (node.type === "paragraph") {
				marked.push(...node.children);
				continue;
			}
			const found = node.type === "list" ? this.#list(node) : node.type === "code" ? this.#code(node) : undefined;
			if (!found) continue;
			words(this.#from(node));
			out.push(found);
			at = this.#upTo(node);
		}
		words(end);
		return out;
	}

	#words(nodes: readonly PhrasingContent[], start: number, end: number, inList: boolean): Block | null {
		const text = this.#text;
		let first = start;
		let last = end;
		if (inList) {
			while (first < last && /\s/.test(text.charAt(first))) first++;
			while (last > first && /\s/.test(text.charAt(last - 1))) last--;
		} else if (start > 0) {
			// The end of its last line belongs to the list or the code before.
			first += /^[ \t]*(?:\r\n|\n|\r)?/.exec(text.slice(first, last))?.[0].length ?? 0;
		}
		if (!text.slice(first, last).trim()) return null;
		return { kind: "words", at: first, parts: this.#inline(nodes, first, last, inList) };
	}

	#inline(nodes: readonly PhrasingContent[], start: number, end: number, inList: boolean): Inline[] {
		const out: Inline[] = [];
		let at = start;
		const walk = (children: readonly PhrasingContent[]) => {
			for (const node of children) {
				const marked = this.#from(node) >= at && this.#upTo(node) <= end ? this.#marked(node, inList) : null;
				if (marked) {
					out.push(...this.#plain(at, this.#from(node), inList), marked);
					at = this.#upTo(node);
				} else if ("children" in node) {
					walk(node.children);
				}
			}
		};
		walk(nodes);
		out.push(...this.#plain(at, end, inList));
		return out;
	}

	/** Words without a mark; in a list each line begins where its own words do. */
	#plain(start: number, end: number, inList: boolean): Inline[] {
		if (!inList) return cutText(this.#text, start, end);
		const out: Inline[] = [];
		let at = start;
		for (const found of this.#text.slice(start, end).matchAll(/(\r\n|\n|\r)[ \t]+/g)) {
			const line = start + found.index + (found[1]?.length ?? 0);
			out.push(...cutText(this.#text, at, line));
			at = start + found.index + found[0].length;
		}
		out.push(...cutText(this.#text, at, end));
		return out;
	}

	#marked(node: PhrasingContent, inList: boolean): Inline | null {
		switch (node.type) {
			case "strong":
				return this.#bold(node, inList);
			case "inlineCode": {
				const source = this.#text.slice(this.#from(node), this.#upTo(node));
				const ticks = /^`+/.exec(source)?.[0].length ?? 0;
				if (!this.#apart(node)) return null;
				return { kind: "code", at: this.#from(node) + ticks, text: source.slice(ticks, -ticks) };
			}
			case "link":
				return this.#link(node, inList);
			default:
				return null;
		}
	}

	#bold(node: Strong, inList: boolean): Inline | null {
		// Two underscores are part of a name as often as they are meant as a mark.
		if (this.#text.charAt(this.#from(node)) !== "*" || !this.#apart(node)) return null;
		const start = this.#from(node) + 2;
		return { kind: "bold", at: start, parts: this.#inline(node.children, start, this.#upTo(node) - 2, inList) };
	}

	/** Marks stand around whole words: between letters they are an apostrophe, a power, a pattern. */
	#apart(node: Node): boolean {
		const start = this.#from(node);
		const before = [...this.#text.slice(Math.max(0, start - 2), start)].at(-1) ?? "";
		const after = [...this.#text.slice(this.#upTo(node), this.#upTo(node) + 2)][0] ?? "";
		const inAddress = this.#addresses.some((address) => address.start < start && start < address.end);
		return !WORD.test(before) && !WORD.test(after) && !inAddress;
	}

	#link(node: Link, inList: boolean): Inline | null {
		const first = node.children[0];
		const last = node.children.at(-1);
		// A title would be seen nowhere, and an address without words is none.
		if (!first || !last || node.title != null) return null;
		const start = this.#from(node) + 1;
		const end = this.#upTo(last);
		const rest = this.#text.slice(end, this.#upTo(node));
		const address = /^\]\(\s*<?([^\s<>]*)>?\s*\)$/.exec(rest)?.[1] ?? "";
		// What the words are is a link already when an address stands in them.
		const href = target(address);
		if (!href || !this.#text.slice(start, end).trim()) return null;
		const parts = withoutLinks(this.#inline(node.children, start, end, inList));
		const leads = leadsTo(href);
		return { kind: "link", at: start, href, leads: parts.map(shown).join("") === leads ? "" : leads, parts };
	}

	/** A fence that is not closed is a drawing, or a mistake; so is one of tildes. */
	#code(node: Code): Block | undefined {
		const source = this.#text.slice(this.#from(node), this.#upTo(node));
		const fenced = /^(`{3,})([^\n\r]*)(\r\n|\n|\r)([\s\S]*?)(?:\r\n|\n|\r)?[ \t]*(`{3,})[ \t]*$/.exec(source);
		const [, open = "", info = "", line = "", , close = ""] = fenced ?? [];
		if (!fenced || close.length < open.length || !node.value.trim()) return undefined;
		const at = this.#from(node) + open.length + info.length + line.length;
		return { kind: "code", at, info: info.trim(), text: node.value };
	}

	#list(list: List): Block | undefined {
		const marker = (item: ListItem) => /^(?:[-*]|\d{1,9}[.)])/.exec(this.#text.slice(this.#from(item)))?.[0] ?? "";
		// A line of nothing but signs is a line that was drawn; a plus is a sign before a number.
		const drawn = (item: ListItem) => !/[^\s*+-]/.test(this.#text.slice(this.#from(item) + 1, this.#upTo(item)));
		if (list.children.some((item) => !marker(item) || drawn(item))) return undefined;
		const entries = list.children.map((item, i): ListEntry => {
			const at = this.#from(item);
			const mark = marker(item);
			// Of an entry with a fence that is not closed the parser says that it reaches into the next.
			const next = list.children[i + 1];
			const end = next ? Math.min(this.#upTo(item), this.#from(next)) : this.#upTo(item);
			return { at, marker: mark, blocks: this.blocks(item.children, at + mark.length, end, true) };
		});
		return { kind: "list", at: this.#from(list), ordered: list.ordered === true, entries };
	}

	/** Where a node begins in what was written. */
	#from = (node: Node): number => this.#written(node.position?.start.offset ?? 0);
	#upTo = (node: Node): number => this.#written(node.position?.end.offset ?? 0);

	/** A place of what was parsed, in what was written. */
	#written(place: number): number {
		let low = 0;
		let high = this.#added.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#added[middle] ?? 0) < place) low = middle + 1;
			else high = middle;
		}
		return place - low;
	}
}

/**
 * A line that is not indented goes on with the last entry of a list, for the parser; for whoever wrote it, it comes after
 * the list. An empty line between says so; `added` is where there is one now that nobody typed.
 */
function withListsEnded(text: string): { source: string; added: number[] } {
	const added: number[] = [];
	let source = "";
	let inList = false;
	let inCode = false;
	for (const line of text.split(/(?<=\n|\r(?!\n))/)) {
		if (/^[ \t]*```/.test(line)) inCode = !inCode;
		const entry = !inCode && ENTRY.test(line);
		if (inList && !inCode && !entry && /^\S/.test(line)) {
			added.push(source.length);
			source += "\n";
		}
		inList = entry || (inList && /^[ \t]/.test(line));
		source += line;
	}
	return { source, added };
}

/** What is shown of a part. */
const shown = (part: Inline): string =>
	part.kind === "text" || part.kind === "code" ? part.text : part.parts.map(shown).join("");

/** A link within a link is one link. */
const withoutLinks = (parts: Inline[]): Inline[] =>
	parts.flatMap((part): Inline[] => {
		if (part.kind === "link") return withoutLinks(part.parts);
		return part.kind === "bold" ? [{ ...part, parts: withoutLinks(part.parts) }] : [part];
	});

/** Where an address leads, as people say it. */
function leadsTo(href: string): string {
	const url = new URL(href);
	return url.protocol === "mailto:" || url.protocol === "tel:" ? decodeURIComponent(url.pathname) : url.host;
}

/** A piece of shown text, by where it stands in what was written. */
export interface Leaf {
	at: number;
	length: number;
}

/**
 * What was written between two places of what is shown, with its marks: from `from` in the first of these leaves to `to`
 * in the last. `all` are those of the whole text.
 */
export function sourceBetween(
	text: string,
	all: readonly Leaf[],
	[first, from]: [number, number],
	[last, to]: [number, number],
): string {
	const end = (leaf: Leaf | undefined) => (leaf ? leaf.at + leaf.length : 0);
	const one = all[first];
	const other = all[last];
	if (!one || !other) return "";
	if (first === 0 && from === 0 && last === all.length - 1 && to === other.length) return text;
	let start = one.at + from;
	let stop = other.at + to;
	// Marks around the ends are copied where more than what they mark is.
	if (first !== last && from === 0) start = Math.max(text.lastIndexOf("\n", start - 1) + 1, end(all[first - 1]));
	if (first !== last && to === other.length) {
		const rest = text.slice(stop, all[last + 1]?.at ?? text.length);
		stop += /^[^\n\r]*/.exec(rest)?.[0].length ?? 0;
	}
	return text.slice(start, stop);
}
