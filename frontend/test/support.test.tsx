import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import type { FakeBridge } from "../src/bridge/fake/fake";
import { mount, row, TECHNICIAN, words } from "./mount";

/** A ticket in front of Luca. */
async function opened(number = 1042, bridge?: FakeBridge) {
	const view = await mount(TECHNICIAN, bridge);
	act(() => view.program.place.open(`t-${number}`));
	await screen.findByRole("log");
	await waitFor(() => expect(view.program.front.value?.value.ready).toBe(true));
	return view;
}

const reply = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: words("composer.reply") });
const note = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: words("composer.note") });
const button = (key: Parameters<typeof words>[0]) => screen.findByRole("button", { name: words(key) });
const dialog = async () => within(await screen.findByRole("dialog"));

describe("the support", () => {
	test("sees every company's tickets, and which company each is of", async () => {
		const { program } = await mount(TECHNICIAN);
		await row(1042);
		expect(new Set(program.console.value.list.value.rows.map((row) => row.company)).size).toBe(8);
		expect((await row(1042)).textContent).toContain("Biscotti Tremolino");
	});

	test("writes a note on yellow paper, and its draft is another one than the reply's", async () => {
		const { user, bridge } = await opened();
		await user.type(reply(), "Buongiorno");
		await user.click(await button("composer.note"));
		expect(note().value).toBe("");
		expect(screen.getAllByText(words("note.only")).length).toBeGreaterThan(1);
		await user.type(note(), "Lotto 2231.");
		await user.click(await button("composer.note.save"));
		expect(await screen.findByText("Lotto 2231.", { selector: "article p" })).toBeTruthy();
		// Whoever writes another note at once must not tell it to the customer.
		expect(note().value).toBe("");
		await user.click(screen.getByRole("button", { name: new RegExp(`^${words("composer.reply.mode")}`) }));
		expect(reply().value).toBe("Buongiorno");
		expect((await bridge.tickets.get("t-1042")).noteCount).toBe(2);
	});

	test("is asked before the words of a note go to the customer, and may make them a note", async () => {
		const { user, bridge } = await opened();
		await user.click(reply());
		await user.paste("Prima di spedire controlla il lotto.");
		await user.keyboard("{Control>}{Enter}{/Control}");
		const question = within(await screen.findByRole("alertdialog"));
		expect(question.getByText("Prima di spedire controlla il lotto")).toBeTruthy();
		expect(document.activeElement?.textContent).toBe(words("sending.back"));
		await user.click(question.getByRole("button", { name: words("sending.toNote") }));
		expect(note().value).toBe("Prima di spedire controlla il lotto.");
		await user.click(await button("composer.note.save"));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).noteCount).toBe(2));
	});

	test("is shown what the customer wrote meanwhile, and sends all the same or reads first", async () => {
		const { user, bridge } = await opened();
		await user.type(reply(), "Allora domani");
		act(() => bridge.world.receive(1042, "anna.rossi", "Lasci stare, è ripartita."));
		await screen.findByText("Lasci stare, è ripartita.");
		await user.click(await button("action.send"));
		const question = within(await screen.findByRole("alertdialog"));
		expect(question.getByText("Lasci stare, è ripartita.")).toBeTruthy();
		await user.keyboard("{Enter}");
		expect(screen.queryByRole("alertdialog")).toBeNull();
		expect(document.activeElement).toBe(screen.getByRole("log"));
		expect(reply().value).toBe("Allora domani");
		await user.click(await button("action.send"));
		expect(await screen.findByText("Allora domani", { selector: "article p" })).toBeTruthy();
	});

	test("takes a canned reply by a slash, filled in from the ticket, by keys alone", async () => {
		const { user } = await opened();
		await user.type(reply(), "Grazie. /");
		const list = await screen.findByRole("listbox", { name: words("canned.title") });
		expect(within(list).getAllByRole("option").length).toBeGreaterThan(3);
		await user.keyboard("ric");
		const option = within(list).getByRole("option");
		expect(within(option).getByText("ric", { selector: "mark" })).toBeTruthy();
		expect(reply().getAttribute("aria-activedescendant")).toBe(option.id);
		await user.keyboard("{Enter}");
		expect(reply().value).toMatch(/^Grazie\. Buongiorno Anna, .* Astucciatrice 2 \(matricola 24-0117\)\. .* #1042\.$/);
		expect(screen.queryByRole("listbox")).toBeNull();
	});

	test("walks through canned replies with arrows, and waves them away with Escape", async () => {
		const { user, program } = await opened();
		await user.type(reply(), "/");
		const first = (await screen.findAllByRole("option"))[0];
		await user.keyboard("{ArrowDown}");
		expect(first?.getAttribute("aria-selected")).toBe("false");
		await user.keyboard("{Escape}");
		expect(screen.queryByRole("listbox")).toBeNull();
		expect(program.place.value.place.screen).toBe("ticket");
		await user.keyboard("x");
		expect(reply().value).toBe("/x");
	});

	test("finds what of a canned reply is not filled in, and is held back until it is", async () => {
		const { user, bridge } = await opened();
		const send = vi.spyOn(bridge.compose, "send");
		await user.type(reply(), "/visita{Enter}");
		expect(await screen.findByText(words("canned.missing", { names: "{giorno}, {ora}, {ora fine}" }))).toBeTruthy();
		// The first place is selected: what is typed takes it.
		await user.keyboard("lunedì");
		expect(reply().value).toContain("arriva lunedì tra le {ora}");
		await user.keyboard("{Control>}{Enter}{/Control}");
		await screen.findByRole("alertdialog");
		expect(send).not.toHaveBeenCalled();
		await user.click(screen.getByRole("button", { name: words("sending.mend") }));
		expect(reply().value.slice(reply().selectionStart, reply().selectionEnd)).toBe("{ora}");
	});

	test("sends and waits by a key", async () => {
		const { user, bridge } = await opened();
		await user.type(reply(), "Provi e mi dica.");
		await user.keyboard("{Control>}{Shift>}{Enter}{/Shift}{/Control}");
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).status).toBe("waiting"));
		expect(reply().value).toBe("");
	});

	test("sends and closes from the split button, with resolution and cause", async () => {
		const { user, bridge } = await opened();
		await user.type(reply(), "Ecco fatto.");
		await user.click(await button("sending.more"));
		await user.click(await screen.findByRole("menuitem", { name: words("sending.close") }));
		const asked = await dialog();
		await user.type(asked.getByRole("textbox", { name: words("close.resolution") }), "Ventosa sostituita.");
		await user.type(asked.getByRole("combobox", { name: words("close.cause") }), "usu{Enter}");
		await user.click(asked.getByRole("button", { name: words("close.confirm.reply") }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).cause).toBe("Usura"));
		expect(await screen.findByText("Ecco fatto.", { selector: "article p" })).toBeTruthy();
		expect(await screen.findByText(/causa: Usura/)).toBeTruthy();
	});

	test("takes a ticket that nobody has", async () => {
		const { user } = await opened(1045);
		await user.click(await button("take.action"));
		expect(await screen.findByRole("button", { name: words("assign.menuTo", { name: "Luca Bianchi" }) })).toBeTruthy();
		expect(await screen.findByText(/ha preso in carico il ticket/)).toBeTruthy();
	});

	test("assigns it to a colleague, or to nobody", async () => {
		const { user, bridge } = await opened();
		await user.click(await screen.findByRole("button", { name: /Assegnato a/ }));
		await user.click(await screen.findByRole("menuitemradio", { name: "Paolo Serra" }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).assignee).toBe("Paolo Serra"));
		await user.click(await screen.findByRole("button", { name: /Assegnato a Paolo/ }));
		await user.click(await screen.findByRole("menuitemradio", { name: words("assign.nobody") }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).assignee).toBe(""));
	});

	test("sets it waiting, and changes how urgent it is and what it is about", async () => {
		const { user, bridge } = await opened();
		await user.click(await screen.findByRole("button", { name: new RegExp(`^${words("status.change")}`) }));
		await user.click(await screen.findByRole("menuitem", { name: words("status.waiting") }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).status).toBe("waiting"));
		const menu = new RegExp(`^${words("severity.change")}`);
		await user.click(await screen.findByRole("button", { name: menu }));
		await user.click(await screen.findByRole("menuitemradio", { name: words("severity.degraded") }));
		await user.click(await screen.findByRole("button", { name: menu }));
		await user.click(await screen.findByRole("menuitemradio", { name: "Ricambi" }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).category).toBe("Ricambi"));
		expect((await bridge.tickets.get("t-1042")).severity).toBe("degraded");
	});

	test("closes it only with a resolution and a cause, and may reopen it", async () => {
		const { user, bridge } = await opened();
		const close = vi.spyOn(bridge.support, "close");
		await user.click(await button("close.action"));
		const asked = await dialog();
		await user.click(asked.getByRole("button", { name: words("close.confirm") }));
		expect(await asked.findByText(words("close.fault"))).toBeTruthy();
		expect(asked.getByText(words("close.cause.fault"))).toBeTruthy();
		await user.type(asked.getByRole("textbox", { name: words("close.resolution") }), "Ventosa sostituita.");
		await user.click(asked.getByRole("button", { name: words("close.confirm") }));
		expect(close).not.toHaveBeenCalled();
		// What comes after the cause is closing, not the sign that takes the cause away again.
		await user.type(asked.getByRole("combobox", { name: words("close.cause") }), "difettoso");
		await asked.findByRole("option", { name: "Componente difettoso" });
		await user.keyboard("{Enter}{Tab}{Tab}");
		expect(document.activeElement).toBe(asked.getByRole("button", { name: words("close.confirm") }));
		await user.keyboard("{Enter}");
		await user.click(await button("reopen.action"));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).status).toBe("in_progress"));
		expect(close).toHaveBeenCalledWith("t-1042", "Ventosa sostituita.", "u-part");
	});

	test("finds the reply that they were writing when a colleague closed the ticket, and goes on with it", async () => {
		const { user, bridge } = await opened();
		await user.type(reply(), "Spedisco le ventose");
		await act(() => bridge.support.close("t-1042", "Chiuso da Giulia.", ""));
		expect(await screen.findByRole("region", { name: words("composer.left") })).toBeTruthy();
		expect(screen.getByText("Spedisco le ventose")).toBeTruthy();
		expect(note().value).toBe("");
		await user.click(await button("composer.left.reopen"));
		await waitFor(() => expect(reply().value).toBe("Spedisco le ventose"));
		await waitFor(() => expect(document.activeElement).toBe(reply()));
		expect(screen.queryByRole("region", { name: words("composer.left") })).toBeNull();

		await act(() => bridge.support.close("t-1042", "Chiuso da Giulia.", ""));
		await user.click(await button("sending.toNote"));
		await waitFor(() => expect(note().value).toBe("Spedisco le ventose"));
	});

	test("is told which change was not accepted, in the ticket and from wherever they are", async () => {
		const { user, bridge } = await opened();
		await user.click(await screen.findByRole("button", { name: new RegExp(`^${words("status.change")}`) }));
		await user.click(await screen.findByRole("menuitem", { name: words("status.waiting") }));
		const log = within(screen.getByRole("log"));
		await log.findByText(/attende una risposta/);
		expect(log.queryByText(words("event.refused"))).toBeNull();
		act(() => bridge.world.refuseChange(1042, "ticket_closed"));
		expect(await log.findByText(words("event.refused"))).toBeTruthy();
		const notice = (await screen.findByText(words("ticket.refused.change"))).textContent;
		expect(notice).toContain("Luca Bianchi attende una risposta");
		await user.click(await screen.findByRole("button", { name: words("connection.refused_one", { count: 1 }) }));
		const outgoing = await dialog();
		expect(outgoing.getByText(/Nel frattempo il ticket è stato chiuso/)).toBeTruthy();
		expect(outgoing.getByText(/Luca Bianchi attende una risposta/)).toBeTruthy();
	});

	test("finds what they wrote of the solution and of a call, whatever came between", async () => {
		const first = await opened();
		const { user, bridge } = first;
		async function open(action: "close.action" | "call.action", box: "close.resolution" | "call.text") {
			await user.click(await button(action));
			return (await dialog()).getByRole<HTMLTextAreaElement>("textbox", { name: words(box) });
		}
		await user.type(await open("close.action", "close.resolution"), "Ventosa sost");
		await user.keyboard("{Escape}");
		await user.type(await open("call.action", "call.text"), "Spedisco");
		await user.keyboard("{Escape}");
		expect((await open("close.action", "close.resolution")).value).toBe("Ventosa sost");
		await user.keyboard("{Escape}");
		await first.program.flush();
		first.unmount();
		await opened(1042, bridge);
		const box = await open("close.action", "close.resolution");
		await waitFor(() => expect(box.value).toBe("Ventosa sost"));
		await user.keyboard("{Escape}");
		const call = await open("call.action", "call.text");
		await waitFor(() => expect(call.value).toBe("Spedisco"));
	});

	test("logs how a call went, which must be chosen, and when to try again", async () => {
		const { user, bridge } = await opened();
		await user.click(await button("call.action"));
		const asked = await dialog();
		await user.click(asked.getByRole("button", { name: words("call.save") }));
		expect(await asked.findByText(words("call.fault"))).toBeTruthy();
		await user.click(asked.getByRole("radio", { name: words("call.outcome.busy") }));
		await user.click(asked.getByRole("radio", { name: words("call.again.morning") }));
		await user.type(asked.getByRole("textbox", { name: words("call.text") }), "È in reparto.");
		await user.click(asked.getByRole("button", { name: words("call.save") }));
		expect(await screen.findByText(/ha chiamato: occupato/)).toBeTruthy();
		expect(screen.getByText("È in reparto.")).toBeTruthy();
		expect(screen.getByText(/richiamare domani/i)).toBeTruthy();
		const tomorrow = new Date().setHours(24 + 9, 0, 0, 0);
		expect((await bridge.tickets.get("t-1042")).callAt).toBe(tomorrow);
	});

	test("comes by Tab to what a dialog asks, and to its cross only at the end", async () => {
		const { user } = await opened();
		await user.click(await button("call.action"));
		const asked = await dialog();
		await waitFor(() =>
			expect(document.activeElement).toBe(asked.getByRole("radio", { name: words("call.outcome.no_answer") })),
		);
		await user.tab({ shift: true });
		expect(document.activeElement).toBe(asked.getAllByRole("button", { name: words("action.later") }).at(-1));
		await user.tab();
		await user.tab({ shift: true });
		await user.tab({ shift: true });
		expect(document.activeElement).toBe(asked.getByRole("button", { name: words("call.save") }));
	});

	test("logs a call without the mouse: the outcome has the focus, Ctrl+Enter logs it", async () => {
		const { user, bridge } = await opened();
		await user.click(await button("call.action"));
		const asked = await dialog();
		await waitFor(() =>
			expect(document.activeElement).toBe(asked.getByRole("radio", { name: words("call.outcome.no_answer") })),
		);
		await user.keyboard("{ArrowRight}{Tab}È in reparto.{Control>}{Enter}{/Control}");
		expect(await screen.findByText(/ha chiamato: occupato/)).toBeTruthy();
		expect(screen.getByText("È in reparto.")).toBeTruthy();
		expect((await bridge.tickets.get("t-1042")).callAt).toBe(0);
	});

	test("sees when to call again as they left it, before it is sent", async () => {
		const first = await opened();
		const { user, bridge } = first;
		await user.click(await button("call.action"));
		let asked = await dialog();
		await user.click(asked.getByRole("radio", { name: words("call.outcome.busy") }));
		await user.click(asked.getByRole("radio", { name: words("call.again.morning") }));
		await user.keyboard("{Escape}");
		await first.program.flush();
		first.unmount();
		await opened(1042, bridge);
		await user.click(await button("call.action"));
		asked = await dialog();
		const other = asked.getByRole<HTMLInputElement>("radio", { name: words("call.again.other") });
		await waitFor(() => expect(other.checked).toBe(true));
		expect(asked.getByRole("button", { name: /09:00/ })).toBeTruthy();
	});

	test("is told that the time to call again has passed meanwhile, and logs the call with another", async () => {
		const { user, bridge } = await opened();
		await user.click(await button("call.action"));
		const asked = await dialog();
		await user.click(asked.getByRole("radio", { name: words("call.outcome.no_answer") }));
		const clock = vi.spyOn(Date, "now").mockReturnValue(Date.now() - 16 * 60_000);
		await user.click(asked.getByRole("radio", { name: words("call.again.quarter") }));
		clock.mockRestore();
		await user.click(asked.getByRole("button", { name: words("call.save") }));
		await asked.findByText(words("call.again.past"));
		await user.click(asked.getByRole("radio", { name: words("call.again.hour") }));
		expect(asked.queryByText(words("call.again.past"))).toBeNull();
		await user.click(asked.getByRole("button", { name: words("call.save") }));
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect((await bridge.tickets.get("t-1042")).callAt).toBeGreaterThan(Date.now());
	});

	test("who has spoken does not call again", async () => {
		const { user } = await opened();
		await user.click(await button("call.action"));
		const asked = await dialog();
		await user.click(asked.getByRole("radio", { name: words("call.outcome.spoken") }));
		expect(asked.queryByRole("radio", { name: words("call.again.hour") })).toBeNull();
		await user.click(asked.getByRole("button", { name: words("call.save") }));
		expect(await screen.findByText(/ha parlato al telefono/)).toBeTruthy();
	});

	test("joins a ticket to another of the company, whose customer follows the link, and separates them again", async () => {
		const { user, program } = await opened(1040);
		await user.click(await button("ticket.more"));
		await user.click(await screen.findByRole("menuitem", { name: words("join.action") }));
		const asked = await dialog();
		const original = asked.getByRole("combobox", { name: new RegExp(words("join.original")) });
		await waitFor(() => expect(document.activeElement).toBe(original));
		await user.keyboard("1042{Enter}");
		expect(await asked.findByText(words("join.stays"))).toBeTruthy();
		await user.click(asked.getByRole("button", { name: words("join.confirm") }));
		expect(await screen.findByText(/ha unito questo ticket a/)).toBeTruthy();
		await user.click(await screen.findByRole("button", { name: /#1042 Le ventose/ }));
		expect(await screen.findByText(/ha unito #1040 a questo ticket|a questo ticket/)).toBeTruthy();
		act(() => program.place.open("t-1040"));
		await user.click(await button("join.undo"));
		expect(await screen.findByText(/ha separato questo ticket da/)).toBeTruthy();
	});

	test("is told why two cannot be joined, and keeps what was chosen", async () => {
		const { user, bridge } = await opened(1040);
		vi.spyOn(bridge.support, "join").mockRejectedValue({
			code: "invalid",
			fields: [{ location: "body.duplicateOfId", reason: "not_allowed" }],
		});
		await user.click(await button("ticket.more"));
		await user.click(await screen.findByRole("menuitem", { name: words("join.action") }));
		const asked = await dialog();
		await user.click(asked.getByRole("button", { name: words("join.confirm") }));
		expect(await asked.findByText(words("join.fault"))).toBeTruthy();
		await user.type(asked.getByRole("combobox", { name: new RegExp(words("join.original")) }), "ventose{Enter}");
		await asked.findByText(words("join.stays"));
		await user.click(asked.getByRole("button", { name: words("join.confirm") }));
		expect(await asked.findByText(words("join.fault.duplicate", { number: 1042 }))).toBeTruthy();
	});

	test("does what a key asks of the ticket in front", async () => {
		const { program } = await opened();
		act(() => program.wishes.ask("note", "t-1042"));
		await waitFor(() => expect(document.activeElement).toBe(note()));
		act(() => program.wishes.ask("reply", "t-1042"));
		await waitFor(() => expect(document.activeElement).toBe(reply()));
		act(() => program.wishes.ask("canned", "t-1042"));
		expect(await screen.findByRole("listbox", { name: words("canned.title") })).toBeTruthy();
		act(() => program.wishes.ask("call", "t-1042"));
		expect((await dialog()).getByText(words("call.title"))).toBeTruthy();
	});
});

describe("who else is there", () => {
	test("is shown to the support, notes that are being written as well", async () => {
		const { bridge } = await opened();
		act(() => {
			bridge.world.comes(1042, "giulia.neri", "viewing");
			bridge.world.comes(1042, "anna.rossi", "typing");
		});
		expect(await screen.findByText("Giulia sta guardando")).toBeTruthy();
		expect(await screen.findByText("Anna sta scrivendo…")).toBeTruthy();
		act(() => bridge.world.comes(1042, "giulia.neri", "typing_note"));
		expect(await screen.findByText("Giulia sta scrivendo una nota…")).toBeTruthy();
		act(() => {
			bridge.world.comes(1042, "giulia.neri", "gone");
			bridge.world.comes(1042, "anna.rossi", "gone");
		});
		await waitFor(() => expect(screen.queryByText(/sta scrivendo|sta guardando/)).toBeNull());
	});

	test("is told of what one writes: a reply, a note, nothing any more", async () => {
		const { user, bridge } = await opened();
		await user.type(reply(), "B");
		await user.click(await button("composer.note"));
		await user.type(note(), "C");
		await user.clear(note());
		expect(bridge.world.doing.map(({ state }) => state)).toEqual(["viewing", "typing", "typing_note", "viewing"]);
	});
});
