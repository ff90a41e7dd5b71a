// Two technicians at the same tickets, one of them without a line. The Go test TestTogether_InABrowser starts server and
// programs: the window whose line can be cut is Luca's here, the other Giulia's.
import assert from "node:assert/strict";
import { call, conversation, enter, eventually, list, replyBox, said, t } from "./browser.mjs";
import { focused, press } from "./keyboard.mjs";
import { complaints, luca as giulia, anna as luca, offline, online, shows } from "./windows.mjs";

const { FILODIRETTO_PASSWORD: password, FILODIRETTO_TICKETS: tickets } = process.env;
const { closed, taken } = JSON.parse(tickets);

const resolution = (page) => page.getByRole("dialog").getByRole("textbox", { name: t("close.resolution") });

async function close(page, words) {
	await conversation(page).focus();
	await press(page, "c");
	await focused(resolution(page));
	await page.keyboard.type(words);
	await press(page, "Control+Enter");
	await page.getByRole("dialog").waitFor({ state: "detached" });
	await conversation(page).getByText(words).waitFor();
}

/** What was refused in the ticket in front, with why. */
const refused = (page) => page.getByRole("group", { name: t("message.state.refused") });

shows("both sign in", async () => {
	for (const [page, login] of [
		[luca, "luca"],
		[giulia, "giulia"],
	]) {
		const { address } = await call(page, "Session", "State");
		await call(page, "Session", "SignIn", { address, login, password, remember: false });
		await list(page).waitFor();
		await page.getByText(t("connection.online"), { exact: true }).waitFor();
	}
});

shows(
	"who closed a ticket offline that another has closed meanwhile reads why it was refused, and has the words",
	async () => {
		await Promise.all([enter(luca, closed.number), enter(giulia, closed.number)]);
		await offline();
		await replyBox(luca).fill("La chiamo appena posso.");
		await press(luca, "Control+Enter");
		await said(luca, "La chiamo appena posso.").getByText(t("message.state.waiting")).waitFor();
		await close(luca, "Ventose regolate da Luca.");
		await close(giulia, "Ventose cambiate da Giulia.");
		await online();

		await refused(luca).first().waitFor();
		await eventually(async () => assert.equal((await call(luca, "Compose", "Outbox")).length, 2));
		const acts = await call(luca, "Compose", "Outbox");
		assert.deepEqual(
			acts.map(({ text, refusal }) => [text, refusal?.code]),
			[
				["La chiamo appena posso.", "ticket_closed"],
				["Ventose regolate da Luca.", "ticket_closed"],
			],
		);
		assert.equal(
			await refused(luca)
				.filter({ hasText: t("error.ticket_closed") })
				.count(),
			2,
		);
		await luca.getByText("Ventose regolate da Luca.").first().waitFor();
		assert.equal((await call(luca, "Tickets", "Get", closed.id)).resolution, "Ventose cambiate da Giulia.");
		assert.equal((await call(giulia, "Tickets", "Get", closed.id)).resolution, "Ventose cambiate da Giulia.");
	},
);

shows(
	"a ticket that both have taken is the later one's, and the note that was being written is still there",
	async () => {
		await Promise.all([enter(luca, taken.number), enter(giulia, taken.number)]);
		await offline();
		await conversation(luca).focus();
		await press(luca, "t");
		await press(luca, "n");
		const note = luca.getByRole("textbox", { name: t("composer.note"), exact: true });
		await focused(note);
		await luca.keyboard.type("Chiedere il lotto delle ventose");
		await conversation(giulia).focus();
		await press(giulia, "t");
		await conversation(giulia)
			.getByText(t("event.taken", { who: "Giulia Neri" }))
			.waitFor();
		await press(giulia, "w");
		await online();
		// On an open ticket the later of two changes wins, and both are in its record.
		for (const page of [luca, giulia]) {
			await conversation(page)
				.getByText(t("event.taken", { who: "Luca Bianchi" }))
				.waitFor();
			await eventually(async () => {
				const { assignee, status } = await call(page, "Tickets", "Get", taken.id);
				assert.deepEqual([assignee, status], ["Luca Bianchi", "in_progress"]);
			});
		}
		const acts = await call(luca, "Compose", "Outbox");
		assert.deepEqual(
			acts.filter(({ ticketId }) => ticketId === taken.id),
			[],
		);
		assert.equal(await note.inputValue(), "Chiedere il lotto delle ventose");
		await note.focus();
		await press(luca, "Control+Enter");
		await said(giulia, "Chiedere il lotto delle ventose").waitFor();
	},
);

shows("no page has complained", () => assert.deepEqual(complaints, []));
