// @vitest-environment node
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
