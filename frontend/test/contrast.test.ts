// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(resolve(import.meta.dirname, "../src/ui/tokens.css"), "utf8");

function tokens(block: string): Record<string, string> {
	return Object.fromEntries([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/gi)].map((m) => [m[1], m[2]]));
}

/** What a selector sets, and no other. */
function block(selector: string): Record<string, string> {
	const at = css.indexOf(`\t${selector} {`);
	if (at < 0) throw new Error(`no block for ${selector}`);
	return tokens(css.slice(at, css.indexOf("}", at)));
}

const light = block(":root");
const dark = { ...light, ...block(':root[data-theme="dark"]') };
const more = (theme: string) => block(`:root[data-theme="${theme}"][data-contrast="more"]`);
const lightMore = { ...light, ...more("light") };
const darkMore = { ...dark, ...more("dark") };

function luminance(hex: string): number {
	const channel = (at: number) => {
		const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function ratio(a: string, b: string): number {
	const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
	return (hi + 0.05) / (lo + 0.05);
}

/** Text on ground: 4.5 to 1, and 7 to 1 for those who asked for more. */
const TEXT: [string, string][] = [
	...["ink", "ink2", "ink3"].flatMap((ink): [string, string][] =>
		["bg", "surface", "raised", "sunken", "bubble", "half-soft"].map((ground) => [ink, ground]),
	),
	["ink", "accent-soft"],
	["ink2", "accent-soft"],
	["ink", "amber-soft"],
	["ink2", "red-soft"],
	["on-accent", "accent"],
	["accent-ink", "surface"],
	["accent-ink", "bg"],
	["accent-ink", "raised"],
	["accent-ink", "sunken"],
	["accent-ink", "accent-soft"],
	["accent-ink", "half-soft"],
	["red", "surface"],
	["red", "bg"],
	["red", "raised"],
	["red", "half-soft"],
	["red", "red-soft"],
	["surface", "red"],
	["amber", "surface"],
	["amber", "bg"],
	["amber", "raised"],
	["amber", "half-soft"],
	["amber", "sunken"],
	["amber", "amber-soft"],
	["surface", "amber"],
	["note-ink", "note"],
	["note", "note-ink"],
	["red", "note"],
	["red", "accent-soft"],
	["red", "bubble"],
	["green", "surface"],
];

/** What is seen but not read: 3 to 1, and 4.5 to 1. */
const SIGNS: [string, string][] = [
	["ctrl", "surface"],
	["ctrl", "bg"],
	["accent", "surface"],
	["accent", "bg"],
	["red-mark", "surface"],
	["red-mark", "red-soft"],
	["amber-mark", "surface"],
	["amber-mark", "bg"],
	["note-line", "note"],
	["green", "surface"],
];

/** What parts one thing from the next: seen by those who asked for more, quiet for the others. */
const LINES: [string, string][] = [
	["line", "surface"],
	["line", "bg"],
	["line", "raised"],
];

describe.each([
	{ name: "light", theme: light, text: 4.5, sign: 3, line: 1 },
	{ name: "dark", theme: dark, text: 4.5, sign: 3, line: 1 },
	{ name: "light, with more contrast", theme: lightMore, text: 7, sign: 4.5, line: 3 },
	{ name: "dark, with more contrast", theme: darkMore, text: 7, sign: 4.5, line: 3 },
])("in the theme $name", ({ theme, text, sign, line }) => {
	const at = (name: string) => theme[name] ?? expect.fail(`no colour ${name}`);

	test.each(TEXT)("%s can be read on %s", (ink, ground) => {
		expect(ratio(at(ink), at(ground))).toBeGreaterThanOrEqual(text);
	});

	test.each(SIGNS)("%s can be seen on %s", (mark, ground) => {
		expect(ratio(at(mark), at(ground))).toBeGreaterThanOrEqual(sign);
	});

	test.each(LINES)("%s parts what stands on %s", (mark, ground) => {
		expect(ratio(at(mark), at(ground))).toBeGreaterThanOrEqual(line);
	});
});

test("the ratios are those that the design names", () => {
	expect(ratio(light.ink ?? "", light.surface ?? "")).toBeCloseTo(16.7, 1);
	expect(ratio(light.accent ?? "", light.surface ?? "")).toBeCloseTo(6.4, 1);
	expect(ratio(dark.ink3 ?? "", dark.surface ?? "")).toBeCloseTo(6.5, 1);
});
