// The product's rules, each as somebody meets it, with the real program behind the screens. Rules 8 and 11 are about what
// is around the window, and are tried on the real one. The Go test TestRules_InABrowser starts server and programs.
import assert from "node:assert/strict";
import {
	backToList,
	call,
	card,
	chooseInMenu,
	conversation,
	enter,
	eventually,
	list,
	lookAway,
	reply,
	replyBox,
	said,
	sayings,
	saysWrong,
	t,
} from "./browser.mjs";
import {
	arrived,
	chooseKind,
	chooseSeverity,
	closeTicket,
	discardDraft,
	draftSaved,
	field,
	fillRequest,
	logCall,
	pointer,
	submit,
	waitForCustomer,
	waitsHere,
} from "./steps.mjs";
import { anna, between, idOf, luca, offline, online, opened, shows } from "./windows.mjs";

const { FILODIRETTO_PASSWORD: password, FILODIRETTO_FOREIGN_WORD: foreignWord } = process.env;

async function signIn(page, login) {
	const { address } = await call(page, "Session", "State");
	await call(page, "Session", "SignIn", { address, login, password, remember: false });
	await list(page).waitFor();
	await page.getByText(t("connection.online"), { exact: true }).waitFor();
}

shows("before the rules: both sign in", async () => {
	await signIn(anna, "anna");
	await signIn(luca, "luca");
});

/** What was said and done in a ticket, in order: the text of a reply, the kind of an event. */
const record = async (page, ticketId) =>
	(await call(page, "Tickets", "Messages", { ticketId, before: "", limit: 100 })).items.map(({ text, event }) =>
		event ? `${event.type}${event.to ? ` ${event.to}` : ""}` : text,
	);

shows(
	"rule 1: all is recorded in order, only technicians change a ticket, and a closed one can only be read",
	async () => {
		const { id, number } = await between("La pinza non chiude.");
		for (const [method, ...more] of [
			["Take"],
			["Assign", ""],
			["SetStatus", "waiting"],
			["Close", "Fatto da me.", ""],
			["Reopen"],
		]) {
			await assert.rejects(call(anna, "Support", method, id, ...more), { code: "forbidden" }, method);
		}
		assert.equal(await anna.getByRole("toolbar").count(), 0);

		await luca.getByRole("button", { name: t("take.action") }).click();
		await conversation(anna)
			.getByText(t("event.taken", { who: "Luca Bianchi" }))
			.waitFor();
		await reply(luca, "Provi a spegnere.");
		await reply(anna, "Fatto, uguale.");
		await said(luca, "Fatto, uguale.").waitFor();
		await closeTicket("Molla rotta: cambiata.");
		await anna.getByText(t("composer.closed")).waitFor();
		assert.equal(await replyBox(anna).count(), 0);
		await assert.rejects(
			call(anna, "Compose", "Send", await idOf(anna), { ticketId: id, kind: "reply", text: "Ancora io" }),
			{
				code: "ticket_closed",
			},
		);
		const happened = await record(anna, id);
		assert.deepEqual(
			happened.filter((what) => !what.startsWith("status in_progress")),
			[
				"La pinza non chiude.",
				"assignee Luca Bianchi",
				"Provi a spegnere.",
				"Fatto, uguale.",
				"resolution",
				"status closed",
			],
		);
		assert.deepEqual(await record(luca, id), happened);
		await luca.getByRole("button", { name: t("reopen.action") }).click();
		await replyBox(anna).waitFor();
		assert.ok(number > 0);
	},
);

shows(
	"rule 2: an operator sees their own company's tickets and machines and no other's, a technician all",
	async () => {
		const all = await eventually(async () => {
			const { items } = await call(luca, "Tickets", "Search", { text: foreignWord, after: "", limit: 10 });
			assert.equal(items.length, 1);
			return items[0].ticket;
		});
		for (const section of ["open", "closed"]) {
			const { items } = await call(anna, "Tickets", "List", { section, after: "", limit: 500 });
			assert.ok(items.every(({ company, title }) => company === "Biscotti Tremolino" && !title.includes(foreignWord)));
		}
		assert.deepEqual((await call(anna, "Tickets", "Search", { text: foreignWord, after: "", limit: 10 })).items, []);
		for (const [struct, method, ...more] of [
			["Tickets", "Get", all.id],
			["Tickets", "Messages", { ticketId: all.id, before: "", limit: 10 }],
			["Compose", "Send", await idOf(anna), { ticketId: all.id, kind: "reply", text: "Di chi è?" }],
		]) {
			await assert.rejects(call(anna, struct, method, ...more), { code: "not_found" }, method);
		}
		const machines = await call(anna, "Compose", "Machines", { text: "", limit: 100 });
		assert.deepEqual([...new Set(machines.items.map(({ company }) => company))], ["Biscotti Tremolino"]);
		assert.equal((await call(luca, "Compose", "Machines", { text: "", limit: 100 })).total, machines.total + 1);
		assert.ok(!(await sayings(anna)).some((text) => text.includes(foreignWord)));
	},
);

shows("rule 3: severity is asked in both kinds, and none is chosen before somebody does", async () => {
	await lookAway(anna);
	for (const kind of ["chat", "callback"]) {
		await chooseKind(kind);
		assert.equal(await field.severity().getByRole("radio", { checked: true }).count(), 0, kind);
		await submit().click();
		await anna.getByText(t("fault.severity.required")).waitFor();
	}
	await backToList(anna);
});

shows("rule 3: an open ticket of the same machine is pointed out before another is opened", async () => {
	const { number } = await opened("Il sensore di fine corsa non legge.");
	await lookAway(anna);
	await chooseKind("chat");
	await field.machine().fill("24-0117");
	await anna.getByRole("option").first().click();
	await pointer(number, "Il sensore di fine corsa non legge.").waitFor();
	await discardDraft();
	await backToList(anna);
});

shows("rule 3: the first reply takes the ticket up, and the customer's word takes it up again", async () => {
	const { id } = await between("Il pannello mostra E42.");
	assert.equal((await call(luca, "Tickets", "Get", id)).assignee, "");
	await reply(luca, "Mi manda il numero della scheda?");
	const inProgress = () => anna.getByRole("main").getByText(t("status.in_progress"), { exact: true }).waitFor();
	await inProgress();
	await anna.getByRole("definition").filter({ hasText: "Luca Bianchi" }).waitFor();
	await waitForCustomer();
	await reply(anna, "È la 7714.");
	await inProgress();
});

shows(
	"rule 3: closing asks for what it was and what was done, and who goes on opens a ticket that leads back",
	async () => {
		const { number } = await between("La cinghia slitta.");
		await closeTicket("Cinghia consumata: sostituita con la TX-12.", {
			withoutWordsFirst: (box) => saysWrong(box, t("close.fault")),
		});
		await conversation(anna).getByText("Cinghia consumata: sostituita con la TX-12.").waitFor();
		await anna
			.getByRole("contentinfo")
			.or(anna.getByRole("main"))
			.getByRole("button", { name: t("composer.followUp") })
			.first()
			.click();
		await field.description().fill("Slitta di nuovo.");
		await chooseSeverity("degraded");
		await submit().click();
		await arrived("Slitta di nuovo");
		await anna
			.getByRole("main")
			.getByRole("button", { name: new RegExp(`^#${number} La cinghia`) })
			.waitFor();
	},
);

shows(
	"rule 4: a number is a real one, kept as E.164 and written as at home; attempts to call are in the ticket",
	async () => {
		await lookAway(anna);
		await chooseKind("callback");
		await field.phone().fill("059 1");
		await anna.keyboard.press("Tab");
		await saysWrong(field.phone(), t("fault.phone.too_short"));
		await field.phone().fill("");
		await field.phone().pressSequentially("0595550142");
		await anna.keyboard.press("Tab");
		await eventually(async () => assert.equal(await field.phone().inputValue(), "059 555 0142"));
		assert.equal((await call(anna, "Compose", "CheckPhone", "059 555 0142")).e164, "+390595550142");
		await chooseSeverity("question");
		await field.description().fill("Chiamatemi per il ricambio.");
		await submit().click();
		await enter(luca, await arrived("Chiamatemi"));
		await logCall("busy");
		await conversation(anna)
			.getByText(t("event.call.busy", { who: "Luca Bianchi" }))
			.waitFor();
	},
);

shows("rule 5: a draft outlives a restart of the page, another person and a refused request", async () => {
	const { number } = await opened("La colla non tiene.");
	await enter(anna, number);
	await replyBox(anna).fill("Aggiungo che succede solo");
	await anna.getByText(t("composer.draft.saved")).waitFor();
	await lookAway(anna);
	await chooseKind("chat");
	await field.description().fill("Scritto prima");
	await submit().click(); // what is missing is said, and nothing goes
	await anna.getByText(t("fault.severity.required")).waitFor();
	await draftSaved();
	await anna.reload();
	await chooseInMenu(anna, "Anna Rossi", t("signOut.action"));
	await anna.getByText(t("signIn.login")).waitFor();
	await signIn(anna, "marco");
	assert.equal((await call(anna, "Compose", "NewTicketDraft")).description, "");
	await chooseInMenu(anna, "Marco Ferri", t("signOut.action"));
	await anna.getByText(t("signIn.login")).waitFor();
	await signIn(anna, "anna");
	await lookAway(anna);
	assert.equal(await field.description().inputValue(), "Scritto prima");
	await discardDraft();
	await backToList(anna);
	await enter(anna, number);
	await eventually(async () => assert.equal(await replyBox(anna).inputValue(), "Aggiungo che succede solo"));
	await replyBox(anna).fill("");
});

shows("rule 5: the correction of what was refused outlives a restart of the page, until it is sent again", async () => {
	const { number } = await between("Il nastro scivola.");
	await offline();
	await reply(anna, "Anche a vuto.");
	await closeTicket("Nastro tirato.");
	await online();
	await said(anna, "Anche a vuto.").getByText(t("error.ticket_closed")).waitFor();
	await luca.getByRole("button", { name: t("reopen.action") }).click();
	await anna.getByRole("button", { name: t("message.resend") }).click();
	const correction = anna.getByRole("textbox", { name: t("message.edit") });
	await correction.fill("Anche a vuoto.");
	await draftSaved();
	await anna.reload();
	await enter(anna, number);
	await eventually(async () => assert.equal(await correction.inputValue(), "Anche a vuoto."));
	await anna.getByRole("button", { name: t("message.resend.confirm") }).click();
	await said(luca, "Anche a vuoto.").waitFor();
	await eventually(async () => assert.deepEqual(await call(anna, "Compose", "Outbox"), []));
});

shows("rule 5: what comes late of one person is not kept among another's", async () => {
	const late = await idOf(anna);
	await chooseInMenu(anna, "Anna Rossi", t("signOut.action"));
	await anna.getByText(t("signIn.login")).waitFor();
	await signIn(anna, "marco");
	const draft = { ...(await call(anna, "Compose", "NewTicketDraft")), description: "Segreto di Anna" };
	for (const [method, ...more] of [["SaveNewTicketDraft", draft], ["OpenTicket", draft], ["DiscardNewTicketDraft"]]) {
		await assert.rejects(call(anna, "Compose", method, late, ...more), { code: "unauthenticated" }, method);
	}
	assert.equal((await call(anna, "Compose", "NewTicketDraft")).description, "");
	await chooseInMenu(anna, "Marco Ferri", t("signOut.action"));
	await anna.getByText(t("signIn.login")).waitFor();
	await signIn(anna, "anna");
});

shows("rule 6: what is written offline leaves by itself, once and in order, and says where it is", async () => {
	const { id } = await between("Rumore al riduttore.");
	await offline();
	const words = ["Primo: più forte.", "Secondo: si sente anche a vuoto.", "Terzo: adesso fischia."];
	for (const text of words) {
		await reply(anna, text);
		await said(anna, text).getByText(t("message.state.waiting")).waitFor();
	}
	await anna.reload();
	await enter(anna, (await call(anna, "Tickets", "Get", id)).number);
	await said(anna, words[2]).getByText(t("message.state.waiting")).waitFor();
	await online();
	await said(luca, words[2]).waitFor();
	await said(anna, words[2]).getByText(t("message.state.read")).waitFor();
	assert.deepEqual((await record(luca, id)).slice(-3), words);
});

shows("rule 6: what the server refuses for good stays in sight with its reason and a way on", async () => {
	await between("Il lettore non legge i codici.");
	await offline();
	await reply(anna, "Ora ne legge uno su dieci.");
	await closeTicket("Lettore pulito.");
	await online();
	const refused = said(anna, "Ora ne legge uno su dieci.").getByRole("group", { name: t("message.state.refused") });
	await refused.getByText(t("error.ticket_closed")).waitFor();
	await refused.getByRole("button", { name: t("message.followUp") }).waitFor();
	await refused.getByRole("button", { name: t("action.copy") }).waitFor();
	await refused.getByRole("button", { name: t("action.discard") }).click();
	await refused.waitFor({ state: "detached" });
});

shows("rule 7: what was seen is read, searched and printed offline, and the screen says how fresh it is", async () => {
	const { number } = await between("Il carter vibra.");
	await reply(luca, "Controlli la guarnizione del riduttore.");
	await said(anna, "Controlli la guarnizione").waitFor();
	await lookAway(anna);
	await backToList(anna);
	await offline();
	const fresh = t("connection.stale", { time: "" }).trim();
	await anna
		.getByText(new RegExp(`${fresh} \\d\\d:\\d\\d`))
		.first()
		.waitFor();
	await anna.getByRole("textbox", { name: t("search.label") }).fill("guarnizione");
	await anna
		.getByRole("list", { name: t("search.results") })
		.getByRole("button", { name: new RegExp(`^#${number} `) })
		.click();
	await said(anna, "Controlli la guarnizione").waitFor();
	await anna.getByRole("button", { name: t("search.clear") }).click();
	await anna.emulateMedia({ media: "print" });
	await said(anna, "Controlli la guarnizione").waitFor();
	assert.ok(!(await replyBox(anna).isVisible()), "the reply box is on the paper");
	assert.ok(!(await list(anna).isVisible()), "the list is on the paper");
	await anna.emulateMedia({ media: "screen" });
	await online();
});

shows("rule 9: unread is one number everywhere, until it is read, which the other side sees", async () => {
	const { number } = await between("La taglierina strappa.");
	await lookAway(anna);
	await reply(luca, "Da quando?");
	await reply(luca, "E a che velocità?");
	await anna.waitForFunction((title) => document.title === title, t("app.title.unread", { count: 2 }));
	await backToList(anna);
	await card(anna, number, t("badge.unread_other", { count: 2 })).waitFor();
	assert.equal((await call(anna, "Tickets", "Counts")).unread, 2);
	await enter(anna, number);
	await anna.waitForFunction((title) => document.title === title, t("app.name"));
	assert.equal((await call(anna, "Tickets", "Counts")).unread, 0);
	await said(luca, "E a che velocità?").getByText(t("message.state.read")).waitFor();
});

shows("rule 9: what lies further down than one has come to is not read", async () => {
	const { id, number } = await between("Il rullo fischia.");
	await lookAway(anna);
	for (let i = 1; i <= 30; i++) {
		await call(luca, "Compose", "Send", await idOf(luca), { ticketId: id, kind: "reply", text: `Prova numero ${i}.` });
	}
	await anna.waitForFunction((title) => document.title === title, t("app.title.unread", { count: 30 }));
	await backToList(anna);
	await enter(anna, number);
	await conversation(anna).getByText(t("conversation.new"), { exact: true }).waitFor();
	await anna.getByRole("button", { name: t("conversation.toEnd") }).waitFor();
	assert.equal((await call(anna, "Tickets", "Counts")).unread, 30);
	await anna.getByRole("button", { name: t("conversation.toEnd") }).click();
	await anna.waitForFunction((title) => document.title === title, t("app.name"));
});

shows(
	"rule 10: the support's telephone and hours are at hand, offline too, and where a machine stands still",
	async () => {
		const number = "059 550142";
		const shown = (where) => where.getByText(new RegExp(number.replaceAll(" ", "\\s?"))).first();
		await anna.getByRole("button", { name: t("person.menu", { name: "Anna Rossi" }) }).click();
		await shown(anna.getByRole("dialog").or(anna.getByRole("menu")).or(anna.locator("body"))).waitFor();
		await anna.getByText("lun–ven 8–18").first().waitFor();
		await anna.keyboard.press("Escape");
		await lookAway(anna);
		await chooseSeverity("stopped");
		await anna.getByText(t("support.stopped")).waitFor();
		await shown(anna.getByRole("main")).waitFor();
		await discardDraft();
		await backToList(anna);
		await offline();
		await shown(anna.getByRole("region", { name: t("banner.label") })).waitFor();
		await online();
	},
);

shows("rule 12: a ticket that has not reached the server has no number and says when it was written", async () => {
	await offline();
	await fillRequest({ severity: "question", description: "Scritto senza linea." });
	await submit().click();
	await waitsHere("Scritto");
	await list(anna)
		.getByRole("button", {
			name: new RegExp(`^${t("card.name.unsent", { title: "Scritto senza linea", severity: "" })}`.split(",")[0]),
		})
		.waitFor();
	await conversation(anna).getByText(t("message.state.waiting")).first().waitFor();
	await online();
	await arrived("Scritto senza linea");
	const { items } = await call(luca, "Tickets", "List", { section: "open", after: "", limit: 100 });
	assert.equal(items.filter(({ title }) => title.startsWith("Scritto senza linea")).length, 1);
});
