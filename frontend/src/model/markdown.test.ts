import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { glance } from "./glance";
import { type Block, type Inline, parsed, sourceBetween } from "./markdown";

/** A drawing of what is shown, in one line: `<b>`, `<c>`, `<a href>`, `<li 1.>`. */
const drawn = (blocks: readonly Block[]): string =>
	blocks
		.map((block) => {
			if (block.kind === "words") return block.parts.map(inline).join("");
			if (block.kind === "code") return `<pre ${block.info}>${block.text}</pre>`;
			return block.entries.map((entry) => `<li ${entry.marker}>${drawn(entry.blocks)}</li>`).join("");
		})
		.join("|");

function inline(part: Inline): string {
	if (part.kind === "text") return part.text;
	if (part.kind === "code") return `<c>${part.text}</c>`;
	const inner = part.parts.map(inline).join("");
	return part.kind === "bold" ? `<b>${inner}</b>` : `<a ${part.href}${part.leads && ` as ${part.leads}`}>${inner}</a>`;
}

/** Every letter and digit that can be seen, or that a link leads to. */
function letters(blocks: readonly Block[]): string {
	const of = (part: Inline): string => {
		if (part.kind === "text" || part.kind === "code") return part.text;
		return part.parts.map(of).join("") + (part.kind === "link" && part.leads ? part.href : "");
	};
	const all = (some: readonly Block[]): string =>
		some
			.map((block) => {
				if (block.kind === "words") return block.parts.map(of).join("");
				if (block.kind === "code") return block.info + block.text;
				return block.entries.map((entry) => entry.marker + all(entry.blocks)).join("");
			})
			.join("");
	return all(blocks);
}

const seen = (text: string) => drawn(parsed(text));

describe("what people type is shown as it was typed", () => {
	test.each([
		"C:\\temp\\* e C:\\temp\\*.log",
		"#1042 come prima",
		"# non è un titolo",
		"E_42_b e __VS__ e _così_",
		"3 * 4 * 5 e 3*4*5 e 2**3**4",
		"----\nsopra e sotto\n----",
		"====\nsopra\n====\n***\n* * *\n- - -",
		"> citato\n>> due volte",
		"    rientrato di quattro",
		"Riga uno\n\n\n  riga due  \nriga tre",
		"&amp; &lt; &#65; \\* \\_",
		"<b>grassetto</b> <script>alert(1)</script> <https://x.example>",
		"dell`asse e l`altro, e` rotto e` fermo",
		"`aperto e mai chiuso",
		"```\naperto e mai chiuso",
		"~~~~\ndisegno\n~~~~",
		"![foto](https://x.example/a.png)".replace("https:", "ftp:"),
		"[1] e [2](nota) e [a]: https",
		"[qui](javascript:alert(1)) [qui](data:text/html,x) [qui](file:///etc/passwd) [qui](//x.example)",
		'[qui](https://x.example "con un titolo")',
		"[qui](https://banca.example@x.example/)",
		"+ 5 mm\n+ 7 mm",
		"-0,6 bar\n*urgente*",
		"A | B\n--|--\n1 | 2",
		"\u0000 \uFFFD \uD800 fine",
	])("%j", (text) => {
		const [words, ...more] = parsed(text);
		expect(more).toEqual([]);
		expect(words?.kind === "words" && words.parts.some((part) => part.kind === "bold" || part.kind === "code")).toBe(
			false,
		);
		expect(words?.kind === "words" && words.parts.some((part) => part.kind === "link" && part.leads)).toBe(false);
		expect(letters(parsed(text))).toBe(text);
	});
});

describe("the plain part of Markdown", () => {
	test.each([
		["Controlla **il vuoto** prima", "Controlla <b>il vuoto</b> prima"],
		["**Fermo:** subito", "<b>Fermo:</b> subito"],
		["(**sì**)", "(<b>sì</b>)"],
		["**due\nrighe**", "<b>due\nrighe</b>"],
		["scrivi `G28 X0` e `` a`b ``", "scrivi <c>G28 X0</c> e <c> a`b </c>"],
		["**usa `M30`**", "<b>usa <c>M30</c></b>"],
		["- uno\n- due", "<li ->uno</li><li ->due</li>"],
		["Servono:\n* vite **M8**\n* dado\n\nGrazie", "Servono:\n|<li *>vite <b>M8</b></li><li *>dado</li>|\nGrazie"],
		["3. tre\n5) cinque", "<li 3.>tre</li>|<li 5)>cinque</li>"],
		["01. a\n01. b", "<li 01.>a</li><li 01.>b</li>"],
		["- a\n  - b\n  - c\n- d", "<li ->a|<li ->b</li><li ->c</li></li><li ->d</li>"],
		["- a\nNon è più la lista.\n- b", "<li ->a</li>|Non è più la lista.\n|<li ->b</li>"],
		["- a\n  - b\nDopo, **forte**.", "<li ->a|<li ->b</li></li>|Dopo, <b>forte</b>."],
		["- a\n  continua\n\n  ancora", "<li ->a\ncontinua\n\nancora</li>"],
		["Ecco:\n```gcode\nG0 X1 **2**\n  G1\n```\nfatto", "Ecco:\n|<pre gcode>G0 X1 **2**\n  G1</pre>|fatto"],
		["- a\n  ```\n  x\n   y\n  ```", "<li ->a|<pre >x\n y</pre></li>"],
		// A fence that is not closed belongs to its entry alone.
		["1. ```\n1. ", "<li 1.>```</li><li 1.></li>"],
		[
			"il [manuale](https://assistenza.example/av-120?p=1)",
			"il <a https://assistenza.example/av-120?p=1 as assistenza.example>manuale</a>",
		],
		["[059 555](tel:+39059555)", "<a tel:+39059555 as +39059555>059 555</a>"],
		["[Luca](mailto:luca@x.example)", "<a mailto:luca@x.example as luca@x.example>Luca</a>"],
		["[x.example](https://x.example)", "<a https://x.example/>x.example</a>"],
		["[**qui** e](https://x.example/a)", "<a https://x.example/a as x.example><b>qui</b> e</a>"],
		// Words that are an address must not lead elsewhere unseen.
		["[https://a.example](https://b.example)", "<a https://b.example/ as b.example>https://a.example</a>"],
		["**https://x.example/a**", "<b><a https://x.example/a>https://x.example/a</a></b>"],
		["https://x.example/**a**/b", "<a https://x.example/**a**/b>https://x.example/**a**/b</a>"],
	])("%j", (text, expected) => {
		expect(seen(text)).toBe(expected);
	});
});

describe("whatever is written", () => {
	const piece = fc.oneof(
		fc.string({ unit: "grapheme", maxLength: 6 }),
		fc.constantFrom(
			..."** * _ ` `` ``` ~~~ [ ]( ) ![ < > \\ & # - + 1. 2) \n \r\n \t > | = --- : ; ( a B 7".split(" "),
			" ",
			"\n\n",
			"\n  ",
			"\n- ",
			"\n1. ",
			"\n```\n",
			"https://x.example/a",
			"](https://x.example)",
			"](javascript:alert(1))",
			"<img src=x onerror=alert(1)>",
			"\u202e",
			"\uFEFF",
			"\uD83D",
			"è",
		),
	);
	const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
	const only = (some: string) => some.replace(/[^\p{L}\p{N}]/gu, "");

	test("none of its letters is lost, and none is added", () => {
		fc.assert(
			fc.property(text, (written) => {
				const blocks = parsed(written);
				if (!/\]\(/.test(written)) expect(only(letters(blocks))).toBe(only(written));
				else for (const letter of only(written)) expect(only(letters(blocks))).toContain(letter);
			}),
			{ numRuns: 3000 },
		);
	});

	test("a link leads only where a link may", () => {
		const hrefs = (parts: readonly Inline[]): string[] =>
			parts.flatMap((part) => [
				...(part.kind === "link" ? [part.href] : []),
				...("parts" in part ? hrefs(part.parts) : []),
			]);
		const all = (blocks: readonly Block[]): string[] =>
			blocks.flatMap((block) =>
				block.kind === "words"
					? hrefs(block.parts)
					: block.kind === "list"
						? block.entries.flatMap((entry) => all(entry.blocks))
						: [],
			);
		fc.assert(
			fc.property(text, (written) => {
				for (const href of all(parsed(written))) expect(href).toMatch(/^(?:https?:\/\/|mailto:|tel:)/);
			}),
			{ numRuns: 3000 },
		);
	});

	test.each([
		["**", 10_000],
		["**a ", 5000],
		["*a", 10_000],
		["_a_", 6000],
		["[", 20_000],
		["[a](", 5000],
		["`", 20_000],
		["- ", 10_000],
		["1. ", 6000],
		["> ", 10_000],
		["- a\nb\n", 3300],
		["- a\n **b** `c`\n", 1400],
		["```\na\n", 3000],
		["  ", 10_000],
		["\n", 20_000],
		["https://x.example/**a** ", 830],
	])("of %j as much as fits is read in a moment", (sign, times) => {
		const began = performance.now();
		expect(only(letters(parsed(sign.repeat(times))))).toBe(only(sign.repeat(times)));
		expect(performance.now() - began).toBeLessThan(2000);
	});
});

test("a line of it has no marks, and keeps what is none", () => {
	expect(glance("Prima, **con calma**:\n- il filtro `F2` del [manuale](https://x.example)")).toBe(
		"Prima, con calma: - il filtro F2 del manuale",
	);
	const plain = "3 * 4, 2**3**4, dell`asse e l`altro, [1] #1042";
	expect(glance(plain)).toBe(plain);
});

describe("what is copied", () => {
	const leaves = (blocks: readonly Block[]): { at: number; length: number }[] => {
		const of = (part: Inline): { at: number; length: number }[] =>
			part.kind === "text" || part.kind === "code"
				? [{ at: part.at, length: part.text.length }]
				: part.parts.flatMap(of);
		return blocks.flatMap((block) => {
			if (block.kind === "words") return block.parts.flatMap(of);
			if (block.kind === "code") return [{ at: block.at, length: block.text.length }];
			return block.entries.flatMap((entry) => leaves(entry.blocks));
		});
	};
	const text = "Servono:\n- vite **M8** zincata\n- dado\nGrazie";
	const all = leaves(parsed(text));
	const last = all.length - 1;

	test("is all that was written where all is selected", () => {
		expect(sourceBetween(text, all, [0, 0], [last, all[last]?.length ?? 0])).toBe(text);
	});

	test("of one word is that word, without the marks around it", () => {
		const bold = all.findIndex(({ at }) => text.startsWith("M8", at));
		expect(sourceBetween(text, all, [bold, 0], [bold, 2])).toBe("M8");
	});

	test("from the middle of one line to the end of another has the marks between", () => {
		const vite = all.findIndex(({ at }) => text.startsWith("vite", at));
		const dado = all.findIndex(({ at }) => text.startsWith("dado", at));
		expect(sourceBetween(text, all, [vite, 0], [dado, 4])).toBe("- vite **M8** zincata\n- dado");
		expect(sourceBetween(text, all, [vite, 2], [dado, 2])).toBe("te **M8** zincata\n- da");
	});
});
