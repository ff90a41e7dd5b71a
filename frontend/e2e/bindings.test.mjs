// The screens with the real program behind them, an operator's and a technician's, in a browser. The Go test
// TestBindings_InABrowser starts server and programs.
import assert from "node:assert/strict";
import {
	backToList,
	barriers,
	call,
	card,
	catalogues,
	chooseInMenu,
	chooseInSettings,
	conversation,
	described,
	english,
	enter,
	eventually,
	list,
	listed,
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
	chooseCategory,
	chooseKind,
	chooseSeverity,
	closeTicket,
	discardDraft,
	draftSaved,
	field,
	fillRequest,
	focused,
	logCall,
	pointer,
	submit,
	waitForCustomer,
	waitsHere,
} from "./steps.mjs";
import {
	anna,
	between,
	complaints,
	idOf,
	luca,
	offline,
	online,
	opened,
	picture,
	shows,
	typeIntoDialog,
} from "./windows.mjs";

const { FILODIRETTO_PASSWORD: password, FILODIRETTO_NOTE_WORD: noteWord, FILODIRETTO_ARCHIVE: archive } = process.env;

async function signIn(page, login, { wrongFirst }) {
	const loginField = page.getByRole("textbox", { name: t("signIn.login") });
	const passwordField = page.getByLabel(t("signIn.password"), { exact: true });
	await page.getByText(t("signIn.address.found", { name: "Marzaghi Confezionamento" })).waitFor();
	await loginField.click();
	await page.keyboard.type(login);
	await page.keyboard.press("Tab");
	if (wrongFirst) {
		await page.keyboard.press("Enter");
		await saysWrong(passwordField, t("signIn.password.required"));
		await page.keyboard.type("ventose sbagliate");
		await page.keyboard.press("Enter");
		await saysWrong(passwordField, t("error.unauthenticated"));
		assert.equal(await loginField.inputValue(), login);
		await page.waitForFunction(() => document.activeElement?.autocomplete === "current-password");
	}
	// What was wrong is selected: typing replaces it.
	await page.keyboard.type(password);
	await page.keyboard.press("Enter");
	await list(page).waitFor();
	await page.getByText(t("connection.online"), { exact: true }).waitFor();
}

shows("nothing bars anybody from signing in, light or dark", async () => {
	await anna.getByText(t("signIn.address.found", { name: "Marzaghi Confezionamento" })).waitFor();
	assert.equal(await barriers(anna), "");
	await anna.emulateMedia({ colorScheme: "dark" });
	await anna.waitForFunction(() => document.documentElement.dataset.theme === "dark");
	assert.equal(await barriers(anna), "");
	await anna.emulateMedia({ colorScheme: "light" });
	await anna.waitForFunction(() => document.documentElement.dataset.theme === "light");
});

shows("a wrong password says so under its field and keeps the login; the right one opens the desk", async () => {
	await signIn(anna, "anna", { wrongFirst: true });
	await anna.getByText(t("empty.noTickets")).waitFor();
});

shows("a technician signs in by the keyboard alone", async () => {
	await signIn(luca, "luca", { wrongFirst: false });
});

shows("an operator opens a support request by the keyboard alone, in few actions", async () => {
	const done = [];
	const press = async (key) => {
		done.push(key);
		await anna.keyboard.press(key);
	};
	await press("Control+n");
	await focused(field.machine());
	// A scanner types faster than a list is found, and ends in Enter.
	await anna.keyboard.type("24-0117");
	await press("Enter");
	await eventually(async () => assert.match(await field.machine().inputValue(), /Astucciatrice 2/));
	// Nothing has been asked for this machine yet, so there is no category to propose: the first letter chooses it.
	await focused(field.category());
	await press("g");
	while (!(await field.severity().evaluate((element) => element.contains(document.activeElement)))) await press("Tab");
	await press("Enter");
	await anna.keyboard.type("Le ventose perdono gli astucci. Ne cade uno su tre.");
	await press("Control+Enter");
	const number = await arrived("Le ventose perdono gli astucci\\.");
	await anna.getByRole("main").getByText(t("severity.stopped"), { exact: true }).waitFor();
	assert.ok(done.length <= 8, `${done.length} actions: ${done}`);
	await card(luca, number).waitFor();
});

shows("a machine that was asked for before takes four actions and the text", async () => {
	const done = [];
	const press = async (key) => {
		done.push(key);
		await anna.keyboard.press(key);
	};
	const recorded = () => picture(anna, `four-actions-${done.length}-${done.at(-1)}`);
	await press("Control+n");
	await anna.getByRole("option", { name: "Astucciatrice 2" }).waitFor();
	await recorded();
	await press("Enter");
	await anna.getByText(t("newTicket.category.proposed")).waitFor();
	await focused(field.severity());
	await recorded();
	await press("ArrowDown");
	await anna.keyboard.type("Lenta da stamattina.");
	await recorded();
	await press("Control+Enter");
	await arrived("Lenta da stamattina");
	await anna.getByRole("main").getByText(t("severity.degraded"), { exact: true }).waitFor();
	await recorded();
	assert.equal(done.length, 4);
});

shows("a field that is wrong says so in a sentence, and nothing that was typed is lost", async () => {
	await lookAway(anna);
	await submit().click();
	await saysWrong(field.category(), t("fault.category.required"));
	await saysWrong(field.machine(), t("fault.machine.required"));
	assert.ok((await described(field.severity())).includes(t("fault.severity.required")));
	await saysWrong(field.description(), t("fault.description.required"));
	await focused(field.category());

	await field.description().fill("Il nastro si ferma a metà.");
	await chooseSeverity("question");
	await field.machine().fill("99-9999");
	await anna.getByText(t("machine.none", { text: "99-9999" })).waitFor();
	await submit().click();
	await saysWrong(field.machine(), t("machine.none", { text: "99-9999" }));
	assert.equal(await field.description().inputValue(), "Il nastro si ferma a metà.");

	await chooseKind("callback");
	await field.phone().fill("059 1");
	await field.description().click();
	await saysWrong(field.phone(), t("fault.phone.too_short"));
	assert.equal(await field.description().inputValue(), "Il nastro si ferma a metà.");
	await draftSaved();
	await backToList(anna);
	await lookAway(anna);
	assert.equal(await field.phone().inputValue(), "059 1");
	await chooseKind("chat");
	assert.equal(await field.description().inputValue(), "Il nastro si ferma a metà.");
	assert.ok(await anna.getByRole("radio", { name: t("severity.question") }).isChecked());
	await discardDraft();
	await backToList(anna);
});

shows("drafts of a new ticket and of a reply survive a reload", async () => {
	const { number } = await opened("La colla non tiene sul lato corto.");
	await enter(anna, number);
	await replyBox(anna).fill("Aggiungo che succede solo");
	await anna.getByText(t("composer.draft.saved")).waitFor();

	await lookAway(anna);
	await field.machine().fill("24-0117");
	await anna.getByRole("option").first().click();
	await chooseSeverity("degraded");
	await field.description().fill("Scritto prima del riavvio");
	await draftSaved();

	await anna.reload();
	await lookAway(anna);
	assert.equal(await field.description().inputValue(), "Scritto prima del riavvio");
	assert.match(await field.machine().inputValue(), /Astucciatrice 2.*24-0117/);
	assert.ok(await anna.getByRole("radio", { name: t("severity.degraded") }).isChecked());
	await discardDraft();
	await backToList(anna);

	await enter(anna, number);
	await eventually(async () => assert.equal(await replyBox(anna).inputValue(), "Aggiungo che succede solo"));
	await replyBox(anna).fill("");
});

shows("an open ticket of the same machine is pointed out before another is opened", async () => {
	const { number } = await opened("Il sensore di fine corsa non legge.");
	await lookAway(anna);
	await field.machine().fill("24-0117");
	await anna.getByRole("option").first().click();
	await pointer(number, "Il sensore di fine corsa non legge.").click();
	await anna.getByRole("main", { name: new RegExp(`^#${number} `) }).waitFor();
	await lookAway(anna);
	await discardDraft();
	await backToList(anna);
});

shows("a callback's number is checked and written as people write it, and its calls are in the ticket", async () => {
	await lookAway(anna);
	await chooseKind("callback");
	await field.phone().click();
	await anna.keyboard.type("0595550142");
	await anna.getByText(t("newTicket.phone.valid")).waitFor({ state: "attached" });
	await anna.keyboard.press("Tab");
	await eventually(async () => assert.equal(await field.phone().inputValue(), "059 555 0142"));
	await chooseSeverity("stopped");
	await field.description().fill("Chiamatemi per il ricambio del nastro.");
	await submit().click();
	await enter(luca, await arrived("Chiamatemi"));
	await luca.getByRole("link", { name: "059 555 0142" }).first().waitFor();
	await luca.getByRole("button", { name: t("call.action") }).click();
	await luca.getByRole("button", { name: t("call.save"), exact: true }).click();
	await luca.getByText(t("call.fault")).waitFor();
	await luca.keyboard.press("Escape");
	await luca.getByRole("dialog").waitFor({ state: "detached" });
	await logCall("no_answer");
	await conversation(anna)
		.getByText(t("event.call.no_answer", { who: "Luca Bianchi" }))
		.waitFor();
});

shows("a technician takes a ticket, and the operator reads who has it", async () => {
	await between("La pinza non chiude.");
	await anna
		.getByRole("definition")
		.filter({ hasText: t("ticket.nobody") })
		.waitFor();
	await luca.getByRole("button", { name: t("take.action") }).click();
	await luca.getByRole("button", { name: t("take.action") }).waitFor({ state: "detached" });
	await conversation(anna)
		.getByText(t("event.taken", { who: "Luca Bianchi" }))
		.waitFor();
	await anna.getByRole("definition").filter({ hasText: "Luca Bianchi" }).waitFor();
	assert.equal(await anna.getByRole("button", { name: t("take.action") }).count(), 0);
	assert.equal(await anna.getByRole("toolbar").count(), 0);
});

shows("an internal note never reaches the operator's program", async () => {
	const { id } = await between("Il conteggio degli astucci non torna.");
	await luca.getByRole("button", { name: t("composer.note"), exact: true }).click();
	await luca.getByRole("textbox", { name: t("composer.note") }).fill(`Il motore va ${noteWord}: cambiare il lotto.`);
	await luca.getByRole("button", { name: t("composer.note.save") }).click();
	const note = said(luca, noteWord);
	await note.getByText(t("message.state.sent")).waitFor();
	// A reply follows on the same way: once it is here, the note would be too.
	await luca.getByRole("button", { name: t("composer.reply.mode"), exact: true }).click();
	await reply(luca, "Guardo e le dico.");
	await said(anna, "Guardo e le dico.").waitFor();

	assert.ok(!(await anna.content()).includes(noteWord));
	assert.ok(!(await sayings(anna)).some((text) => text.includes(noteWord)));
	const found = await call(anna, "Tickets", "Search", { text: noteWord, after: "", limit: 10 });
	assert.deepEqual(found.items, []);
	const messages = await call(anna, "Tickets", "Messages", { ticketId: id, before: "", limit: 100 });
	assert.ok(!JSON.stringify(messages).includes(noteWord));
	assert.ok(messages.items.every(({ kind }) => kind !== "note"));
	const detail = await call(anna, "Tickets", "Get", id);
	assert.equal(detail.noteCount, 0);
	assert.equal(detail.may.note, false);
	assert.equal((await call(luca, "Tickets", "Get", id)).noteCount, 1);
	await anna.getByRole("textbox", { name: t("search.label") }).fill(noteWord);
	await anna.getByText(t("empty.noHits", { text: noteWord })).waitFor();
	await anna.getByRole("button", { name: t("search.clear") }).click();
	await list(anna)
		.getByRole("heading", { name: t("list.open") })
		.waitFor();
});

shows("a note cannot be written by an operator, whatever the screens offer", async () => {
	const { id } = await opened("Chi può scrivere note?");
	await assert.rejects(
		call(anna, "Compose", "Send", await idOf(anna), { ticketId: id, kind: "note", text: "di nascosto" }),
		{
			code: "forbidden",
		},
	);
});

shows("a ticket that waits reads “In attesa di voi” for the operator, whose answer puts it in progress", async () => {
	const { number } = await between("Il pannello mostra E42.");
	await reply(luca, "Mi manda il numero della scheda?");
	await said(anna, "Mi manda il numero della scheda?").waitFor();
	await waitForCustomer();
	await card(anna, number, t("status.waiting.customer")).waitFor();
	await card(luca, number, `, ${t("status.waiting")},`).waitFor();

	await reply(anna, "È la 7714.");
	await anna.getByRole("main").getByText(t("status.in_progress"), { exact: true }).waitFor();
	await luca.getByRole("main").getByText(t("status.in_progress"), { exact: true }).waitFor();
	await conversation(luca)
		.getByText(t("event.status.resumed", { who: "Anna Rossi" }))
		.waitFor();
});

shows("what is unread is the same number in list, title and program, until it is read", async () => {
	const { number } = await between("Il carter vibra.");
	await said(anna, "Il carter vibra.").first().waitFor();
	await lookAway(anna);
	await reply(luca, "Da quando vibra?");
	await reply(luca, "E a che velocità?");
	await anna.waitForFunction((title) => document.title === title, t("app.title.unread", { count: 2 }));
	await backToList(anna);
	await card(anna, number, t("badge.unread_other", { count: 2 })).waitFor();
	assert.equal((await call(anna, "Tickets", "Counts")).unread, 2);

	await enter(anna, number);
	await conversation(anna).getByText(t("conversation.new"), { exact: true }).waitFor();
	await anna.waitForFunction((title) => document.title === title, t("app.name"));
	await card(anna, number).and(anna.locator(":not([aria-label*='non lett'])")).waitFor();
	assert.equal((await call(anna, "Tickets", "Counts")).unread, 0);
	await said(luca, "E a che velocità?").getByText(t("message.state.read")).waitFor();
});

shows(
	"a closing asks for a resolution, which the operator reads in a ticket that is now behind “Ticket chiusi”",
	async () => {
		const { number } = await between("La cinghia slitta.");
		await closeTicket("Cinghia consumata: sostituita con la TX-12.", {
			withoutWordsFirst: (box) => saysWrong(box, t("close.fault")),
		});
		await conversation(anna).getByText("Cinghia consumata: sostituita con la TX-12.").waitFor();
		await anna.getByText(t("composer.closed")).waitFor();
		assert.equal(await replyBox(anna).count(), 0);
		await card(anna, number).waitFor({ state: "detached" });
		const toggle = anna.getByRole("button", { name: t("list.toggleClosed") });
		await toggle.click();
		await card(anna, number, t("status.closed")).waitFor();
		await toggle.click();
		await card(anna, number).waitFor({ state: "detached" });

		await anna.getByRole("button", { name: t("options.title"), exact: true }).click();
		const options = anna.getByRole("complementary", { name: t("options.title") });
		await options.getByRole("heading", { name: t("options.resolution") }).waitFor();
		await options.getByText("Cinghia consumata: sostituita con la TX-12.").first().waitFor();
		await options.getByRole("button", { name: t("options.close") }).click();
	},
);

shows(
	"a reply to a ticket that was closed meanwhile is refused with its reason, and goes on as a new ticket",
	async () => {
		const { number } = await between("Il lettore non legge i codici.");
		await offline();
		await reply(anna, "Ora ne legge uno su dieci.");
		await said(anna, "Ora ne legge uno su dieci.").getByText(t("message.state.waiting")).waitFor();
		await closeTicket("Lettore pulito.");
		await online();

		const refused = said(anna, "Ora ne legge uno su dieci.").getByRole("group", { name: t("message.state.refused") });
		await refused.getByText(t("error.ticket_closed")).waitFor();
		await refused.getByRole("button", { name: t("message.followUp") }).click();
		await anna.getByRole("heading", { name: t("newTicket.title") }).waitFor();
		await anna.getByText(t("newTicket.follows")).waitFor();
		assert.equal(await field.description().inputValue(), "Ora ne legge uno su dieci.");
		assert.match(await field.machine().inputValue(), /Astucciatrice 2/);
		await chooseSeverity("stopped");
		await chooseCategory();
		await submit().click();
		const next = await arrived("Ora ne legge");
		await anna
			.getByRole("button", { name: new RegExp(`^#${number} Il lettore`) })
			.last()
			.waitFor();
		assert.deepEqual(await call(anna, "Compose", "Outbox"), []);
		await enter(luca, next);
		await luca.getByText(t("follows.label")).waitFor();
	},
);

shows("what was seen once is searched and read offline", async () => {
	const { number } = await between("Rumore al riduttore.");
	await reply(luca, "Controlli la guarnizione del riduttore.");
	await said(anna, "Controlli la guarnizione").waitFor();
	await lookAway(anna);
	await backToList(anna);
	await offline();
	await anna.getByRole("textbox", { name: t("search.label") }).fill("guarnizione");
	const hits = anna.getByRole("list", { name: t("search.results") });
	const hit = hits.getByRole("button", { name: new RegExp(`^#${number} `) });
	await hit.locator("mark").filter({ hasText: "guarnizione" }).waitFor();
	await hit.click();
	await said(anna, "Controlli la guarnizione").waitFor();
	await online();
	await anna.getByRole("button", { name: t("search.clear") }).click();
	await list(anna)
		.getByRole("heading", { name: t("list.open") })
		.waitFor();
});

/** A picture of that size, made in the page, pasted where the focus is. */
const pastePicture = (page, width, height) =>
	page.evaluate(
		async ([w, h]) => {
			const canvas = document.createElement("canvas");
			[canvas.width, canvas.height] = [w, h];
			const painter = canvas.getContext("2d");
			painter.fillStyle = "#c42b20";
			painter.fillRect(w / 4, h / 4, w / 2, h / 2);
			const bytes = await new Promise((take) => canvas.toBlob(take, "image/png"));
			const clipboardData = new DataTransfer();
			clipboardData.items.add(new File([bytes], "image.png", { type: "image/png" }));
			document.activeElement.dispatchEvent(
				new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
			);
		},
		[width, height],
	);

/** Waits until a picture is painted: its address gives one. */
const painted = (image) => eventually(async () => assert.ok((await image.evaluate((img) => img.naturalWidth)) > 0));

shows("a screen that is pasted is drawn on, survives a reload, and goes to the other side without words", async () => {
	const { number } = await between("La ventosa perde.");
	await replyBox(anna).focus();
	await pastePicture(anna, 640, 480);
	const files = anna.getByRole("list", { name: t("attachment.list") });
	await painted(files.getByRole("img", { includeHidden: true }).or(files.locator("img")).first());
	await files.getByRole("button").first().click();
	await anna.getByRole("button", { name: t("drawing.open") }).click();
	await anna.getByRole("button", { name: t("drawing.arrow.add") }).click();
	await anna.keyboard.press("Shift+ArrowRight");
	await anna.getByRole("button", { name: t("drawing.save") }).click();
	await painted(anna.getByRole("dialog").getByRole("img"));
	await anna.keyboard.press("Escape");
	await anna.reload();
	await enter(anna, number);
	await painted(files.locator("img").first());
	await anna.getByRole("button", { name: t("action.send"), exact: true }).click();
	await files.waitFor({ state: "hidden" });
	await painted(conversation(anna).getByRole("article").last().locator("img"));
	const picture = conversation(luca).getByRole("article").last().locator("img");
	await painted(picture);
	await picture.click();
	const dialog = luca.getByRole("dialog");
	await painted(dialog.getByRole("img"));
	assert.equal(await dialog.getByRole("img").evaluate((img) => img.naturalWidth), 640);
	await luca.keyboard.press("Escape");
	await dialog.waitFor({ state: "detached" });
	await eventually(async () => assert.equal(await conversation(anna).getByText(t("message.state.waiting")).count(), 0));
});

shows("a ticket opened offline has no number until it leaves by itself, once", async () => {
	await offline();
	await fillRequest({ severity: "question", description: "Scritto senza linea." });
	await submit().click();
	await waitsHere("Scritto");
	await online();
	await arrived("Scritto senza linea\\.");
	await listed(luca, /^#\d+ Scritto senza linea\b/).waitFor();
	const { items } = await call(luca, "Tickets", "List", { section: "open", after: "", limit: 100 });
	assert.equal(items.filter(({ title }) => title === "Scritto senza linea.").length, 1);
});

/** What only the Italian catalogue says. */
const italianOnly = () => {
	const foreign = new Set(Object.values(catalogues.en));
	return new Set(Object.values(catalogues.it).filter((text) => !text.includes("{{") && !foreign.has(text)));
};

async function allEnglish(where) {
	const italian = italianOnly();
	// A language offers itself in its own words.
	italian.delete(t("language.it"));
	await eventually(async () => {
		const left = (await sayings(anna)).filter((text) => italian.has(text));
		assert.deepEqual(left, [], where);
	});
}

shows("the language is switched while running, everywhere", async () => {
	await between("Cambiamo lingua.");
	await anna.getByRole("button", { name: t("options.title"), exact: true }).click();
	await chooseInSettings(anna, t("language.en"));
	await anna.waitForFunction(() => document.documentElement.lang === "en");
	await anna.getByText(english("list.open")).waitFor();
	await anna.getByText(english("connection.online"), { exact: true }).waitFor();
	await allEnglish("ticket and options");
	await anna.getByRole("button", { name: english("options.close") }).click();
	await anna.getByRole("button", { name: english("newTicket.submit") }).click();
	await anna.getByRole("heading", { name: english("newTicket.title") }).waitFor();
	await submitIn(english).click();
	await anna.getByText(english("fault.description.required")).waitFor();
	await allEnglish("new ticket with faults");
	await anna.reload();
	await anna.getByText(english("list.open")).waitFor();
	await chooseInSettings(anna, t("language.it"));
	await anna.waitForFunction(() => document.documentElement.lang === "it");
	await anna.getByText(t("list.open")).waitFor();
});

const submitIn = (say) =>
	anna.getByRole("contentinfo").getByRole("button", { name: say("newTicket.submit"), exact: true });

shows("the one main button is filled, as drawn", async () => {
	const filled = await anna.getByRole("button", { name: t("newTicket.submit"), exact: true }).evaluate((button) => {
		const probe = document.body.appendChild(document.createElement("i"));
		probe.style.backgroundColor = "var(--accent)";
		const accent = getComputedStyle(probe).backgroundColor;
		probe.remove();
		return [getComputedStyle(button).backgroundColor, accent];
	});
	assert.equal(filled[0], filled[1]);
});

shows("a dark window stays dark", async () => {
	await chooseInSettings(anna, t("settings.theme.dark"));
	await anna.waitForFunction(() => document.documentElement.dataset.theme === "dark");
	await anna.reload();
	await anna.waitForFunction(() => document.documentElement.dataset.theme === "dark");
	await list(anna).waitFor();
});

for (const theme of ["dark", "light"]) {
	shows(`nothing bars anybody from list, conversation, options and new ticket, ${theme}`, async () => {
		const { number } = await opened(`Tutto quello che si vede, ${theme}.`);
		for (const page of [anna, luca]) {
			await chooseInSettings(page, t(`settings.theme.${theme}`));
			await page.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
			await enter(page, number);
		}
		await reply(luca, "Una risposta.");
		await said(anna, "Una risposta.").waitFor();
		await reply(anna, "E la sua risposta.");
		await said(luca, "E la sua risposta.").waitFor();
		assert.equal(await barriers(anna), "", "the operator's list and conversation");
		await luca.getByRole("button", { name: t("composer.note"), exact: true }).click();
		assert.equal(await barriers(luca), "", "the technician's list and conversation, writing a note");
		await anna.getByRole("button", { name: t("options.title"), exact: true }).click();
		const options = anna.getByRole("complementary", { name: t("options.title") });
		await options.getByRole("heading", { name: t("machine.earlier") }).waitFor();
		assert.equal(await barriers(anna), "", "options");
		await options.getByRole("button", { name: t("options.close") }).click();
		await lookAway(anna);
		assert.equal(await barriers(anna), "", "a new ticket");
		await submit().click();
		await saysWrong(field.category(), t("fault.category.required"));
		assert.equal(await barriers(anna), "", "a new ticket with faults");
		await chooseKind("callback");
		await field.phone().waitFor();
		assert.equal(await barriers(anna), "", "a callback");
		await backToList(anna);
		await offline();
		await anna.getByRole("button", { name: t("banner.retryNow") }).waitFor();
		assert.equal(await barriers(anna), "", "offline");
		await online();
	});
}

for (const theme of ["dark", "light"]) {
	shows(`nothing bars anybody from what the support’s console opens, ${theme}`, async () => {
		await chooseInSettings(luca, t(`settings.theme.${theme}`));
		await luca.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, theme);
		const { number } = await opened(`Tutto quello che apre la console, ${theme}.`);
		await enter(luca, number);
		const context = luca.getByRole("complementary", { name: t("console.context") });
		await luca.keyboard.press("Escape");
		await luca.keyboard.press("i");
		await context.getByRole("heading", { name: t("console.earlier", { serial: "24-0117" }) }).waitFor();
		assert.equal(await barriers(luca), "", "the context");
		await context.getByRole("button", { name: t("console.context.close") }).click();
		for (const [keys, name] of [
			["Control+k", t("palette.title")],
			["?", t("shortcuts.title")],
			["l", t("call.title")],
			["c", t("close.title", { number })],
			["d", t("join.title", { number })],
		]) {
			await conversation(luca).focus();
			await luca.keyboard.press(keys);
			const dialog = luca.getByRole("dialog");
			await dialog.waitFor();
			assert.equal(await barriers(luca), "", name);
			await luca.keyboard.press("Escape");
			await dialog.waitFor({ state: "detached" });
		}
		await conversation(luca).focus();
		for (const key of ["Escape", "x", "Shift+J"]) await luca.keyboard.press(key);
		await luca
			.getByRole("toolbar", { name: t("console.batch") })
			.or(luca.getByRole("group", { name: t("console.batch") }))
			.waitFor();
		assert.equal(await barriers(luca), "", "several tickets selected");
		await luca.keyboard.press("Shift+X");
	});
}

shows("the diagnosis is opened and saved by keyboard, where the system’s dialog is told", async () => {
	await anna.keyboard.press("F8");
	const page = anna.getByRole("dialog", { name: t("diagnosis.title") });
	await page
		.getByRole("region", { name: t("diagnosis.line") })
		.getByText(t("connection.online"), { exact: true })
		.waitFor();
	await page
		.getByRole("region", { name: t("diagnosis.verdict") })
		.getByText(`${t("diagnosis.verdict.good")}.`, { exact: true })
		.first()
		.waitFor();
	assert.equal(await barriers(anna), "", "the diagnosis");
	await page.getByRole("button", { name: t("diagnosis.save") }).focus();
	await anna.keyboard.press("Enter");
	await typeIntoDialog(t("diagnosis.save"), archive);
	await page.getByText(t("diagnosis.saved", { file: archive }), { exact: true }).waitFor();
	await picture(anna, "diagnosis");
	await anna.keyboard.press("Escape");
	await page.waitFor({ state: "detached" });
});

shows("who signs out finds the name ready, and the desk again", async () => {
	const { number } = await opened("Buonanotte.");
	await chooseInMenu(anna, "Anna Rossi", t("signOut.action"));
	await anna
		.getByRole("list", { name: t("signIn.known") })
		.getByRole("button", { name: "Anna Rossi" })
		.click();
	await anna.keyboard.type(password);
	await anna.keyboard.press("Enter");
	await enter(anna, number);
});

shows("no page has complained of an error, or of its content security policy", () => {
	assert.deepEqual(complaints, []);
});
