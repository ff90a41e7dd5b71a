// A browser in which the real program's windows are opened, and what every test does with them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const catalogue = (language) =>
	JSON.parse(readFileSync(new URL(`../src/i18n/${language}.json`, import.meta.url), "utf8"));
export const catalogues = { it: catalogue("it"), en: catalogue("en") };

/** Says the texts of a catalogue. */
export const words =
	(texts) =>
	(key, values = {}) => {
		if (!(key in texts)) throw new Error(`no text is called ${key}`);
		return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{{${name}}}`, value), texts[key]);
	};
/** The Italian words, which the program starts with. */
export const t = words(catalogues.it);
export const english = words(catalogues.en);

/** How long anything may take that somebody waits for; many times what it takes on a machine with nothing else to do. */
const PATIENCE = 20_000;

export async function openBrowser() {
	return chromium.launch({
		executablePath: "/usr/bin/chromium",
		args: [
			"--no-sandbox",
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
		],
	});
}

/** What the development build itself says in the console, and a page that is reloaded while it asks. */
const NOISE = [/wails\/(ipc|runtime)\.js/, /favicon/, /\/wails\/ipc/];

/** Opens a window of a program; `complaints` gathers what goes wrong on its page unseen. */
export async function openWindow(browser, address, complaints) {
	const context = await browser.newContext({
		viewport: { width: 1366, height: 768 },
		locale: "it-IT",
		timezoneId: "Europe/Rome",
		reducedMotion: "reduce",
		colorScheme: "light",
	});
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE);
	page.on("pageerror", (error) => {
		if (!NOISE.some((noise) => noise.test(error.stack ?? ""))) complaints.push(`${error.stack ?? error}`);
	});
	page.on("console", (message) => {
		const where = `${message.text()} ${message.location().url}`;
		if (message.type() === "error" && !NOISE.some((noise) => noise.test(where))) complaints.push(where);
	});
	await page.goto(address);
	await page.getByRole("main").waitFor();
	return page;
}

/** Calls the program as the screens do; what it refuses is rejected with the code. */
export async function call(page, struct, method, ...args) {
	const answer = await page.evaluate(
		([s, m, a]) =>
			window.go.app[s][m](...a).then(
				(result) => ({ result }),
				(error) => ({ failure: error.message }),
			),
		[struct, method, args],
	);
	if ("failure" in answer)
		throw Object.assign(new Error(`${struct}.${method}: ${answer.failure}`), JSON.parse(answer.failure));
	return answer.result;
}

/** Waits until the work no longer fails: for what shows nowhere on a page. */
export async function eventually(work) {
	const end = Date.now() + PATIENCE;
	for (;;) {
		try {
			return await work();
		} catch (error) {
			if (Date.now() > end) throw error;
			await new Promise((next) => setTimeout(next, 50));
		}
	}
}

/** The sentence beneath a field, as a screen reader finds it. */
export const described = (field) =>
	field.evaluate((element) =>
		(element.getAttribute("aria-describedby") ?? "")
			.split(/\s+/)
			.map((id) => document.getElementById(id)?.textContent?.trim() ?? "")
			.filter(Boolean)
			.join(" "),
	);

/** Waits until a field says what is wrong with it. */
export const saysWrong = (field, sentence) =>
	eventually(async () => {
		const said = await described(field);
		if (!said.includes(sentence)) throw new Error(`the field says “${said}”, not “${sentence}”`);
		if ((await field.getAttribute("aria-invalid")) !== "true" && (await field.getAttribute("data-invalid")) === null) {
			throw new Error("the field is not marked as wrong");
		}
	});

/** The list of tickets: the operator's cards, or the rows of the support's console. */
export const list = (page) =>
	page
		.getByRole("navigation", { name: t("list.label") })
		.or(page.getByRole("region", { name: t("console.list"), exact: true }));

/** What in the list is called so. */
export const listed = (page, name) =>
	list(page).getByRole("button", { name }).or(list(page).getByRole("row", { name }));

/** A ticket's card or row in the list, whatever else its name says. */
export const card = (page, number, more = "") => listed(page, new RegExp(`^#${number} .*${more}`));

export const conversation = (page) => page.getByRole("log", { name: t("conversation.label") });

/** Something said in the conversation in front. */
export const said = (page, text) => conversation(page).getByRole("article").filter({ hasText: text });

export const replyBox = (page) => page.getByRole("textbox", { name: t("composer.reply"), exact: true });

export async function enter(page, number) {
	// A list that stands further down keeps only those rows that are in sight.
	await list(page)
		.locator("[data-scroll]")
		.evaluate((scroller) => scroller.scrollTo(0, 0));
	await card(page, number).click();
	await page.getByRole("main", { name: new RegExp(`^#${number} `) }).waitFor();
	await conversation(page).waitFor();
}

export async function reply(page, text) {
	await replyBox(page).fill(text);
	await page.getByRole("button", { name: t("action.send"), exact: true }).click();
	await said(page, text).waitFor();
}

/** Leaves the ticket in front: nobody looks at any. */
export async function lookAway(page) {
	await page.getByRole("button", { name: t("newTicket.submit") }).click();
	await page.getByRole("heading", { name: t("newTicket.title") }).waitFor();
}

export async function backToList(page) {
	await page.getByRole("button", { name: t("action.back") }).click();
	await list(page).waitFor();
}

/** Chooses in the menu that bears the person's name. */
export async function chooseInMenu(page, person, entry) {
	await page.getByRole("button", { name: t("person.menu", { name: person }) }).click();
	await page.getByRole("menuitem", { name: entry }).click();
	await page.getByRole("menu").waitFor({ state: "detached" });
}

/** Chooses in the settings, at the part that they open with. */
export async function chooseInSettings(page, choice) {
	await page.keyboard.press("Control+,");
	await page.getByRole("dialog").getByText(choice, { exact: true }).click();
	await page.keyboard.press("Escape");
	await page.getByRole("dialog").waitFor({ state: "detached" });
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What a rule says against is as it should be there. */
const EXCEPTED = [
	// What is in the list is named by what matters of it, in that order, not by all that stands on it.
	["label-content-name-mismatch", "nav"],
	// The table around it has the focus, and its keys scroll it.
	["scrollable-region-focusable", "[role=grid]"],
];

/** What axe finds wrong on the page, one line each. */
export async function barriers(page) {
	await page.evaluate(axe);
	await page.evaluate(() => document.fonts.ready);
	const violations = await page.evaluate(async (excepted) => {
		const meant = (id, target) =>
			excepted.some(([rule, within]) => id === rule && document.querySelector(target[0])?.closest(within));
		const { violations } = await window.axe.run(document, {
			resultTypes: ["violations"],
			rules: { "target-size": { enabled: true } },
		});
		return violations
			.map(({ id, help, nodes }) => ({
				id,
				help,
				nodes: nodes
					.filter(({ target }) => !meant(id, target))
					.map(({ target, html, failureSummary }) => `${target} ${html.slice(0, 200)} ${failureSummary}`),
			}))
			.filter(({ nodes }) => nodes.length > 0);
	}, EXCEPTED);
	return violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 5).join("\n  ")}`).join("\n");
}

/** Everything a page says: its text, its names, what stands in its boxes. */
export const sayings = (page) =>
	page.evaluate(() => {
		const out = new Set();
		const add = (text) => text?.trim() && out.add(text.trim());
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) add(walker.currentNode.data);
		for (const element of document.querySelectorAll("*")) {
			for (const name of ["aria-label", "title", "placeholder", "value"]) add(element.getAttribute(name));
			if ("value" in element) add(String(element.value));
		}
		return [...out];
	});
