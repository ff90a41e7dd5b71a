// Draws every screen on invented content, in both languages and themes, wide and narrow, into ../out/screens.
// `node e2e/screens.mjs [pattern]` draws those whose name, such as operator-wide-it-light, matches it.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, preview } from "vite";
import { catalogues, openBrowser, words } from "./browser.mjs";

const out = fileURLToPath(new URL("../../out/screens/", import.meta.url));
const only = new RegExp(process.argv[2] ?? "");
const NOW = "2025-11-12T14:33:20+01:00";
const WIDE = { width: 1366, height: 768 };
const HD = { width: 1920, height: 1080 };
const NARROW = { width: 420, height: 800 };
// The wide window at 150 % zoom.
const ZOOMED = { width: 911, height: 512 };

/** What to do on the page before it is drawn; `t` gives the words of the page's language. */
const screens = {
	operator: { query: "as=anna.rossi&still", do: openFirst },
	list: { query: "as=anna.rossi&still", do: async () => {} },
	closed: {
		query: "as=anna.rossi&still",
		do: async (page, t) => page.getByRole("button", { name: t("list.toggleClosed") }).click(),
	},
	offline: { query: "as=anna.rossi&still&offline", do: openFirst },
	"online-options": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.getByRole("button", { name: t("options.title"), exact: true }).click();
		},
	},
	options: {
		query: "as=anna.rossi&still&offline",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.getByRole("button", { name: t("options.title"), exact: true }).click();
		},
	},
	new: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await newTicket(page, t);
			await page.getByRole("button", { name: t("newTicket.category") }).click();
			await page.getByRole("option", { name: "Guasto meccanico" }).click();
			await page.getByText(t("severity.stopped"), { exact: true }).click();
			await page
				.getByRole("textbox", { name: t("newTicket.description") })
				.fill("Le ventose perdono gli astucci. Ne cade uno su tre e la macchina si blocca con allarme E42.");
			await page.getByRole("combobox", { name: t("machine.of") }).fill("24-01");
			await page.getByText(t("composer.draft.saved")).waitFor();
		},
	},
	"new-faults": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await newTicket(page, t);
			await page.getByRole("tab", { name: t("kind.callback") }).click();
			await page.getByRole("textbox", { name: t("newTicket.phone") }).fill("059 1");
			await page.getByRole("button", { name: t("newTicket.submit") }).click();
		},
	},
	callback: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await newTicket(page, t);
			await page.getByRole("tab", { name: t("kind.callback") }).click();
			await page.getByRole("textbox", { name: t("newTicket.phone") }).fill("0595550142");
			await page.getByRole("button", { name: t("callWindow.label") }).click();
			await page.getByRole("option").nth(1).click();
			await page.getByRole("combobox", { name: t("machine.of") }).fill("24-0117");
			await page.keyboard.press("Enter");
		},
	},
	signin: {
		query: "",
		do: async (page, t) => {
			await page.getByText(t("signIn.address.found", { name: "Marzaghi Confezionamento" })).waitFor();
		},
	},
	"signin-faults": {
		query: "",
		do: async (page, t) => {
			await page.getByRole("textbox", { name: t("signIn.login") }).fill("anna.rossi");
			await page.getByRole("textbox", { name: t("signIn.password") }).fill("no");
			await page.getByRole("button", { name: t("signIn.submit") }).click();
			await page.getByText(t("error.unauthenticated")).waitFor();
		},
	},
	"signin-crowd": { query: "crowd=11", do: async () => {} },
	correction: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.evaluate(() => window.fake.world.refuse("too_large"));
			await page.getByRole("button", { name: t("message.resend") }).click();
			await page.getByRole("textbox", { name: t("message.edit") }).fill("Sul pezzo c’è scritto VS-40, lotto 2231.");
			await page.getByText(t("composer.draft.saved")).waitFor();
		},
	},
	password: { query: "as=anna.rossi&change", do: async () => {} },
	support: { query: "as=luca.bianchi&still", hd: true, do: openRow },
	console: { query: "as=luca.bianchi&still", hd: true, do: async () => {} },
	"console-context": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.keyboard.press("i");
			await page.getByRole("complementary", { name: t("console.context") }).waitFor();
		},
	},
	"console-palette": {
		query: "as=luca.bianchi&still",
		hd: true,
		do: async (page) => {
			await openRow(page);
			await page.keyboard.press("Control+k");
			await page.getByRole("dialog").getByRole("combobox").fill("chi");
			await page.getByRole("option").first().waitFor();
		},
	},
	"console-selected": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).waitFor();
			for (const key of ["j", "Shift+j", "Shift+j"]) await page.keyboard.press(key);
		},
	},
	"console-done": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).waitFor();
			for (const key of ["j", "Shift+j", "Shift+j", "t"]) await page.keyboard.press(key);
			await page.getByText(/#1042/).first().waitFor();
		},
	},
	"console-filters": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await row(page, 1045).waitFor();
			await page.getByRole("button", { name: t("console.filter.more") }).click();
			await page.getByRole("option", { name: t("severity.stopped") }).click();
			await page.getByRole("option", { name: t("console.filter.me") }).click();
		},
	},
	"console-company": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await row(page, 1045).waitFor();
			await page
				.getByRole("button", { name: t("console.filter.by", { words: t("console.filter.companyIds") }) })
				.click();
			await page.getByRole("option", { name: "Alborea Cosmesi" }).click();
		},
	},
	"console-empty": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await row(page, 1045).waitFor();
			await page.keyboard.press("/");
			await page.keyboard.type("ventose");
			await page
				.getByRole("button", { name: t("console.filter.by", { words: t("console.filter.companyIds") }) })
				.click();
			await page.getByRole("option", { name: "Alborea Cosmesi" }).click();
			await page.keyboard.press("Escape");
			await page.getByText(t("console.empty.filtered")).waitFor();
		},
	},
	"console-call": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).waitFor();
			await page.keyboard.press("g");
			await page.keyboard.press("h");
			await row(page, 1040).click();
			await page.getByRole("log").waitFor();
			await page.keyboard.press("i");
		},
	},
	"console-closed": {
		query: "as=luca.bianchi&still&closed=2000",
		do: async (page) => {
			await row(page, 1045).waitFor();
			await page.keyboard.press("g");
			await page.keyboard.press("c");
			await page.getByRole("row", { name: /^#10/ }).first().waitFor();
		},
	},
	"console-menu": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => page.getByRole("button", { name: t("person.menu", { name: "Luca Bianchi" }) }).click(),
	},
	"console-sheet": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).waitFor();
			await page.keyboard.press("?");
			await page.getByRole("dialog").waitFor();
		},
	},
	"console-canned": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await page.getByRole("button", { name: t("person.menu", { name: "Luca Bianchi" }) }).click();
			await page.getByRole("menuitem", { name: t("cannedReplies.title") }).click();
			await page.getByRole("button", { name: /\/ricambio/ }).click();
		},
	},
	"console-assign": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).waitFor();
			for (const key of ["j", "a"]) await page.keyboard.press(key);
			await page.getByRole("dialog").waitFor();
		},
	},
	"console-nobody": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).click();
			await page.getByRole("log").waitFor();
		},
	},
	"console-batchclose": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).waitFor();
			for (const key of ["j", "Shift+j", "Shift+j", "c"]) await page.keyboard.press(key);
			await page.getByRole("dialog").waitFor();
		},
	},
	"console-saved": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await row(page, 1045).waitFor();
			for (const key of ["g", "2"]) await page.keyboard.press(key);
			await page.getByRole("button", { name: t("console.filter.menu", { name: "AV-120, ventose" }) }).focus();
			await page.keyboard.press("Enter");
			await page.getByRole("menu").waitFor();
		},
	},
	"console-savefilter": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await row(page, 1045).waitFor();
			await page.keyboard.press("/");
			await page.keyboard.type("ventose");
			await page.keyboard.press("Escape");
			await page.keyboard.press("Shift+S");
			await page
				.getByRole("dialog")
				.getByRole("button", { name: t("console.filter.save"), exact: true })
				.click();
		},
	},
	"console-verdict": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await row(page, 1045).waitFor();
			for (const key of ["g", "c"]) await page.keyboard.press(key);
			await row(page, 1020).click();
			await page.getByRole("log").waitFor();
		},
	},
	"contrast-console": { query: "as=luca.bianchi&still&contrast=more", do: openRow },
	"text150-console": { query: "as=luca.bianchi&still&text=150", do: openRow },
	note: {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("composer.note"), exact: true }).click();
			await page.getByRole("textbox", { name: t("composer.note") }).fill("Spedite due VS-40 del lotto 2245.");
			await page.getByText(t("composer.draft.saved")).waitFor();
		},
	},
	close: {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("close.action") }).click();
			await page.getByRole("button", { name: t("close.confirm") }).click();
		},
	},
	"close-cause": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("close.action") }).click();
			await page.getByRole("textbox", { name: t("close.resolution") }).fill("Ventosa tagliata: sostituita.");
			await page.getByRole("combobox", { name: t("close.cause") }).click();
			await page.getByRole("option").first().waitFor();
		},
	},
	call: {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("call.action") }).click();
			await page.getByText(t("call.again.other"), { exact: true }).click();
		},
	},
	canned: {
		query: "as=luca.bianchi&still",
		hd: true,
		do: async (page, t) => {
			await openRow(page);
			await page.evaluate(() => {
				window.fake.world.comes(1042, "giulia.neri", "viewing");
				window.fake.world.comes(1042, "anna.rossi", "typing");
			});
			await page.getByRole("textbox", { name: t("composer.reply") }).fill("Buongiorno Anna, grazie. ");
			await page.keyboard.type("/vi");
			await page.getByRole("listbox", { name: t("canned.title") }).waitFor();
		},
	},
	sending: {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page
				.getByRole("textbox", { name: t("composer.reply") })
				.fill("Il tecnico arriva {giorno}. Prima di spedire controlla il lotto.");
			await page.evaluate(() => window.fake.world.receive(1042, "anna.rossi", "Lasci stare, è **ripartita**."));
			await page.getByRole("log").getByText("ripartita").waitFor();
			await page.keyboard.press("Control+Enter");
			await page.getByRole("alertdialog").waitFor();
		},
	},
	join: {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("ticket.more") }).click();
			await page.getByRole("menuitem", { name: t("join.action") }).click();
			await page.getByRole("combobox").fill("1040");
			await page.keyboard.press("Enter");
			await page.getByText(t("join.stays")).waitFor();
		},
	},
	caller: {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await row(page, 1045).waitFor();
			await page.keyboard.press("Control+n");
			await page.getByRole("combobox", { name: t("machine.of") }).fill("24-0117");
			await page.keyboard.press("Enter");
			await page.getByRole("combobox", { name: t("caller.person") }).click();
			await page.getByRole("option", { name: "Marco Ferri" }).waitFor();
		},
	},
	marks: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.evaluate(() =>
				window.fake.world.receive(
					1042,
					"luca.bianchi",
					"Prima di riavviare, **con la macchina in sicurezza**:\n1. chiuda il rubinetto del vuoto\n2. controlli\n   - la ventosa a sinistra\n   - il filtro `F2`\n\nSul pannello deve leggere:\n```\nVUOTO   -0,7 bar\nE42     0\n```\nIl disegno è nel [manuale](https://assistenza.marzaghi.example/av-120), pagina 42.",
				),
			);
			await page.getByRole("log").getByText("pagina 42").waitFor();
		},
	},
	"files-draft": { query: "as=anna.rossi&still", do: attachSome },
	"files-many": { query: "as=anna.rossi&still", do: (page, t) => attachSome(page, t, 20) },
	"files-sent": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await sendSome(page, t, t("composer.reply"));
		},
	},
	"files-shapes": {
		query: "as=anna.rossi&still",
		tall: true,
		do: async (page, t) => {
			await openFirst(page, t);
			await receiveShapes(page);
		},
	},
	"console-files-shapes": {
		query: "as=luca.bianchi&still",
		tall: true,
		do: async (page) => {
			await openRow(page);
			await receiveShapes(page);
		},
	},
	"text150-files-shapes": {
		query: "as=anna.rossi&still&text=150",
		tall: true,
		do: async (page, t) => {
			await openFirst(page, t);
			await receiveShapes(page);
		},
	},
	"files-leaving": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await sendSome(page, t, t("composer.reply"));
			await page.evaluate(() => window.fake.world.carry());
			// In a narrow window the list has the menu.
			if (page.viewportSize().width < 500) await page.getByRole("button", { name: t("action.back") }).click();
			await page.getByRole("button", { name: t("person.menu", { name: "Anna Rossi" }) }).click();
			await page.getByRole("menu").waitFor();
		},
	},
	"viewer-keys": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("attachment.open", { name: "ventosa-sinistra.jpg" }) }).click();
			await page.getByRole("dialog").getByRole("img").waitFor();
			await page.keyboard.press("?");
			await page.getByText(t("shortcuts.viewer.draw")).waitFor();
		},
	},
	"files-new": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await newTicket(page, t);
			await page.keyboard.press("Tab");
			await page.evaluate(choose, 3);
			await page.getByRole("button", { name: t("newTicket.files.add") }).click();
			await page.getByText("registro-plc.log").first().waitFor();
		},
	},
	"files-drop": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openFirst(page, t);
			await drag(page);
		},
	},
	"console-files": {
		query: "as=luca.bianchi&still",
		hd: true,
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("composer.note"), exact: true }).click();
			await page.evaluate(choose, 4);
			await page.getByRole("button", { name: t("attachment.add") }).click();
			await page.getByText("registro-plc.log").first().waitFor();
		},
	},
	"console-files-many": {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.evaluate(choose, 22);
			await page.getByRole("button", { name: t("attachment.add") }).click();
			await page.getByText("registro-plc.log").first().waitFor();
		},
	},
	"console-drop": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await openRow(page);
			await drag(page);
		},
	},
	viewer: {
		query: "as=luca.bianchi&still",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("button", { name: t("attachment.open", { name: "ventosa-sinistra.jpg" }) }).click();
			await page.getByRole("dialog").getByRole("img").waitFor();
		},
	},
	"viewer-zoom": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await sendSome(page, t, t("composer.reply"));
			await page.getByRole("button", { name: t("attachment.open", { name: "ventosa-sinistra.jpg" }) }).click();
			await page.getByRole("dialog").getByRole("img").waitFor();
			for (const key of ["+", "+", "+", "+", "r"]) await page.keyboard.press(key);
		},
	},
	"viewer-text": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await sendSome(page, t, t("composer.reply"));
			await page.getByRole("button", { name: /registro-plc\.log/ }).click();
			await page.getByRole("dialog").getByText("E42").first().waitFor();
		},
	},
	"viewer-open": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.evaluate(() =>
				window.fake.world.receive(1042, "luca.bianchi", "Ecco il programma di prova.", [
					{ name: "aggiornamento-pannello-AV120-2.4.exe", size: 8_400_000, type: "application/x-msdownload" },
				]),
			);
			await page.getByRole("button", { name: /aggiornamento/ }).click();
			await page.getByRole("button", { name: t("viewer.open"), exact: true }).click();
			await page.getByRole("dialog", { name: t("viewer.open.not.title") }).waitFor();
		},
	},
	drawing: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await attachSome(page, t);
			await page
				.getByRole("button", { name: /ventosa_sinistra/ })
				.first()
				.click();
			await page.getByRole("button", { name: t("drawing.open") }).click();
			await page.getByRole("button", { name: t("drawing.arrow.add") }).click();
			for (let i = 0; i < 6; i++) await page.keyboard.press("Shift+ArrowRight");
		},
	},
	"drawing-crop": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await attachSome(page, t);
			await page
				.getByRole("button", { name: /ventosa_sinistra/ })
				.first()
				.click();
			await page.getByRole("button", { name: t("drawing.open") }).click();
			await page.getByRole("button", { name: t("drawing.crop") }).click();
			await page.getByRole("button", { name: t("drawing.corner.topLeft") }).focus();
			for (let i = 0; i < 5; i++) await page.keyboard.press("Shift+ArrowRight");
			for (let i = 0; i < 4; i++) await page.keyboard.press("Shift+ArrowDown");
			await page.keyboard.press("Escape");
		},
	},
	"viewer-draft": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await attachSome(page, t);
			await page
				.getByRole("button", { name: /ventosa_sinistra/ })
				.first()
				.click();
			await page.getByRole("dialog").getByRole("img").waitFor();
		},
	},
	"text150-viewer": {
		query: "as=anna.rossi&still&text=150",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.getByRole("button", { name: t("attachment.open", { name: "ventosa-sinistra.jpg" }) }).click();
			await page.getByRole("dialog").getByRole("img").waitFor();
		},
	},
	"files-pictures": {
		query: "as=luca.bianchi&still",
		do: async (page) => {
			await openRow(page);
			await page.evaluate(() => {
				const photo = { type: "image/jpeg", width: 4032, height: 3024, size: 400_000 };
				window.fake.world.receive(
					1042,
					"anna.rossi",
					"Tutte le ventose.",
					Array.from({ length: 5 }, (_, i) => ({ ...photo, name: `ventosa ${i + 1}.jpg` })),
				);
				window.fake.world.receive(1042, "anna.rossi", "", [
					{ ...photo, name: "alta.jpg", width: 900, height: 2600 },
					{ ...photo, name: "larga.jpg", width: 3600, height: 900 },
				]);
				window.fake.world.receive(1042, "anna.rossi", "", [
					{
						name: "ricette-linea-2-esportate-dal-pannello-il-12-novembre-2025-dopo-il-cambio-formato.csv",
						size: 48_200,
						type: "text/csv",
					},
				]);
			});
			await page.getByRole("button", { name: /ricette-linea-2/ }).waitFor();
		},
	},
	"text150-files": { query: "as=anna.rossi&still&text=150", do: attachSome },
	"text150-console-files": {
		query: "as=luca.bianchi&still&text=150",
		do: async (page, t) => {
			await openRow(page);
			await page.evaluate(choose, 3);
			await page.getByRole("button", { name: t("attachment.add") }).click();
			await page.getByText("registro-plc.log").first().waitFor();
		},
	},
	"contrast-files": { query: "as=anna.rossi&still&contrast=more", do: attachSome },
	verdict: { query: "as=anna.rossi&still", do: openClosed },
	"verdict-fails": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openClosed(page, t);
			await page.getByRole("button", { name: t("verdict.fails") }).click();
			await page.getByRole("textbox", { name: t("verdict.text") }).fill("Dopo dieci minuti si ferma di nuovo.");
		},
	},
	present: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.evaluate(() => {
				window.fake.world.comes(1042, "luca.bianchi", "typing");
				window.fake.world.comes(1042, "giulia.neri", "viewing");
			});
			await page.getByRole("status").getByText("Luca").waitFor();
		},
	},
	"text150-canned": {
		query: "as=luca.bianchi&still&text=150",
		do: async (page, t) => {
			await openRow(page);
			await page.getByRole("textbox", { name: t("composer.reply") }).fill("");
			await page.keyboard.type("/");
			await page.getByRole("listbox", { name: t("canned.title") }).waitFor();
		},
	},
	"text150-verdict": { query: "as=anna.rossi&still&text=150", do: openClosed },
	menu: {
		query: "as=anna.rossi&still&offline",
		do: async (page, t) => page.getByRole("button", { name: t("person.menu", { name: "Anna Rossi" }) }).click(),
	},
	outbox: {
		query: "as=anna.rossi&still&offline",
		do: async (page, t) => {
			await page.evaluate(() => window.fake.world.refuse("ticket_closed"));
			await page.getByRole("button", { name: t("person.menu", { name: "Anna Rossi" }) }).click();
			await page.getByRole("menuitem", { name: /\(1\)/ }).click();
		},
	},
	refused: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.evaluate(() => window.fake.world.refuse("ticket_closed"));
			await page.getByRole("button", { name: t("message.followUp") }).waitFor();
		},
	},
	unread: { query: "as=marco.ferri&still", do: async (page) => page.getByRole("button", { name: /#1040/ }).click() },
	search: {
		query: "as=anna.rossi&still",
		do: async (page, t) => page.getByRole("textbox", { name: t("search.label") }).fill("ventose"),
	},
	"search-none": {
		query: "as=anna.rossi&still",
		do: async (page, t) => page.getByRole("textbox", { name: t("search.label") }).fill("zanzara"),
	},
	empty: { query: "as=anna.rossi&empty", do: async () => {} },
	settings: { query: "as=anna.rossi&still", do: openSettings },
	"settings-work": { query: "as=anna.rossi&still", do: (page, t) => openSettings(page, t, "work") },
	"settings-network": {
		query: "",
		do: async (page, t) => {
			await openSettings(page, t, "network");
			await page.getByText(t("settings.proxy.address"), { exact: true }).click();
			await page.getByRole("textbox", { name: t("settings.proxyAddress") }).fill("proxy.example");
			await page.getByRole("button", { name: t("settings.caFile.choose") }).click();
			await page.getByText(t("settings.proxyAddress.refused")).waitFor();
		},
	},
	"settings-about": { query: "as=anna.rossi&still", do: (page, t) => openSettings(page, t, "about") },
	diagnosis: { query: "as=anna.rossi&still", do: diagnose },
	"diagnosis-offline": {
		query: "as=anna.rossi&still&offline&others=2&notices=1&ahead=7200000",
		do: async (page, t) => {
			await page.evaluate(() => window.fake.world.refuse("ticket_closed"));
			await diagnose(page, t);
			await page.getByRole("button", { name: t("diagnosis.save") }).click();
			await page.getByText(/\.zip$/).waitFor();
		},
	},
	"diagnosis-nobody": { query: "", do: diagnose },
	"diagnosis-end": {
		query: "as=anna.rossi&still&offline&others=2&notices=1",
		do: async (page, t) => {
			await page.evaluate(() => window.fake.world.refuse("ticket_closed"));
			await diagnose(page, t);
			await page.getByText(t("diagnosis.aside.why.corrupt")).scrollIntoViewIfNeeded();
		},
	},
	licences: {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await openSettings(page, t, "licences");
			await page.getByRole("button", { name: /^react / }).click();
		},
	},
	shortcuts: { query: "as=anna.rossi&still", do: async (page) => page.keyboard.press("F1") },
	notices: {
		query: "as=anna.rossi&still&notices&ahead=7200000",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.evaluate(() => window.fake.world.ask(4711));
			await page.getByText(t("notice.missing", { number: 4711 })).waitFor();
			await page.getByRole("button", { name: t("notice.more_other", { count: 8 }) }).click();
		},
	},
	notice: { query: "as=anna.rossi&still&notices=1", do: openFirst },
	"signin-notice": { query: "notices=2", do: async () => {} },
	expired: { query: "as=anna.rossi&still&expired", do: openFirst },
	enter: {
		query: "as=anna.rossi&still&expired",
		do: async (page, t) => {
			await page.getByRole("button", { name: t("banner.signedOut.action") }).click();
			await page
				.getByRole("dialog")
				.getByRole("button", { name: t("signIn.submit") })
				.click();
		},
	},
	disabled: { query: "as=anna.rossi&still&expired&reason=disabled", do: openFirst },
	"proxy-auth": { query: "as=anna.rossi&still&offline&reason=proxy_auth", do: openFirst },
	"signin-proxy": {
		query: "refusing=proxy_auth",
		do: async (page, t) => page.getByText(t("error.proxy_auth")).waitFor(),
	},
	"contrast-operator": { query: "as=anna.rossi&still&contrast=more&offline", do: openFirst },
	"contrast-new": { query: "as=anna.rossi&still&contrast=more", do: fillNew },
	"closed-options": {
		query: "as=anna.rossi&still",
		do: async (page, t) => {
			await page.getByRole("button", { name: t("list.toggleClosed") }).click();
			await page.getByRole("button", { name: /^#1020 / }).click();
			await page.getByRole("button", { name: t("options.title"), exact: true }).click();
		},
	},
	"text150-operator": { query: "as=anna.rossi&still&text=150", do: openFirst },
	"text150-options": {
		query: "as=anna.rossi&still&offline&text=150",
		do: async (page, t) => {
			await openFirst(page, t);
			await page.getByRole("button", { name: t("options.title"), exact: true }).click();
		},
	},
	"text150-new": { query: "as=anna.rossi&still&text=150", do: fillNew },
	"text150-signin": { query: "text=150", do: async () => {} },
	"text150-settings": { query: "as=anna.rossi&still&text=150", do: openSettings },
	"text150-diagnosis": { query: "as=anna.rossi&still&offline&text=150", do: diagnose },
	long: {
		query: "as=wolfgang.lang&still&long",
		do: async (page) => {
			await page.getByRole("button", { name: /^#104812345/ }).click();
			await page.getByRole("log").waitFor();
		},
	},
	"long-options": {
		query: "as=luca.bianchi&still&long",
		do: async (page, t) => {
			await row(page, 104812345).click();
			await page.getByRole("log").waitFor();
			await page.keyboard.press("i");
			await page.getByRole("complementary", { name: t("console.context") }).waitFor();
		},
	},
	filling: { query: "as=anna.rossi&filling&empty", do: async () => {} },
};

async function openSettings(page, t, part = "appearance") {
	await page.getByRole("main").or(page.getByRole("navigation")).first().waitFor();
	await page.keyboard.press("Control+,");
	await page.getByRole("tab", { name: t(`settings.part.${part}`) }).click();
}

async function diagnose(page, t) {
	await page.getByRole("main").or(page.getByRole("navigation")).first().waitFor();
	await page.keyboard.press("F8");
	await page.getByRole("heading", { name: t("diagnosis.versions") }).waitFor();
}

async function fillNew(page, t) {
	await newTicket(page, t);
	// The list of machines is open, and may lie over what comes next.
	await page.keyboard.press("Tab");
	await page.getByText(t("severity.stopped"), { exact: true }).click();
	await page.getByRole("textbox", { name: t("newTicket.description") }).fill("Le ventose perdono gli astucci.");
	await page
		.getByRole("button", { name: t("newTicket.submit") })
		.last()
		.click();
}

/** In the page: what the system's dialog is going to find chosen; with a name that is too long, and what cannot be taken. */
function choose(count) {
	const photo = { type: "image/jpeg", width: 4032, height: 3024 };
	const log = Array.from(
		{ length: 400 },
		(_, i) =>
			`2025-11-12 14:${String(i % 60).padStart(2, "0")}:07 PLC1 E42 vuoto −0,3 bar, ciclo ${18_204 + i}, asse X ${400 + (i % 40)},0 mm, ventosa ${i % 8} fuori soglia`,
	);
	const files = [
		{ ...photo, name: "IMG_20251112_142733_ventosa_sinistra_vista_da_sotto.jpg", size: 4_120_000 },
		{ name: "registro-plc.log", size: 188_000_000, type: "text/plain", text: `${log.join("\n")}…` },
		{ ...photo, name: "pannello.png", type: "image/png", size: 640_000, width: 1280, height: 960, alarm: "E42 VUOTO" },
		{ name: "disegno-ventose.pdf", size: 1_240_000, type: "application/pdf" },
		...Array.from({ length: 16 }, (_, i) => ({ ...photo, name: `foto ${i + 1}.jpg`, size: 3_400_000 + i })),
		{ name: "turno-di-notte.mp4", size: 1_900_000_000, type: "video/mp4", refused: "too_large" },
		{ name: "Schermate del pannello", size: 1, type: "", refused: "folder" },
	];
	window.fake.world.choose(...files.slice(0, count));
}

async function attachSome(page, t, count = 3) {
	await openFirst(page, t);
	await page.evaluate(choose, count);
	await page.getByRole("button", { name: t("attachment.add") }).click();
	await page.getByText("registro-plc.log").first().waitFor();
}

/** Messages with pictures of every shape and number, with and without words and other files. */
async function receiveShapes(page) {
	await page.evaluate(() => {
		const photo = (i, width = 1600, height = 1200) => {
			return { name: `foto-${i}.jpg`, size: 300_000, type: "image/jpeg", width, height };
		};
		const many = (count) => Array.from({ length: count }, (_, i) => photo(i, ...(i % 2 ? [1200, 1600] : [])));
		const csv = { name: "ricette-linea-2-esportate-dal-pannello.csv", size: 48_000, type: "text/csv" };
		const long =
			"Da stamattina la ventosa sinistra perde: prima solo con gli astucci grandi, poi con tutti. Abbiamo pulito il filtro e cambiato il tubo, ma il vuoto resta a −0,3 bar e dopo pochi cicli la macchina si ferma.";
		const says = (by, text, files) => window.fake.world.receive(1042, by, text, files);
		says("luca.bianchi", "", [photo(1)]);
		says("anna.rossi", "È questa.", [photo(2, 1200, 1600)]);
		says("luca.bianchi", long, [photo(3, 1200, 1600)]);
		says("anna.rossi", long, [photo(4)]);
		says("luca.bianchi", "La targa e il manometro: si legge meno di mezzo bar.", [photo(5), photo(6)]);
		says("anna.rossi", "", [photo(7, 2000, 400)]);
		says("luca.bianchi", "", many(3));
		says("anna.rossi", "Tutte le ventose.", many(7));
		says("luca.bianchi", "Con le ricette.", [photo(8), csv]);
		says("anna.rossi", "", [photo(9, 1200, 1600), csv]);
		says("anna.rossi", long, [csv]);
	});
	await page.getByText("Con le ricette.").first().waitFor();
	await page.waitForTimeout(300);
}

/** A message with files that are under way, and one with none of its own words. */
async function sendSome(page, t, box) {
	await attachSome(page, t, 4);
	await page.getByRole("textbox", { name: box }).fill("Ecco tutto, con il registro di stanotte.");
	await page.evaluate(() => window.fake.world.holdFiles());
	await page.keyboard.press("Control+Enter");
	await page.getByRole("log").getByText("Ecco tutto").waitFor();
	await page.evaluate(() => {
		window.fake.world.progress("IMG_20251112_142733_ventosa_sinistra_vista_da_sotto.jpg", 222_000);
		window.fake.world.progress("registro-plc.log", 31_000_000);
		window.fake.world.failFile("disegno-ventose.pdf", "hash_mismatch");
	});
	await page.getByText(t("message.state.waiting")).first().waitFor();
}

/** Files are dragged over the window, as far as a page can be told. */
async function drag(page) {
	await page.evaluate(() => {
		const data = new DataTransfer();
		data.items.add(new File(["x"], "foto.jpg", { type: "image/jpeg" }));
		for (const type of ["dragenter", "dragover"]) {
			const at = document.querySelector("[data-drop]") ?? document.body;
			at.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
		}
	});
	await page.waitForTimeout(100);
	await page.evaluate(() => {
		const data = new DataTransfer();
		data.items.add(new File(["x"], "foto.jpg", { type: "image/jpeg" }));
		document
			.querySelector("[data-drop]")
			?.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
	});
}

/** A ticket's row in the console's list. */
const row = (page, number) => page.getByRole("row", { name: new RegExp(`^#${number} `) });

/** The ticket of Anna's company that was closed last. */
async function openClosed(page, t) {
	await page.getByRole("button", { name: t("list.toggleClosed") }).click();
	await page.getByRole("button", { name: /^#1020 / }).click();
	await page.getByText(t("verdict.question")).waitFor();
}

async function openRow(page) {
	await row(page, 1042).click();
	await page.getByRole("log").waitFor();
}

async function openFirst(page) {
	await page.getByRole("button", { name: /#1042/ }).click();
	await page.getByRole("log").waitFor();
}

async function newTicket(page, t) {
	await page.getByRole("button", { name: t("newTicket.submit") }).click();
	await page.getByRole("heading", { name: t("newTicket.title") }).waitFor();
}

// Built as it is shipped, with its policy, but for the invented program in it.
process.env.NODE_ENV = "development";
const outDir = fileURLToPath(new URL("../../out/screens-build/", import.meta.url));
await build({ mode: "development", logLevel: "error", build: { outDir, emptyOutDir: true } });
execFileSync("node", [fileURLToPath(new URL("../../scripts/licences.mjs", import.meta.url)), `${outDir}licences.json`]);
const server = await preview({ logLevel: "error", build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
const address = server.resolvedUrls.local[0];
const browser = await openBrowser();
mkdirSync(out, { recursive: true });

let failed = 0;
for (const [name, screen] of Object.entries(screens)) {
	const all = { wide: WIDE, narrow: NARROW, zoomed: ZOOMED, ...(screen.hd ? { hd: HD } : {}) };
	const sizes = screen.tall ? { wide: { ...WIDE, height: 3600 }, narrow: { ...NARROW, height: 3600 } } : all;
	for (const [size, viewport] of Object.entries(sizes)) {
		for (const language of ["it", "en"]) {
			for (const theme of ["light", "dark"]) {
				const file = `${name}-${size}-${language}-${theme}`;
				if (!only.test(file)) continue;
				// Its own clock, at a moment at which the invented content reads as drawn.
				const context = await browser.newContext({ viewport, timezoneId: "Europe/Rome", reducedMotion: "reduce" });
				const page = await context.newPage();
				page.setDefaultTimeout(8000);
				page.on("pageerror", (error) => console.error(file, error));
				page.on("console", (message) => message.type() === "error" && console.error(file, message.text()));
				await page.clock.setFixedTime(new Date(NOW));
				try {
					await page.goto(`${address}?${screen.query}&lang=${language}&theme=${theme}`);
					await page.getByRole("main").or(page.getByRole("navigation")).first().waitFor();
					await screen.do(page, words(catalogues[language]));
					await page.evaluate(() => document.fonts.ready);
					await page.waitForTimeout(250);
					await page.screenshot({ path: `${out}${file}.png` });
				} catch (error) {
					failed++;
					console.error(file, String(error).split("\n")[0]);
				}
				await context.close();
			}
		}
	}
}
await browser.close();
await server.close();
console.log(failed ? `${failed} screens failed` : `drawn into ${out}`);
process.exitCode = failed ? 1 : 0;
