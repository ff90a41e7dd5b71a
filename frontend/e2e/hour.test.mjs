// An hour's work with the keyboard alone: a technician's console and an operator's window, the real programs behind both.
// The Go test TestHour_WithTheKeyboardAlone starts server and programs, and looks into their files afterwards.
import assert from "node:assert/strict";
import { call, card, conversation, eventually, list, replyBox, said, t } from "./browser.mjs";
import { focused, grid, keysAt, mouseUses, press, queue, row, rowAtKeys, tabTo, watchMouse } from "./keyboard.mjs";
import { anna, complaints, luca, picture, shows as tries } from "./windows.mjs";

const { FILODIRETTO_PASSWORD: password, FILODIRETTO_TICKETS: opened } = process.env;
/** As they were opened: one that produces badly, then one of a stopped machine with a telephone number, then another. */
const { degraded, oldest, later } = JSON.parse(opened);
const { id, number } = oldest;

/** An hour is one thing after the other: where one has failed, the rest would only say so again. */
let failed = "";
const shows = (name, work) =>
	tries(name, async () => {
		if (failed) throw new Error(`not tried, since this failed: ${failed}`);
		failed = name;
		await work();
		failed = "";
	});

const detail = (page) => call(page, "Tickets", "Get", id);
const noteBox = (page) => page.getByRole("textbox", { name: t("composer.note"), exact: true });
const happened = (page, text) => conversation(page).getByText(text);
const main = (page) => page.getByRole("main", { name: new RegExp(`^#${number} `) });

async function signIn(page, login) {
	await page.getByText(t("signIn.address.found", { name: "Marzaghi Confezionamento" })).waitFor();
	await focused(page.getByRole("textbox", { name: t("signIn.login") }));
	await page.keyboard.type(login);
	await press(page, "Tab");
	await page.keyboard.type(password);
	await press(page, "Enter");
	await page.getByText(t("connection.online"), { exact: true }).waitFor();
}

shows("both sign in", async () => {
	await Promise.all([watchMouse(anna), watchMouse(luca)]);
	await Promise.all([signIn(anna, "anna"), signIn(luca, "luca")]);
	await card(anna, number).waitFor();
	await row(luca, later.number).waitFor();
});

shows("the oldest stopped machine stands first of what is to be taken, and is taken", async () => {
	await press(luca, "g", "t");
	await queue(luca, "toTake", 3).waitFor();
	await focused(grid(luca));
	await keysAt(luca, number);
	await press(luca, "j");
	await keysAt(luca, later.number);
	await press(luca, "j");
	await keysAt(luca, degraded.number);
	await press(luca, "k", "k");
	await keysAt(luca, number);
	assert.match(await rowAtKeys(luca), new RegExp(t("severity.stopped")));

	await press(luca, "Enter");
	await main(luca).waitFor();
	await focused(conversation(luca));
	await press(luca, "t");
	await happened(luca, t("event.taken", { who: "Luca Bianchi" })).waitFor();
	await queue(luca, "toTake", 2).waitFor();
	await queue(luca, "mine", 1).waitFor();
	assert.equal((await detail(luca)).assignee, "Luca Bianchi");
	await eventually(async () => assert.equal((await detail(anna)).assignee, "Luca Bianchi"));
});

shows("a note is written for the support, and no customer sees it", async () => {
	await press(luca, "n");
	await focused(noteBox(luca));
	await luca.keyboard.type("Terza volta in un mese: guardare le ventose, non il vuoto.");
	await press(luca, "Control+Enter");
	await said(luca, "guardare le ventose").getByText(t("message.state.sent")).waitFor();
	assert.equal((await detail(luca)).noteCount, 1);
});

shows("a canned reply is called by its name and goes filled in; the ticket waits for the customer", async () => {
	await press(luca, "Escape", "r");
	await focused(replyBox(luca));
	await luca.keyboard.type("/fot");
	await luca.getByRole("option", { name: /^\/foto/ }).waitFor();
	await press(luca, "Enter");
	const words = `Buongiorno Anna, mi manda una foto delle ventose di Astucciatrice 2 (s/n 24-0117)? È il ticket #${number}.`;
	await eventually(async () => assert.equal(await replyBox(luca).inputValue(), words));
	await press(luca, "Control+Shift+Enter");
	await said(luca, words).waitFor();
	await eventually(async () => assert.equal(await replyBox(luca).inputValue(), ""));
	await queue(luca, "waiting", 1).waitFor();
	await press(luca, "Escape", "g", "w");
	await row(luca, number, t("console.wait.paused", { time: "" })).waitFor();
	await card(anna, number, t("status.waiting.customer")).waitFor();
	const { clock } = await detail(luca);
	assert.ok(clock.pausedSince > 0, "the clock stands");
});

shows("the customer answers, and the clock starts again", async () => {
	await tabTo(anna, list(anna));
	while (!(await card(anna, number).evaluate((element) => element === document.activeElement)))
		await press(anna, "ArrowDown");
	await press(anna, "Enter");
	await said(anna, "Buongiorno Anna, mi manda una foto").waitFor();
	await tabTo(anna, replyBox(anna));
	await anna.keyboard.type("Due ventose sono crepate.");
	const asked = (await detail(luca)).clock;
	await press(anna, "Control+Enter");
	await said(luca, "Due ventose sono crepate.").waitFor();
	await happened(luca, t("event.status.resumed", { who: "Anna Rossi" })).waitFor();
	await queue(luca, "waiting", 0).waitFor();
	await press(luca, "g", "m");
	await row(luca, number, t("console.wait.plain", { time: "" })).waitFor();
	const { clock } = await detail(luca);
	assert.equal(clock.pausedSince, 0);
	// Who wants to be called waits from the beginning until somebody speaks to them, but for what they let the support wait.
	assert.ok(clock.since > asked.since && clock.since < Date.now(), JSON.stringify({ clock, asked }));
	assert.ok(clock.since < clock.half && clock.half < clock.due, JSON.stringify(clock));
});

/** Logs a call to the customer of the ticket in front. */
async function logCall(outcome, words, again) {
	await press(luca, "l");
	const dialog = luca.getByRole("dialog", { name: t("call.title") });
	await dialog.waitFor();
	await tabTo(luca, dialog.getByRole("radiogroup", { name: t("call.outcome") }));
	const chosen = dialog.getByRole("radio", { name: t(`call.outcome.${outcome}`) });
	await press(luca, "Space");
	while (!(await chosen.isChecked())) await press(luca, "ArrowRight");
	await tabTo(luca, dialog.getByRole("textbox", { name: t("call.text") }));
	await luca.keyboard.type(words);
	if (again) {
		await tabTo(luca, dialog.getByRole("radiogroup", { name: t("call.again") }));
		const when = dialog.getByRole("radio", { name: t(again) });
		while (!(await when.isChecked())) await press(luca, "ArrowRight");
	}
	await picture(luca, `hour-call-${outcome}`);
	await tabTo(luca, dialog.getByRole("button", { name: t("call.save"), exact: true }));
	await press(luca, "Enter");
	await dialog.waitFor({ state: "detached" });
}

shows("a call that nobody answers is tried again at its time, and the second one is answered", async () => {
	await press(luca, "g", "h");
	await queue(luca, "toCall", 1).waitFor();
	await keysAt(luca, number);
	await press(luca, "Enter");
	await focused(conversation(luca));
	await logCall("no_answer", "Squilla a vuoto.", "call.again.quarter");
	await happened(luca, t("event.call.no_answer", { who: "Luca Bianchi" })).waitFor();
	const again = (await detail(luca)).callAt;
	assert.ok(Math.abs(again - Date.now() - 15 * 60_000) < 5 * 60_000, `to be called at ${new Date(again)}`);
	await row(luca, number, t("console.callAt", { time: "" }).trim()).waitFor();
	await happened(anna, "Squilla a vuoto.").waitFor();

	await logCall("spoken", "Cambia le ventose in pausa.");
	await happened(luca, t("event.call.spoken", { who: "Luca Bianchi" })).waitFor();
	await happened(anna, "Cambia le ventose in pausa.").waitFor();
	await queue(luca, "toCall", 0).waitFor();
	assert.equal((await detail(luca)).callAt, 0);
});

shows("the ticket is closed with what it was and why, which the customer reads", async () => {
	await press(luca, "c");
	const dialog = luca.getByRole("dialog");
	await focused(dialog.getByRole("textbox", { name: t("close.resolution") }));
	await luca.keyboard.type("Ventose crepate: cambiate con le VS-40.");
	await press(luca, "Tab");
	await focused(dialog.getByRole("combobox", { name: t("close.cause") }));
	await luca.keyboard.type("usur");
	await dialog.getByRole("option", { name: "Ventosa usurata" }).waitFor();
	await press(luca, "Enter");
	await picture(luca, "hour-close");
	await press(luca, "Control+Enter");
	await dialog.waitFor({ state: "detached" });
	await happened(luca, t("event.status.closed", { who: "Luca Bianchi" })).waitFor();
	await happened(anna, "Ventose crepate: cambiate con le VS-40.").waitFor();
	await queue(luca, "closed", 1).waitFor();
	await queue(luca, "mine", 0).waitFor();
	const { status, cause, resolution } = await detail(luca);
	assert.deepEqual(
		[status, cause, resolution],
		["closed", "Ventosa usurata", "Ventose crepate: cambiate con le VS-40."],
	);
});

shows("the operator says that the machine runs, and the console says so", async () => {
	const runs = anna.getByRole("button", { name: t("verdict.runs") });
	await tabTo(anna, runs);
	await press(anna, "Enter");
	await anna.getByText(t("verdict.said.runs")).waitFor();
	await luca.getByText(t("verdict.support.runs")).waitFor();
	await happened(luca, t("event.verdict.runs", { who: "Anna Rossi" })).waitFor();
	assert.equal((await detail(luca)).verdict, "runs");
	await picture(luca, "hour-end");
	await picture(anna, "hour-end-operator");
});

shows("no hand was on a mouse, and no page has complained", async () => {
	assert.deepEqual([await mouseUses(anna), await mouseUses(luca)], [0, 0]);
	assert.deepEqual(complaints, []);
});
