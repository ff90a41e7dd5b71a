// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { Attached } from "../bridge/bridge";
import { canDraw, isPicture, isText, nameParts, pastedStamp, percent, sizeWords } from "./files";

const NBSP = "\u00a0";

describe("how large a file is", () => {
	test.each([
		[0, `0${NBSP}byte`],
		[812, `812${NBSP}byte`],
		[1000, `1${NBSP}kB`],
		[420_000, `410${NBSP}kB`],
		[1_290_000, `1,2${NBSP}MB`],
		[500 * 1024 ** 2, `500${NBSP}MB`],
		[1024 ** 3 * 2, `2${NBSP}GB`],
	])("%d bytes are %s", (bytes, words) => expect(sizeWords(bytes, "it")).toBe(words));

	test("is said as the language says numbers", () => expect(sizeWords(1_290_000, "en")).toBe(`1.2${NBSP}MB`));
});

test("a file has come whole only once all of it has", () => {
	expect(percent(0, 1000)).toBe(0);
	expect(percent(999, 1000)).toBe(99);
	expect(percent(9_999_999, 10_000_000)).toBe(99);
	expect(percent(1000, 1000)).toBe(100);
	expect(percent(0, 0)).toBe(100);
});

describe("a name cut short", () => {
	test.each([
		["IMG_20251112_142733.jpg", "IMG_20251112_142", "733.jpg"],
		["a.jpg", "", "a.jpg"],
		["LEGGIMI", "LEGG", "IMI"],
		[".profile", ".prof", "ile"],
		["nota.senza-un-vero-finale", "nota.senza-un-vero-fin", "ale"],
		["🏭🔩⚙️🧰🪛.png", "🏭🔩⚙", "️🧰🪛.png"],
	])("%s keeps its ending", (name, stem, ending) => {
		expect(nameParts(name)).toEqual({ stem, ending });
		expect(stem + ending).toBe(name);
	});
});

const attached = (part: Partial<Attached>): Attached => ({
	id: "a",
	name: "x",
	size: 1,
	type: "",
	width: 0,
	height: 0,
	state: "arrived",
	sent: 1,
	here: true,
	thumbnail: false,
	reason: "",
	sizes: null,
	...part,
});

describe("what a file is", () => {
	test("only four types are ever shown as pictures, and only those of which there is a thumbnail", () => {
		expect(isPicture(attached({ type: "image/jpeg", thumbnail: true }))).toBe(true);
		expect(isPicture(attached({ type: "image/jpeg" }))).toBe(false);
		expect(isPicture(attached({ type: "image/svg+xml", thumbnail: true }))).toBe(false);
		expect(isPicture(attached({ type: "text/html", thumbnail: true }))).toBe(false);
	});

	test("texts can be read as they stand", () => {
		expect(isText({ type: "text/plain; charset=utf-8" })).toBe(true);
		expect(isText({ type: "application/json" })).toBe(true);
		expect(isText({ type: "application/octet-stream" })).toBe(false);
	});

	test("one draws on photographs and screens of a draft alone, not on what moves", () => {
		const draft = { state: "draft", thumbnail: true } as const;
		expect(canDraw(attached({ ...draft, type: "image/png" }))).toBe(true);
		expect(canDraw(attached({ ...draft, type: "image/gif" }))).toBe(false);
		expect(canDraw(attached({ thumbnail: true, type: "image/png" }))).toBe(false);
	});
});

test("what was pasted is called by its time, in signs that every system takes", () => {
	expect(pastedStamp(new Date(2025, 10, 2, 4, 5, 6).getTime())).toBe("2025-11-02 04.05.06");
});
