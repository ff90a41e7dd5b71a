import { act, createEvent, fireEvent, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { expect, test, vi } from "vitest";
import { card, mount, OPERATOR, row, TECHNICIAN, words } from "./mount";

/** Contrast is computed from the tokens in its own test: nothing is painted here. */
async function faults(): Promise<string[]> {
	const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
	return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 160)}`));
}

type View = Awaited<ReturnType<typeof mount>>;
const press = async ({ user }: View, name: string | RegExp) => user.click(await screen.findByRole("button", { name }));

/** A ticket in front of the support. */
async function support(number: number): Promise<View> {
	const view = await mount(TECHNICIAN);
	act(() => view.program.place.open(`t-${number}`));
	await screen.findByRole("log");
	return view;
}

const PHOTO = { name: "foto.jpg", size: 4_000_000, type: "image/jpeg", width: 1200, height: 900 };
const LOG = { name: "registro.log", size: 40_000, type: "text/plain", text: "E42" };

/** A picture that has loaded; jsdom loads none. */
class Loaded {
	naturalWidth = 1200;
	naturalHeight = 900;
	onload: (() => void) | null = null;
	set src(_: string) {
		queueMicrotask(() => this.onload?.());
	}
}

/** The ticket's picture in front, with another one after it. */
async function picture(): Promise<View> {
	const view = await mount(OPERATOR);
	act(() => view.program.place.open("t-1042"));
	await screen.findByRole("log");
	act(() => view.bridge.world.receive(1042, "luca.bianchi", "Anche questa.", [PHOTO]));
	await press(view, /^Apri foto\.jpg/);
	await screen.findByRole("dialog", { name: "foto.jpg" });
	return view;
}

const screens: Record<string, () => Promise<unknown>> = {
	"sign-in": async () => {
		const view = await mount({ settings: {} });
		await press(view, words("signIn.submit"));
		await screen.findByText(words("signIn.login.required"));
	},
	"change of password": async () => {
		const view = await mount({ ...OPERATOR, mustChangePassword: true });
		await press(view, words("password.submit"));
	},
	"list and conversation": async () => {
		const view = await mount({ ...OPERATOR, online: false });
		await view.user.click(await card(1042));
		await press(view, words("options.title"));
		await screen.findByRole("complementary");
		await press(view, words("list.toggleClosed"));
	},
	"a refused message": async () => {
		const view = await mount(OPERATOR);
		await view.user.click(await card(1042));
		view.bridge.world.refuse("ticket_closed");
		await press(view, words("message.followUp")).catch(() => {});
	},
	"search results": async () => {
		const view = await mount(OPERATOR);
		await view.user.type(await screen.findByRole("textbox", { name: words("search.label") }), "ventose");
		await screen.findByText("ventose", { selector: "mark" });
	},
	"the person's menu": async () => {
		const view = await mount(OPERATOR);
		await press(view, words("person.menu", { name: "Anna Rossi" }));
		await screen.findByRole("menu");
	},
	...Object.fromEntries(
		(["appearance", "work", "network", "about", "licences"] as const).map((part) => [
			`the settings: ${part}`,
			async () => {
				const view = await mount(OPERATOR);
				await view.user.keyboard("{Control>},{/Control}");
				await view.user.click(await screen.findByRole("tab", { name: words(`settings.part.${part}`) }));
				if (part === "network") {
					await view.user.click(screen.getByRole("radio", { name: words("settings.proxy.address") }));
					await view.user.type(screen.getByRole("textbox", { name: words("settings.proxyAddress") }), "no{Enter}");
					await screen.findByText(words("settings.proxyAddress.refused"));
				}
			},
		]),
	),
	"the diagnosis": async () => {
		const view = await mount({ ...OPERATOR, online: false, othersWaiting: 2 });
		await card(1042);
		await view.user.keyboard("{F8}");
		vi.spyOn(view.bridge.diagnosis, "save").mockRejectedValueOnce({ code: "storage" });
		await press(view, words("diagnosis.save"));
		await screen.findByText(words("diagnosis.save.failed"));
	},
	"the sheet of keys": async () => {
		const view = await mount(OPERATOR);
		await view.user.keyboard("{F1}");
		await screen.findByRole("dialog");
	},
	"entering again": async () => {
		const view = await mount({ ...OPERATOR, expired: true });
		await press(view, words("banner.signedOut.action"));
		await view.user.keyboard("{Enter}");
		await screen.findByText(words("signIn.password.required"));
	},
	notices: async () => {
		const notice = { person: "Sara Conti", count: 2, file: "/dati/rovinato.db", tickets: [] };
		const view = await mount({
			...OPERATOR,
			clockAhead: 7_200_000,
			notices: [
				{ ...notice, id: "1", kind: "outbox_salvaged" },
				{ ...notice, id: "2", kind: "person_disabled" },
			],
		});
		await press(view, /Mostra altri/);
	},
	"a sign-in that failed": async () => {
		await mount({ refusing: "proxy_auth" });
		await screen.findByText(words("error.proxy_auth"));
	},
	"an access that has ended": async () => {
		await mount({ ...OPERATOR, expired: true, reason: "disabled" });
		await screen.findByText(words("banner.disabled"));
	},
	"a new support request": async () => {
		const view = await mount(OPERATOR);
		await press(view, words("newTicket.submit"));
		await screen.findByRole("heading", { name: words("newTicket.title") });
		await press(view, words("newTicket.submit"));
		await view.user.type(screen.getByRole("combobox", { name: words("machine.of") }), "24-01");
		await screen.findAllByRole("option");
	},
	"a new callback": async () => {
		const view = await mount(OPERATOR);
		await press(view, words("newTicket.submit"));
		await view.user.click(await screen.findByRole("tab", { name: new RegExp(words("kind.callback")) }));
		await press(view, words("newTicket.submit"));
	},
	"the support's ticket": async () => {
		const view = await support(1042);
		await press(view, words("composer.note"));
		act(() => {
			view.bridge.world.comes(1042, "giulia.neri", "typing_note");
			view.bridge.world.comes(1042, "anna.rossi", "viewing");
		});
		await screen.findByText("Anna sta guardando");
	},
	"canned replies": async () => {
		const view = await support(1042);
		await view.user.type(screen.getByRole("textbox", { name: words("composer.reply") }), "/");
		await screen.findByRole("listbox", { name: words("canned.title") });
	},
	"what is asked before a reply goes": async () => {
		const view = await support(1042);
		await view.user.click(screen.getByRole("textbox", { name: words("composer.reply") }));
		await view.user.paste("Prima di spedire controlla il lotto: {giorno}");
		act(() => view.bridge.world.receive(1042, "anna.rossi", "Pronto?"));
		await screen.findByText("Pronto?");
		await press(view, words("action.send"));
		await screen.findByRole("alertdialog");
	},
	"closing a ticket": async () => {
		const view = await support(1042);
		await press(view, words("close.action"));
		const dialog = within(await screen.findByRole("dialog"));
		await view.user.click(dialog.getByRole("button", { name: words("close.confirm") }));
		await view.user.click(dialog.getByRole("combobox"));
		await screen.findAllByRole("option");
	},
	"a call": async () => {
		const view = await support(1042);
		await press(view, words("call.action"));
		const dialog = within(await screen.findByRole("dialog"));
		await view.user.click(dialog.getByRole("radio", { name: words("call.again.other") }));
		await view.user.click(dialog.getByRole("button", { name: words("call.save") }));
	},
	"joining two tickets": async () => {
		const view = await support(1040);
		await press(view, words("ticket.more"));
		await view.user.click(await screen.findByRole("menuitem", { name: words("join.action") }));
		const dialog = within(await screen.findByRole("dialog"));
		await view.user.type(dialog.getByRole("combobox"), "1042{Enter}");
		await dialog.findByText(words("join.stays"));
	},
	"a ticket for a caller": async () => {
		const view = await mount(TECHNICIAN);
		act(() => view.program.place.newTicket());
		await view.user.type(await screen.findByRole("combobox", { name: words("machine.company") }), "trem{Enter}");
		await view.user.click(await screen.findByRole("combobox", { name: new RegExp(`^${words("caller.person")}`) }));
		await screen.findByRole("option", { name: "Marco Ferri" });
	},
	"a machine that does not run": async () => {
		const view = await mount(OPERATOR);
		act(() => view.program.place.open("t-1020"));
		await press(view, words("verdict.fails"));
	},
	"files of a draft": async () => {
		const view = await mount(OPERATOR);
		act(() => view.program.place.open("t-1042"));
		await screen.findByRole("log");
		view.bridge.world.choose(PHOTO, LOG, { ...LOG, name: "film.mp4", refused: "too_large" });
		await press(view, words("attachment.add"));
		await screen.findByText(/^film\.mp4 è troppo grande/);
	},
	"files of a note": async () => {
		const view = await support(1042);
		await press(view, words("composer.note"));
		view.bridge.world.choose(PHOTO, LOG);
		await press(view, words("attachment.add"));
		await screen.findByRole("list", { name: words("attachment.list") });
	},
	"files of a new ticket": async () => {
		const view = await mount(OPERATOR);
		await press(view, words("newTicket.submit"));
		view.bridge.world.choose(PHOTO);
		await press(view, new RegExp(words("newTicket.files.add")));
		await screen.findByRole("checkbox");
	},
	"files in the conversation": async () => {
		const view = await mount(OPERATOR);
		act(() => view.program.place.open("t-1042"));
		await screen.findByRole("log");
		view.bridge.world.choose(PHOTO, LOG);
		view.bridge.world.holdFiles();
		await press(view, words("attachment.add"));
		await screen.findByRole("checkbox");
		await press(view, words("action.send"));
		await screen.findByRole("button", { name: /^Apri registro/ });
		act(() => {
			view.bridge.world.progress(PHOTO.name, 100_000);
			view.bridge.world.failFile(LOG.name, "not_found");
		});
		await press(view, words("options.title"));
		await screen.findByRole("button", { name: words("attachment.retry") });
	},
	"a picture that is looked at": async () => {
		await picture();
	},
	"the beginning of a text": async () => {
		const view = await mount(OPERATOR);
		act(() => view.program.place.open("t-1042"));
		await screen.findByRole("log");
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [LOG]));
		await press(view, /^Apri registro/);
		await screen.findByText("E42");
	},
	"what is asked before a file is opened": async () => {
		await press(await picture(), words("viewer.open"));
		await screen.findByRole("dialog", { name: words("viewer.open.title") });
	},
	"a picture that is drawn on": async () => {
		vi.stubGlobal("Image", Loaded);
		vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
		const view = await mount(OPERATOR);
		act(() => view.program.place.open("t-1042"));
		await screen.findByRole("log");
		view.bridge.world.choose(PHOTO);
		await press(view, words("attachment.add"));
		await press(view, /^foto\.jpg/);
		await press(view, words("drawing.open"));
		await press(view, words("drawing.arrow.add"));
		await screen.findByRole("button", { name: words("drawing.arrow.head", { number: 1 }) });
	},
	"files dragged over the window": async () => {
		await support(1042);
		const event = createEvent.dragEnter(document.body, { dataTransfer: { types: ["Files"] } });
		fireEvent(document.body, event);
		await screen.findByText(words("drop.note.to", { number: 1042 }));
	},
	"what somebody wrote with marks": async () => {
		const view = await mount(OPERATOR);
		act(() => view.program.place.open("t-1042"));
		await screen.findByRole("log");
		act(() =>
			view.bridge.world.receive(
				1042,
				"luca.bianchi",
				"**Prima**:\n- uno\n  1. due\n\n```gcode\nG0 X1\n```\n[manuale](https://x.example) e `F2`",
			),
		);
		await screen.findByText("Prima");
	},
	"the console": async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("jj");
		await screen.findByText("Ricambi in viaggio");
	},
	"the console with some selected": async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("j{Shift>}jj{/Shift}");
		await screen.findByRole("toolbar", { name: words("console.batch") });
	},
	"what was done to many": async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("j{Shift>}jj{/Shift}t");
		await screen.findByText(/era già così/);
	},
	"the console's context": async () => {
		const { user } = await mount(TECHNICIAN);
		await user.click(await row(1040));
		await screen.findByRole("log");
		await user.keyboard("i");
		await screen.findByText(/Persone di/);
	},
	"the console's filters": async () => {
		const view = await mount(TECHNICIAN);
		await row(1042);
		await view.user.keyboard("f");
		await view.user.click(await screen.findByRole("option", { name: words("severity.stopped") }));
	},
	"the companies to filter by": async () => {
		const view = await mount(TECHNICIAN);
		await row(1042);
		await press(view, words("console.filter.by", { words: words("console.filter.companyIds") }));
		await screen.findByRole("option", { name: "Alborea Cosmesi" });
	},
	"filters that nothing meets": async () => {
		const { program } = await mount(TECHNICIAN);
		await row(1042);
		await program.console.value.list.filter({ companyIds: ["co-alborea-cosmesi"], text: "ventose" });
		await screen.findByText(words("console.empty.filtered"));
	},
	"the palette": async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("j{Control>}k{/Control}");
		await user.type(await screen.findByRole("combobox", { name: words("palette.open") }), "chi");
		await screen.findByRole("group", { name: words("palette.foundTickets") });
	},
	"the console's sheet of keys": async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("?");
		await screen.findByRole("dialog");
	},
	"the form of canned replies": async () => {
		const view = await mount(TECHNICIAN);
		await row(1042);
		view.program.dialogs.show("canned");
		await press(view, words("cannedReplies.new"));
		await press(view, words("cannedReplies.save"));
		await screen.findByText(words("cannedReplies.name.required"));
	},
	"whom to assign to": async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("ja");
		await screen.findByRole("dialog");
	},
	"closing many": async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("j{Shift>}j{/Shift}c");
		await screen.findByRole("dialog");
	},
};

// It looks at every style of every element, and a table has many: on a busy machine that takes its time.
const PATIENCE = 180_000;

test.each(Object.keys(screens))(
	"axe finds nothing on %s, in either theme",
	async (name) => {
		await screens[name]?.();
		for (const theme of ["light", "dark"]) {
			document.documentElement.dataset.theme = theme;
			expect(await faults()).toEqual([]);
		}
	},
	PATIENCE,
);
