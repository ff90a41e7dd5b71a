import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../src/bridge/fake/fake";
import { mount, row, TECHNICIAN, words } from "./mount";

const grid = () => screen.getByRole("grid");
/** The numbers of the rows in sight, from the top. */
const numbers = () =>
	[...document.querySelectorAll("[role=row][aria-label]")].map((r) =>
		Number(/^#(\d+)/.exec(r.getAttribute("aria-label") ?? "")?.[1]),
	);
/** The row that the keys are on. */
const current = () => document.getElementById(grid().getAttribute("aria-activedescendant") ?? "");
const currentNumber = () => /^#(\d+)/.exec(current()?.getAttribute("aria-label") ?? "")?.[1];
const queue = (name: string) => screen.getByRole("button", { name: new RegExp(`^${name} ?\\d*$`) });

async function open() {
	const view = await mount(TECHNICIAN);
	await row(1045);
	return view;
}

describe("the console", () => {
	test("comes in place of the desk, with every queue and how many are in it", async () => {
		await open();
		const pane = screen.getByRole("navigation", { name: words("console.queues") });
		await within(pane).findByText("Ricambi in viaggio");
		expect(pane.textContent).toBe(
			"CodeDa prendere4I miei9Da chiamare2In attesa6Tutti gli aperti23Chiusi59" +
				"Filtri salvatiFerme, da prendere2AV-120, ventose3Ricambi in viaggio1",
		);
	});

	test("counts on while things happen", async () => {
		const { bridge } = await open();
		await bridge.support.take("t-1045");
		await waitFor(() => expect(queue(words("queue.mine")).textContent).toContain("10"));
		await waitFor(() => expect(queue(words("queue.toTake")).textContent).toContain("3"));
	});

	test("says the wait of each ticket as a clock, to readers too", async () => {
		await open();
		const urgency = async (number: number) =>
			(await row(number)).querySelector("[data-urgency]")?.getAttribute("data-urgency");
		expect(await urgency(1045)).toBe("due");
		expect(await urgency(1041)).toBe("half");
		expect(await urgency(1047)).toBe("plain");
		expect(await urgency(1033)).toBe("paused");
		expect((await row(1045)).getAttribute("aria-label")).toMatch(
			/^#1045 Fotocellula d’ingresso cieca, linea 4, Macchina ferma, Nuovo, Conserve Altera, Dario Greco, da assegnare, oltre il tempo di risposta, aspetta da 38.min, 1 messaggio non letto$/,
		);
	});

	test("is walked, opened and left by keys alone", async () => {
		const { user } = await open();
		await user.keyboard("j");
		expect(currentNumber()).toBe("1045");
		expect(document.activeElement).toBe(grid());
		await user.keyboard("jj");
		expect(currentNumber()).toBe("1042");
		await user.keyboard("k{ArrowUp}{ArrowDown}j{Enter}");
		const log = await screen.findByRole("log");
		await waitFor(() => expect(document.activeElement).toBe(log));
		expect((await row(1042)).getAttribute("aria-current")).toBe("true");
		await user.keyboard("{Escape}");
		await waitFor(() => expect(document.activeElement).toBe(grid()));
		expect(currentNumber()).toBe("1042");
		expect(screen.getByRole("log")).toBeTruthy();
	});

	test("leaves the box for its ticket by Escape, and the ticket for the list", async () => {
		const { user } = await open();
		await user.keyboard("jj{Enter}");
		const log = await screen.findByRole("log");
		await waitFor(() => expect(document.activeElement).toBe(log));
		await user.keyboard("r");
		const box = await screen.findByRole("textbox", { name: words("composer.reply") });
		await waitFor(() => expect(document.activeElement).toBe(box));
		await user.keyboard("{Escape}");
		expect(document.activeElement).toBe(log);
		await user.keyboard("{Escape}");
		await waitFor(() => expect(document.activeElement).toBe(grid()));
	});

	test("has the keys at the first row of a queue, wherever they were before", async () => {
		const { user } = await open();
		await user.keyboard("gm");
		await waitFor(() => expect(numbers()).not.toContain(1045));
		await waitFor(() => expect(document.activeElement).toBe(grid()));
		await waitFor(() => expect(currentNumber()).toBe(String(numbers()[0])));
	});

	test("opens the first row of a queue that is only being read, once it is there", async () => {
		const { user, bridge, program } = await open();
		const list = bridge.console.list;
		const waiting: (() => void)[] = [];
		const slowly = () =>
			vi.spyOn(bridge.console, "list").mockImplementation(async (query) => {
				await new Promise<void>((go) => waiting.push(go));
				return list(query);
			});
		const slow = slowly();
		const read = () =>
			act(async () => {
				for (const go of waiting.splice(0)) go();
			});
		await user.keyboard("gm{Enter}");
		expect(program.place.value.place.screen).toBe("list");
		slow.mockRestore();
		await read();
		const log = await screen.findByRole("log");
		await waitFor(() => expect(document.activeElement).toBe(log));
		expect(program.place.value.place).toMatchObject({ id: "t-1042" });
		// Whoever has gone on meanwhile is not fetched back.
		const again = slowly();
		await user.keyboard("gc{Enter}gm");
		again.mockRestore();
		await read();
		await waitFor(() => expect(document.activeElement).toBe(grid()));
		await waitFor(() => expect(program.console.value.list.reading).toBe(false));
		expect(program.place.value.place).toMatchObject({ id: "t-1042" });
	});

	test("goes from queue to queue by g and a letter, and to a saved filter by its place", async () => {
		const { user, program } = await open();
		await user.keyboard("gm");
		await waitFor(() => expect(numbers()).not.toContain(1045));
		expect(screen.getByRole("heading", { level: 1, name: "9 tuoi" })).toBeTruthy();
		await user.keyboard("gh");
		await screen.findByRole("heading", { level: 1, name: "2 da chiamare" });
		await user.keyboard("g1");
		await screen.findByRole("heading", { level: 1, name: "2 ticket" });
		expect(numbers()).toEqual([1045, 1047]);
		expect(program.console.value.where).toEqual({ filterId: "f-1" });
	});

	test("leaves keys to whoever types", async () => {
		const { user, program } = await open();
		await user.keyboard("/");
		const box = screen.getByRole("textbox", { name: words("console.filter.text.label") });
		await waitFor(() => expect(document.activeElement).toBe(box));
		await user.keyboard("gj");
		expect(box).toHaveProperty("value", "gj");
		expect(program.console.value.list.value.cursor).toBe("");
		await user.clear(box);
		await user.keyboard("ventose");
		await waitFor(() => expect(numbers()).toEqual([1042]));
		await user.keyboard("{Enter}{Enter}");
		await screen.findByRole("log");
		await user.keyboard("/");
		await waitFor(() => expect(document.activeElement).toBe(box));
		expect(box).toHaveProperty("value", "ventose");
	});

	test("acts on the row under the keys in the list, and on the ticket in front elsewhere", async () => {
		const { user, bridge, program } = await open();
		await user.keyboard("jj{Enter}");
		await screen.findByRole("log");
		await waitFor(() => expect(program.front.value?.value.detail).toBeTruthy());
		await user.keyboard("{Escape}");
		await waitFor(() => expect(document.activeElement).toBe(grid()));
		await user.keyboard("kt");
		await waitFor(async () => expect((await bridge.tickets.get("t-1045")).assignee).toBe("Luca Bianchi"));
		expect((await bridge.tickets.get("t-1041")).assignee).toBe("Giulia Neri");
		screen.getByRole("log").focus();
		await user.keyboard("w");
		await waitFor(async () => expect((await bridge.tickets.get("t-1041")).status).toBe("waiting"));
	});
});

describe("many at once", () => {
	test("are selected by keys, taken as one, and those left out are named", async () => {
		const { user, bridge } = await open();
		await user.keyboard("j{Shift>}jj{/Shift}");
		await screen.findByText(words("console.selected_other", { count: 3 }));
		expect((await row(1041)).getAttribute("aria-selected")).toBe("true");
		await user.keyboard("t");
		await screen.findByText("2 ticket presi in carico. #1042 era già così.");
		expect((await bridge.tickets.get("t-1041")).assignee).toBe("Luca Bianchi");
		expect(screen.queryByRole("toolbar", { name: words("console.batch") })).toBeNull();
	});

	test("are assigned from the bar", async () => {
		const { user, bridge } = await open();
		await user.keyboard("jx{ArrowDown}{ArrowDown}x");
		await user.click(await screen.findByRole("button", { name: words("assign.menu") }));
		const dialog = await screen.findByRole("dialog", { name: words("console.assign.titleMany_other", { count: 2 }) });
		await user.click(within(dialog).getByRole("option", { name: "Paolo Serra" }));
		await screen.findByText(words("console.done.assign_other", { count: 2 }));
		expect((await bridge.tickets.get("t-1045")).assignee).toBe("Paolo Serra");
		expect((await bridge.tickets.get("t-1042")).assignee).toBe("Paolo Serra");
	});

	test("get another status from the bar, and those that have it already are named", async () => {
		const { user, bridge } = await open();
		await user.keyboard("j{Shift>}jjjj{/Shift}");
		const bar = await screen.findByRole("toolbar", { name: words("console.batch") });
		await user.click(within(bar).getByRole("button", { name: words("status.change") }));
		await user.click(await screen.findByRole("menuitem", { name: words("command.wait") }));
		await screen.findByText(/#1033/);
		expect((await bridge.tickets.get("t-1041")).status).toBe("waiting");
	});

	test("are assigned by keys alone, to oneself first", async () => {
		const { user, bridge } = await open();
		await user.keyboard("j{Shift>}j{/Shift}a");
		await screen.findByRole("dialog", { name: words("console.assign.titleMany_other", { count: 2 }) });
		await user.keyboard("{Enter}");
		await waitFor(async () => expect((await bridge.tickets.get("t-1041")).assignee).toBe("Luca Bianchi"));
	});

	test("are closed in a dialog that says why it could not, and nothing of what failed before it", async () => {
		const { user, bridge } = await open();
		const batch = vi.spyOn(bridge.console, "batch").mockRejectedValue({ code: "storage" });
		await user.keyboard("j{Shift>}j{/Shift}t");
		await screen.findByText(words("dialog.failed", { reason: words("error.storage") }));
		await user.keyboard("c");
		const dialog = within(await screen.findByRole("dialog"));
		expect(dialog.queryByText(words("error.storage"))).toBeNull();
		await user.type(dialog.getByRole("textbox", { name: words("close.resolution") }), "Pulite.");
		await user.click(dialog.getByRole("combobox", { name: words("close.cause") }));
		await user.keyboard("usu{Enter}{Control>}{Enter}{/Control}");
		expect(await dialog.findByText(words("error.storage"))).toBeTruthy();
		expect(batch).toHaveBeenCalledTimes(2);
		await user.type(dialog.getByRole("textbox", { name: words("close.resolution") }), "!");
		expect(dialog.queryByText(words("error.storage"))).toBeNull();
	});

	test("are closed with one resolution and one cause, which must be written", async () => {
		const { user, bridge } = await open();
		await user.keyboard("j{Shift>}j{/Shift}c");
		const dialog = await screen.findByRole("dialog");
		const confirm = within(dialog).getByRole("button", { name: words("console.close.confirm_other", { count: 2 }) });
		await user.click(confirm);
		expect(await within(dialog).findByText(words("close.fault"))).toBeTruthy();
		await user.type(within(dialog).getByRole("textbox", { name: words("close.resolution") }), "Fotocellule pulite.");
		await user.click(confirm);
		const cause = within(dialog).getByRole("combobox", { name: words("close.cause") });
		await waitFor(() => expect(document.activeElement).toBe(cause));
		expect((await bridge.tickets.get("t-1045")).status).toBe("new");
		await user.keyboard("usu{Enter}");
		await user.keyboard("{Control>}{Enter}{/Control}");
		await screen.findByText(words("console.done.close_other", { count: 2 }));
		expect(await bridge.tickets.get("t-1045")).toMatchObject({ status: "closed", cause: "Usura" });
		expect((await bridge.tickets.get("t-1041")).resolution).toBe("Fotocellule pulite.");
	});
});

describe("filters", () => {
	test("are chosen, said, kept under a name, and each can be taken away", async () => {
		const { user } = await open();
		const by = words("console.filter.by", { words: words("console.filter.companyIds") });
		await user.click(screen.getByRole("button", { name: by }));
		await user.click(await screen.findByRole("option", { name: "Alborea Cosmesi" }));
		await user.keyboard("{Escape}");
		await waitFor(() => expect(numbers()).toEqual([1038, 1034, 1023]));
		await user.keyboard("{Shift>}s{/Shift}");
		const dialog = await screen.findByRole("dialog", { name: words("console.filter.save.title") });
		await user.type(within(dialog).getByRole("textbox"), "Creme");
		await user.keyboard("{Enter}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(queue("Creme").getAttribute("aria-current")).toBe("true");
		await user.click(screen.getByRole("button", { name: words("console.filter.take", { words: "Alborea Cosmesi" }) }));
		expect(await screen.findByRole("button", { name: words("console.filter.update", { name: "Creme" }) })).toBeTruthy();
	});

	test.each(["/", "f"])("are not asked for by %s while rows are selected, nor once they no longer are", async (key) => {
		const { user, program } = await open();
		await user.keyboard(`jx${key}`);
		await user.keyboard("{Shift>}X{/Shift}j");
		expect(program.console.value.list.value.selected.size).toBe(0);
		expect(document.activeElement).toBe(grid());
		await user.keyboard(key);
		await waitFor(() => expect(document.activeElement).not.toBe(grid()));
	});

	test("that are saved say why they could not be changed, and keep what is filtered by", async () => {
		const { user, bridge, program } = await open();
		await user.click(queue("Ferme, da prendere"));
		await act(() => program.console.value.list.filter({ companyIds: ["co-alborea-cosmesi"] }));
		vi.spyOn(bridge.console, "saveFilter").mockRejectedValueOnce({ code: "storage" });
		const update = { name: words("console.filter.update", { name: "Ferme, da prendere" }) };
		await user.click(await screen.findByRole("button", update));
		await screen.findByText(words("dialog.failed", { reason: words("error.storage") }));
		await user.click(screen.getByRole("button", update));
		await waitFor(() => expect(screen.queryByRole("button", update)).toBeNull());
		expect(screen.queryByText(words("dialog.failed", { reason: words("error.storage") }))).toBeNull();
	});

	test("that nothing meets say which to loosen, and one press does", async () => {
		const { user, program } = await open();
		void program.console.value.list.filter({ companyIds: ["co-alborea-cosmesi"], text: "ventose" });
		const loosen = await screen.findByRole("button", { name: words("console.loosen", { words: "«ventose»", n: 3 }) });
		await user.click(loosen);
		await waitFor(() => expect(numbers()).toEqual([1038, 1034, 1023]));
	});

	test("that are saved are renamed, moved and given up in their menu", async () => {
		const { user } = await open();
		const menu = (name: string) => screen.getByRole("button", { name: words("console.filter.menu", { name }) });
		await screen.findByText("Ricambi in viaggio");
		await user.click(menu("Ricambi in viaggio"));
		await user.click(await screen.findByRole("menuitem", { name: words("console.filter.up") }));
		const order = () => screen.getAllByRole("button", { name: /: azioni$/ }).map((b) => b.getAttribute("aria-label"));
		await waitFor(() => expect(order()[1]).toContain("Ricambi"));
		await user.click(menu("Ricambi in viaggio"));
		await user.click(await screen.findByRole("menuitem", { name: words("console.filter.remove") }));
		const dialog = await screen.findByRole("dialog", { name: words("console.filter.remove.title") });
		await user.click(within(dialog).getByRole("button", { name: words("console.filter.remove") }));
		await waitFor(() => expect(screen.queryByText("Ricambi in viaggio")).toBeNull());
	});

	test("that are saved change places by keys, and the keys stay with the one that is moved", async () => {
		const { user } = await open();
		await screen.findByText("Ricambi in viaggio");
		const order = () => screen.getAllByRole("button", { name: /: azioni$/ }).map((b) => b.getAttribute("aria-label"));
		queue("Ferme, da prendere").focus();
		await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
		await waitFor(() => expect(order()[1]).toContain("Ferme, da prendere"));
		await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
		await waitFor(() => expect(order()[2]).toContain("Ferme, da prendere"));
		await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
		await waitFor(() => expect(order()[1]).toContain("Ferme, da prendere"));
		expect(document.activeElement).toBe(queue("Ferme, da prendere"));
		await user.keyboard("?");
		const sheet = await screen.findByRole("dialog", { name: words("shortcuts.title") });
		expect(within(sheet).getByText(words("sheet.moveFilter")).parentElement?.textContent).toContain("Alt↑");
	});
});

describe("the context", () => {
	async function context(number: number) {
		const view = await open();
		await view.user.click(await row(number));
		await screen.findByRole("log");
		await view.user.keyboard("i");
		const pane = await screen.findByRole("complementary", { name: words("console.context") });
		await within(pane).findByText(new RegExp(words("console.people", { company: "" })));
		return { ...view, pane };
	}

	test("has the machine, its history with causes, similar cases, the company's others and its people", async () => {
		const { pane, user } = await context(1042);
		expect(within(pane).getByRole("heading", { name: "Astucciatrice 2" })).toBeTruthy();
		expect(within(pane).getByText("Presa astucci irregolare").parentElement?.textContent).toContain("Causa: ");
		expect(within(pane).getByText(words("console.in90Days_one", { count: 1 }))).toBeTruthy();
		expect(await within(pane).findByText(/Ventose VS-40 del lotto 2231 sostituite/)).toBeTruthy();
		expect(pane.textContent).toContain("Altri aperti di Biscotti Tremolino2");
		await user.click(within(pane).getByRole("button", { name: /Il film si strappa/ }));
		expect(await screen.findByRole("heading", { level: 1, name: /#1040/ })).toBeTruthy();
	});

	test("calls, and copies the number by a key", async () => {
		const { pane, user, bridge } = await context(1040);
		await user.click(
			within(pane).getByRole("button", { name: words("console.callNumber", { phone: "059 555 0142" }) }),
		);
		expect(bridge.world.done).toContain("link tel:+390595550142");
		await user.keyboard("y");
		await screen.findByText(words("console.copied", { number: "+390595550142" }));
		expect(await navigator.clipboard.readText()).toBe("+390595550142");
		await user.keyboard("p");
		expect(bridge.world.done.filter((one) => one.startsWith("link tel:"))).toHaveLength(2);
	});

	test("is left by Escape, and walked by arrows", async () => {
		const { pane, user } = await context(1042);
		expect(document.activeElement).toBe(pane);
		await user.keyboard("{ArrowDown}{ArrowDown}");
		expect(pane.contains(document.activeElement)).toBe(true);
		expect(document.activeElement).not.toBe(pane);
		await user.keyboard("{Escape}{Escape}");
		await waitFor(() => expect(screen.queryByRole("complementary", { name: words("console.context") })).toBeNull());
	});

	test("comes along to another ticket, and leaves the keys in the list one goes through", async () => {
		const { pane, user } = await context(1042);
		await user.click(await row(1040));
		await waitFor(() => expect(pane.isConnected).toBe(false));
		const next = await screen.findByRole("complementary", { name: words("console.context") });
		await within(next).findByText(new RegExp(words("console.people", { company: "" })));
		expect(document.activeElement).toBe(grid());
	});

	test("says why no ticket can be opened for one of its people, and opens it once it can", async () => {
		const { pane, user, bridge } = await context(1042);
		const [begin] = within(pane).getAllByRole("button", {
			name: new RegExp(words("console.person.new", { name: ".+" })),
		});
		if (!begin) throw new Error("nobody");
		vi.spyOn(bridge.compose, "newTicketDraft").mockRejectedValueOnce({ code: "storage" });
		await user.click(begin);
		await within(pane).findByText(words("dialog.failed", { reason: words("error.storage") }));
		await user.click(begin);
		await screen.findByRole("heading", { name: words("newTicket.title") });
	});

	test("says when it cannot be read", async () => {
		const bridge = fakeBridge(TECHNICIAN);
		const { user } = await mount(TECHNICIAN, bridge);
		await user.click(await row(1042));
		await screen.findByRole("log");
		vi.spyOn(bridge.console, "context").mockRejectedValueOnce({ code: "storage" });
		await user.keyboard("i");
		expect((await screen.findByRole("alert")).textContent).toContain(words("console.context.failed"));
		await user.click(screen.getByRole("button", { name: words("action.retry") }));
		await screen.findByText(/Persone di/);
	});

	test("says when similar cases cannot be found, until they are, whatever else is read meanwhile", async () => {
		const bridge = fakeBridge(TECHNICIAN);
		const { user } = await mount(TECHNICIAN, bridge);
		await user.click(await row(1042));
		await screen.findByRole("log");
		vi.spyOn(bridge.console, "similar").mockRejectedValueOnce({ code: "storage" });
		await user.keyboard("i");
		await screen.findByRole("alert");
		const read = vi.spyOn(bridge.console, "context");
		act(() => bridge.world.receive(1040, "marco.ferri", "Ancora niente."));
		await waitFor(() => expect(read).toHaveBeenCalled());
		await act(async () => void (await read.mock.results[0]?.value));
		expect(screen.queryByText(words("console.similar.looking"))).toBeNull();
		await user.click(screen.getByRole("button", { name: words("action.retry") }));
		await screen.findByText(/Ventose VS-40 del lotto 2231 sostituite/);
		expect(screen.queryByText(words("console.context.failed"))).toBeNull();
	});
});

describe("the palette", () => {
	const box = () => screen.getByRole("combobox", { name: words("palette.open") });
	const options = () => screen.getAllByRole("option").map((one) => one.textContent ?? "");

	test("opens a ticket by its number, wherever one types", async () => {
		const { user } = await open();
		await user.keyboard("/{Control>}k{/Control}");
		await user.type(await screen.findByRole("combobox", { name: words("palette.open") }), "#1044");
		await waitFor(() => expect(options()[0]).toContain("#1044"));
		await user.keyboard("{Enter}");
		expect(await screen.findByRole("heading", { level: 1, name: /#1044/ })).toBeTruthy();
		expect(screen.queryByRole("dialog")).toBeNull();
	});

	test("has commands, tickets, machines, companies and people in groups, with what matched marked", async () => {
		const { user } = await open();
		await user.keyboard("j{Control>}k{/Control}");
		await user.type(box(), "al");
		await screen.findByRole("group", { name: words("palette.companies") });
		const groups = screen.getAllByRole("group").map((one) => one.getAttribute("aria-label"));
		for (const name of ["palette.foundTickets", "palette.machines", "palette.companies", "palette.people"] as const) {
			expect(groups).toContain(words(name));
		}
		expect(groups).toContain(words("palette.ticket", { number: 1045 }));
		const alborea = screen.getByRole("option", { name: /^Al ?borea Cosmesi/ });
		expect(alborea.querySelector("mark")?.textContent).toBe("Al");
		await user.click(alborea);
		await waitFor(() => expect(numbers()).toEqual([1038, 1034, 1023]));
		expect(document.activeElement).toBe(grid());
	});

	test("says that nothing is called so", async () => {
		const { user } = await open();
		await user.keyboard("{Control>}k{/Control}");
		await user.type(box(), "zanzara");
		expect(await screen.findByText(words("palette.none", { text: "zanzara" }))).toBeTruthy();
	});
});

describe("canned replies", () => {
	test("are written, changed and given up", async () => {
		const { user, bridge, program } = await open();
		program.dialogs.show("canned");
		const dialog = await screen.findByRole("dialog", { name: words("cannedReplies.title") });
		await user.click(within(dialog).getByRole("button", { name: words("cannedReplies.new") }));
		await user.click(within(dialog).getByRole("button", { name: words("cannedReplies.save") }));
		expect(await within(dialog).findByText(words("cannedReplies.name.required"))).toBeTruthy();
		expect(within(dialog).getByText(words("cannedReplies.text.required"))).toBeTruthy();
		await user.type(within(dialog).getByRole("textbox", { name: words("cannedReplies.name") }), "/lotto");
		await user.type(within(dialog).getByRole("textbox", { name: words("cannedReplies.text") }), "Che lotto è?");
		await user.click(within(dialog).getByRole("checkbox", { name: words("cannedReplies.share") }));
		await user.click(within(dialog).getByRole("button", { name: words("cannedReplies.save") }));
		const made = await within(dialog).findByRole("button", { name: /^\/lotto/ });
		expect(await bridge.console.cannedReplies()).toContainEqual(
			expect.objectContaining({ name: "lotto", text: "Che lotto è?", shared: true }),
		);
		await user.click(made);
		await user.click(within(dialog).getByRole("button", { name: words("cannedReplies.remove") }));
		await waitFor(() => expect(within(dialog).queryByRole("button", { name: /^\/lotto/ })).toBeNull());
	});
});

describe("in a narrow window", () => {
	beforeEach(() => {
		vi.spyOn(window, "matchMedia").mockImplementation(
			(query) =>
				({
					matches: query === "(max-width: 759px)",
					media: query,
					addEventListener: () => {},
					removeEventListener: () => {},
				}) as unknown as MediaQueryList,
		);
	});

	test("there is one pane at a time, and coming back leads to where one was", async () => {
		const { user, program } = await open();
		expect(screen.queryByRole("navigation", { name: words("console.queues") })).toBeNull();
		expect(screen.getByText(/aggiornato \d\d:\d\d/)).toBeTruthy();
		await user.click(screen.getByRole("button", { name: "23 aperti" }));
		await user.click(await screen.findByRole("menuitem", { name: new RegExp(words("queue.mine")) }));
		await screen.findByRole("button", { name: "9 tuoi" });
		await user.keyboard("j{Enter}");
		await screen.findByRole("log");
		expect(screen.queryByRole("grid")).toBeNull();
		await user.keyboard("i");
		await screen.findByRole("complementary", { name: words("console.context") });
		await user.keyboard("{Escape}{Escape}");
		await waitFor(() => expect(document.activeElement).toBe(grid()));
		expect(currentNumber()).toBe("1042");
		expect(screen.getByRole("button", { name: "9 tuoi" })).toBeTruthy();
		await user.keyboard("{Enter}i");
		await user.click(await screen.findByRole("button", { name: /^Anna Rossi/ }));
		await waitFor(() => expect(document.activeElement).toBe(grid()));
		expect(program.console.value.list.value.criteria.text).toBe("Anna Rossi");
	});

	test("a saved filter gets another name beside its title, and goes there", async () => {
		const { user } = await open();
		await user.click(screen.getByRole("button", { name: "23 aperti" }));
		await user.click(await screen.findByRole("menuitem", { name: /AV-120, ventose/ }));
		const menu = (name: string) => screen.findByRole("button", { name: words("console.filter.menu", { name }) });
		await user.click(await menu("AV-120, ventose"));
		expect(await screen.findByRole("menuitem", { name: words("console.filter.up") })).toBeTruthy();
		await user.click(screen.getByRole("menuitem", { name: words("console.filter.rename") }));
		const dialog = await screen.findByRole("dialog", { name: words("console.filter.rename.title") });
		await user.clear(within(dialog).getByRole("textbox"));
		await user.type(within(dialog).getByRole("textbox"), "Ventose{Enter}");
		await user.click(await menu("Ventose"));
		await user.click(await screen.findByRole("menuitem", { name: words("console.filter.remove") }));
		const sure = await screen.findByRole("dialog", { name: words("console.filter.remove.title") });
		await user.click(within(sure).getByRole("button", { name: words("console.filter.remove") }));
		expect(await screen.findByRole("button", { name: "23 aperti" })).toBeTruthy();
		expect(screen.queryByRole("button", { name: /: azioni$/ })).toBeNull();
	});
});
