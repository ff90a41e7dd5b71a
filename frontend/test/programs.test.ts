// @vitest-environment node
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { kindOf, RUN_ENDINGS, RUN_TYPES } from "../src/model/files";

// What the program refuses to open must not be offered to be opened.
const source = readFileSync(resolve(import.meta.dirname, "../../backend/desktop/attachments/name.go"), "utf8");
const listed = (name: string) => {
	const list = source.split(`var ${name} = []string{`)[1]?.split("\n}")[0] ?? "";
	return [...list.matchAll(/"([^"]+)"/g)].map((found) => found[1] ?? "").sort();
};

test("what is never opened is known here by the same endings and types", () => {
	expect([...RUN_ENDINGS].map((ending) => `.${ending}`).sort()).toEqual(listed("executable"));
	expect([...RUN_TYPES].sort()).toEqual(listed("executableTypes"));
	expect(listed("executableTypes").map((type) => kindOf({ name: "nota.txt", type: `${type}; charset=utf-8` }))).toEqual(
		listed("executableTypes").map(() => "program"),
	);
});
