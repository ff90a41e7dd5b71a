import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { render } from "@testing-library/react";
import { createElement } from "react";
import { expect, test, vi } from "vitest";
import { Button } from "../src/ui/Button";

const SRC = resolve(import.meta.dirname, "../src");

const files = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => /(?<!\.test)\.tsx?$/.test(file));

/** What each file imports, of ours: paths relative to src. */
function imports(file: string): string[] {
	const text = readFileSync(join(SRC, file), "utf8");
	return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((found) =>
		relative(SRC, resolve(dirname(join(SRC, file)), found[1] ?? "")),
	);
}

const layer = (path: string) => path.split("/")[0] ?? "";

/** Which layers each layer may know, besides itself. */
const MAY: Record<string, string[]> = {
	bridge: ["..", "model"],
	model: ["bridge"],
	state: ["bridge", "model"],
	i18n: ["bridge", "model"],
	ui: ["bridge", "model", "i18n"],
	features: ["bridge", "model", "state", "ui", "i18n"],
};

test("each layer imports only the layers below it", () => {
	const wrong = files
		.filter((file) => layer(file) in MAY)
		.flatMap((file) =>
			imports(file)
				.filter((path) => layer(path) !== layer(file) && !MAY[layer(file)]?.includes(layer(path)))
				.map((path) => `${file} imports ${path}`),
		);
	expect(wrong).toEqual([]);
});

test("only wails.ts knows what Wails generates", () => {
	const wrong = files.filter(
		(file) =>
			file !== "bridge/wails.ts" && imports(file).some((path) => path.includes("wailsjs") || path.startsWith("..")),
	);
	expect(wrong).toEqual([]);
});

test("the fake is imported by nothing but development", () => {
	const wrong = files.filter(
		(file) =>
			!file.startsWith("bridge/fake/") && file !== "main.tsx" && imports(file).some((path) => path.includes("fake")),
	);
	expect(wrong).toEqual([]);
});

test("every text is as large as the tokens say, so that all of them grow together", () => {
	const sheets = (readdirSync(SRC, { recursive: true }) as string[]).filter((file) => file.endsWith(".module.css"));
	const wrong = sheets.flatMap((file) => {
		const lines = readFileSync(join(SRC, file), "utf8").split("\n");
		return lines
			.filter((line) => /^\s*(font|font-size|line-height):.*\dpx/.test(line) || /@media[^{]*(width|height)/.test(line))
			.map((line) => `${file}: ${line.trim()}`);
	});
	expect(sheets.length).toBeGreaterThan(20);
	expect(wrong).toEqual([]);
});

test("state and model hold no components, and texts come from the catalogues alone", () => {
	expect(files.filter((file) => /^(state|model)\/.*\.tsx$/.test(file))).toEqual([]);
	for (const file of files) {
		const text = readFileSync(join(SRC, file), "utf8");
		expect({ file, html: text.includes("dangerouslySetInnerHTML") || text.includes("innerHTML") }).toEqual({
			file,
			html: false,
		});
	}
});

test("the page's policy lets in the one style that React Aria writes, and no other", () => {
	vi.stubEnv("NODE_ENV", "development"); // it writes none in tests
	render(createElement(Button, null, "x"));
	vi.unstubAllEnvs();
	const styles = [...document.head.querySelectorAll("style")]
		.map((style) => style.textContent ?? "")
		.filter((text) => text.includes("data-react-aria-pressable"));
	expect(styles).toHaveLength(1);
	const hash = createHash("sha256")
		.update(styles[0] ?? "")
		.digest("base64");
	const page = readFileSync(resolve(SRC, "../index.html"), "utf8");
	const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? "";
	expect(policy).toContain(`style-src 'self' 'sha256-${hash}';`);
	expect(policy).toContain("script-src 'self';");
	expect(policy).not.toContain("unsafe");
	// The window asks its own origin alone; calls to the program go another way, and need no connection.
	expect(policy).toContain("default-src 'none';");
	expect(policy).toContain("connect-src 'self';");
	expect(policy).not.toMatch(/\b(wss?|https?|blob):/);
});
