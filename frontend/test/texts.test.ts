// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogues } from "../src/i18n/text";

const { it: italian, ...others } = catalogues;
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();

describe.each(Object.entries(others))("the catalogue %s", (_, catalogue) => {
	test("has the keys that the Italian one has, and no others", () => {
		expect(Object.keys(catalogue).sort()).toEqual(Object.keys(italian).sort());
	});

	test("has the same placeholders in each text", () => {
		for (const [key, text] of Object.entries(italian)) {
			expect({ key, has: placeholders(catalogue[key as keyof typeof catalogue]) }).toEqual({
				key,
				has: placeholders(text),
			});
		}
	});

	test("leaves no text empty", () => {
		for (const [key, text] of Object.entries(catalogue))
			expect({ key, empty: !text.trim() }).toEqual({ key, empty: false });
	});
});

test("texts with a plural have both forms", () => {
	const keys = new Set(Object.keys(italian));
	for (const key of keys) {
		if (key.endsWith("_one")) expect(keys).toContain(key.replace(/_one$/, "_other"));
		if (key.endsWith("_other")) expect(keys).toContain(key.replace(/_other$/, "_one"));
	}
});

test("no Italian text has a day behind a word that does not go with each: fino al 9 dic, but all’8; da ieri, but dal 9", () => {
	const behind = /\b(al|dal|del|nel|il|da|di) \{\{(day|time)\}\}/;
	const said = Object.entries(italian).filter(([key, text]) => key.endsWith("Day") || text.includes("{{day}}"));
	expect(said).not.toEqual([]);
	for (const [key, text] of said) expect({ key, behind: behind.test(text) }).toEqual({ key, behind: false });
});

/** All that is written in files of that ending below a folder. */
function written(folder: string, ending: RegExp): string {
	const from = resolve(import.meta.dirname, folder);
	const files = (readdirSync(from, { recursive: true }) as string[]).filter((file) => ending.test(file));
	return files.map((file) => readFileSync(join(from, file), "utf8")).join("\n");
}

test("each text is said somewhere", () => {
	const source = `${written("../src", /\.tsx?$/)}\n${written("../../app", /\.go$/)}\n${written("../../backend/desktop/dossier", /\.go$/)}`;
	// What is put together while running begins as it is written: `severity.${…}`, "severity." + ….
	const begun = [...source.matchAll(/["`]([a-zA-Z.]+\.)(?:\$\{|")/g)].map((found) => found[1] ?? "");
	const unsaid = Object.keys(italian)
		.map((key) => key.replace(/_(one|other)$/, ""))
		.filter((key) => !source.includes(`"${key}"`) && !begun.some((beginning) => key.startsWith(beginning)));
	expect([...new Set(unsaid)]).toEqual([]);
});
