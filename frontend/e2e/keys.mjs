// Measures how long it takes from a key to the painted row, in the console of the program that serves the address given,
// among as many tickets as it has. Prints one line of JSON: milliseconds at the median, the 95th and the 99th of a hundred.
import assert from "node:assert/strict";
import { openBrowser, openWindow, t } from "./browser.mjs";
import { focused, grid, press, rowAtKeys } from "./keyboard.mjs";

const [address, presses = "300"] = process.argv.slice(2);

/** Notes of each key when the frame in which its row stands has been painted: at the first task after the frame. */
const measure = () => {
	window.took = [];
	const at = () => document.querySelector("[role=grid]").getAttribute("aria-activedescendant");
	window.addEventListener(
		"keydown",
		({ timeStamp }) => {
			const before = at();
			const afterFrame = () =>
				requestAnimationFrame(() => {
					const { port1, port2 } = new MessageChannel();
					port1.onmessage = () => {
						const row = at();
						if (row === before) afterFrame();
						else window.took.push({ ms: performance.now() - timeStamp, drawn: document.getElementById(row) !== null });
					};
					port2.postMessage(0);
				});
			afterFrame();
		},
		{ capture: true },
	);
};

const browser = await openBrowser();
try {
	const page = await openWindow(browser, address, []);
	await grid(page).waitFor();
	const answers = {};
	for (const [queue, key] of [
		["open", "o"],
		["closed", "c"],
	]) {
		await press(page, "g", key);
		await page
			.getByRole("button", { name: t(`queue.${queue}`) })
			.and(page.locator("[aria-current=true]"))
			.waitFor();
		await focused(grid(page));
		while (!(await rowAtKeys(page))) await new Promise((next) => setTimeout(next, 50));
		await page.evaluate(measure);
		const down = Math.ceil((Number(presses) * 2) / 3);
		for (let i = 1; i <= Number(presses); i++) {
			await press(page, i <= down ? "j" : "k");
			await page.waitForFunction((n) => window.took.length >= n, i);
		}
		const took = await page.evaluate(() => window.took);
		assert.ok(
			took.every(({ drawn }) => drawn),
			"a row was not there when its frame was painted",
		);
		const sorted = took.map(({ ms }) => ms).sort((a, b) => a - b);
		const of = (share) => Math.round(sorted[Math.floor(sorted.length * share)] * 10) / 10;
		answers[queue] = {
			rows: Number(await grid(page).getAttribute("aria-rowcount")),
			p50: of(0.5),
			p95: of(0.95),
			p99: of(0.99),
		};
		await page.reload();
		await grid(page).waitFor();
	}
	process.stdout.write(`${JSON.stringify(answers)}\n`);
} finally {
	await browser.close();
}
