// @vitest-environment node
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Licence } from "../src/state/about";

const script = resolve(import.meta.dirname, "../../scripts/licences.mjs");
const folder = mkdtempSync(join(tmpdir(), "licences-"));
afterAll(() => rmSync(folder, { recursive: true }));

function gathered(name: string): string {
	const file = join(folder, name);
	execFileSync("node", [script, file]);
	return readFileSync(file, "utf8");
}

test("the licences name what the program is made of, each with its words, and come out the same each time", () => {
	const text = gathered("one.json");
	const licences = JSON.parse(text) as Licence[];
	const { dependencies } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../package.json"), "utf8"));
	const names = licences.map(({ name }) => name);
	for (const name of [...Object.keys(dependencies), "Go", "modernc.org/sqlite", "github.com/wailsapp/wails/v2"]) {
		expect(names).toContain(name);
	}
	// What only builds and tests is not handed out.
	expect(names).not.toContain("vitest");
	expect(licences.filter((licence) => !licence.text || !licence.version)).toEqual([]);
	expect(gathered("two.json")).toBe(text);
});
