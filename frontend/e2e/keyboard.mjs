// The console as somebody works in it who never takes a hand off the keyboard, and the proof that nobody did.
import assert from "node:assert/strict";
import { eventually, t } from "./browser.mjs";

/** The console's table. It has the focus, and names the row it is on. */
export const grid = (page) => page.getByRole("grid", { name: t("console.list") });

/** A ticket's row, whatever else its name says. */
export const row = (page, number, more = "") =>
	grid(page).getByRole("row", { name: new RegExp(`^#${number} .*${more}`) });

/** A queue beside the list, with its count as it stands there. */
export const queue = (page, name, count = "") =>
	page
		.getByRole("navigation", { name: t("console.queues") })
		.getByRole("button", { name: `${t(`queue.${name}`)}${count === "" ? "" : ` ${count}`}`, exact: count !== "" });

/** What is written in the row that the keys are on. */
export const rowAtKeys = (page) =>
	grid(page).evaluate(
		(table) =>
			document.getElementById(table.getAttribute("aria-activedescendant") ?? "")?.getAttribute("aria-label") ?? "",
	);

/** Waits until the keys are on this ticket. */
export const keysAt = (page, number) =>
	eventually(async () => assert.match(await rowAtKeys(page), new RegExp(`^#${number} `)));

export async function press(page, ...keys) {
	for (const key of keys) await page.keyboard.press(key);
}

const hasFocus = (locator) =>
	locator.evaluate((element) => element.contains(document.activeElement), null, { timeout: 1000 });

/** Waits until something has the focus. */
export const focused = (locator) =>
	eventually(async () => assert.ok(await hasFocus(locator), `${locator} has no focus`));

/** How often Tab is pressed at most on the way to something. */
const FAR = 60;

/** Goes on with Tab until something has the focus. */
export async function tabTo(page, locator) {
	await locator.waitFor();
	for (let i = 0; i < FAR; i++) {
		if (await hasFocus(locator)) return;
		await page.keyboard.press("Tab");
	}
	throw new Error(`Tab does not lead to ${locator}`);
}

/** Has the page count what a mouse would do to it; what a key does to a button is a click without one. */
export const watchMouse = (page) =>
	page.evaluate(() => {
		window.mouseUses = 0;
		for (const type of ["pointerdown", "mousedown", "wheel", "touchstart"])
			window.addEventListener(type, () => window.mouseUses++, { capture: true, passive: true });
	});

export const mouseUses = (page) => page.evaluate(() => window.mouseUses);
