// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { MOST_SHOWN } from "../src/model/files";
import { OPENABLE } from "../src/model/kinds";

// What the program refuses to open must not be offered to be opened.
const source = readFileSync(resolve(import.meta.dirname, "../../backend/desktop/attachments/opening.go"), "utf8");
const listed = (list: string) => [...list.matchAll(/"([^"]+)"/g)].map((found) => found[1] ?? "").sort();

test("what is shown reduced is said to be", () => {
	const shown = readFileSync(resolve(import.meta.dirname, "../../backend/picture/shown.go"), "utf8");
	expect(/MostShown = ([\d_]+)/.exec(shown)?.[1]?.replaceAll("_", "")).toBe(String(MOST_SHOWN));
});

test("what is opened is known here by the same endings and types", () => {
	const plain = listed(source.split("var plain = []string{")[1]?.split("}")[0] ?? "");
	const map = source.split("var openable = map[string][]string{")[1]?.split("\n}")[0] ?? "";
	const there = [...map.matchAll(/"\.([^"]+)":\s*(?:\{([^}]*)\}|plain)/g)].map(
		([, ending = "", types]) => [ending, types === undefined ? plain : listed(types)] as const,
	);
	expect(there.length).toBeGreaterThan(30);
	expect(plain.length).toBeGreaterThan(3);
	expect(Object.fromEntries([...OPENABLE].map(([ending, types]) => [ending, [...types].sort()]))).toEqual(
		Object.fromEntries(there),
	);
});
