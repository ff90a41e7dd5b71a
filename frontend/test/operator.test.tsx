import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../src/bridge/fake/fake";
import { card, mount, OPERATOR, words } from "./mount";

const replyBox = () => screen.findByRole("textbox", { name: words("composer.reply") });

describe("the list", () => {
	test("shows open tickets, and closed ones only when asked", async () => {
		const { user } = await mount(OPERATOR);
		await card(1042);
		expect(screen.queryByRole("button", { name: /^#1020 / })).toBeNull();
		const toggle = screen.getByRole("button", { name: words("list.toggleClosed") });
		expect(toggle).toHaveProperty("ariaExpanded", "false");
		await user.click(toggle);
		expect(await card(1020)).toBeTruthy();
		expect(toggle.getAttribute("aria-expanded")).toBe("true");
	});

	test("says what is unread behind the closed ones too", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await card(1042);
		act(() => bridge.world.receive(1020, "luca.bianchi", "Se torna, scriveteci."));
		const name = `${words("list.toggleClosed")}, ${words("badge.unread_one").replace("{{count}}", "1")}`;
		await user.click(await screen.findByRole("button", { name }));
		await user.click(await card(1020));
		await waitFor(() => expect(screen.queryByRole("button", { name })).toBeNull());
	});

	test("a ticket is opened by the keyboard alone", async () => {
		const { user } = await mount(OPERATOR);
		const first = await card(1042);
		let steps = 0;
		while (document.activeElement !== first && steps++ < 20) await user.tab();
		expect(document.activeElement).toBe(first);
		await user.keyboard("{ArrowDown}");
		expect(document.activeElement).toBe(await card(1040));
		await user.keyboard("{Enter}");
		expect(await screen.findByRole("heading", { level: 1, name: /#1040/ })).toBeTruthy();
	});

	test("a hundred thousand closed tickets put few rows on the page", async () => {
		const { user } = await mount({ ...OPERATOR, closed: 5000 });
		await user.click(await screen.findByRole("button", { name: words("list.toggleClosed") }));
		await screen.findAllByRole("button", { name: /Chiuso$/ });
		expect(screen.getAllByRole("listitem").length).toBeLessThan(40);
	});

	test("searching replaces the list, and clearing it brings the list back", async () => {
		const { user } = await mount(OPERATOR);
		await card(1040);
		await user.type(screen.getByRole("textbox", { name: words("search.label") }), "ventose");
		await screen.findByRole("list", { name: words("search.results") });
		expect(screen.getByText("ventose", { selector: "mark" })).toBeTruthy();
		expect(screen.queryByRole("button", { name: /^#1040 / })).toBeNull();
		await user.click(screen.getByRole("button", { name: words("search.clear") }));
		await card(1040);
	});

	test("with no tickets there is one sentence and one button", async () => {
		const { user } = await mount({ ...OPERATOR, empty: true });
		const sentence = await screen.findByText(words("empty.noTickets"));
		await user.click(within(sentence.parentElement as HTMLElement).getByRole("button"));
		await screen.findByRole("heading", { name: words("newTicket.title") });
	});
});

describe("unread", () => {
	test("agrees between list and title, and goes when the conversation is read", async () => {
		vi.spyOn(document, "hasFocus").mockReturnValue(true);
		const { user, bridge, program } = await mount(OPERATOR);
		const waiting = await card(1040);
		expect(waiting.getAttribute("aria-label")).toContain("2 messaggi non letti");
		expect((await bridge.tickets.counts()).unread).toBe(2);
		await waitFor(() => expect(document.title).toBe("(2) Filo Diretto"));
		act(() => bridge.world.receive(1037, "luca.bianchi", "Ci sono novità?"));
		await waitFor(() => expect(document.title).toBe("(3) Filo Diretto"));
		await waitFor(async () => expect((await card(1037)).getAttribute("aria-label")).toContain("1 messaggio non letto"));
		const sum = program.open.value.rows.reduce((all, row) => all + row.unread, 0);
		expect(sum).toBe(program.counts.value.unread);
		await user.click(await card(1040));
		expect(await screen.findByText(words("conversation.new"))).toBeTruthy();
		await waitFor(() => expect(document.title).toBe("(1) Filo Diretto"));
	});

	test("stays when the window is not in front", async () => {
		vi.spyOn(document, "hasFocus").mockReturnValue(false);
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1040));
		await screen.findByText(words("conversation.new"));
		expect((await bridge.tickets.counts()).unread).toBe(2);
	});
});

describe("replying", () => {
	test("shows at once that the message waits, then that it was sent", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1037));
		await user.type(await replyBox(), "Adesso va, grazie.");
		await user.click(screen.getByRole("button", { name: words("action.send") }));
		const text = await screen.findByText("Adesso va, grazie.", { selector: "article p" });
		const message = text.closest("article") as HTMLElement;
		expect(within(message).getByText(words("message.state.waiting"))).toBeTruthy();
		expect(await replyBox()).toHaveProperty("value", "");
		act(() => bridge.world.carry());
		await waitFor(() => expect(screen.getAllByText(words("message.state.sent")).length).toBeGreaterThan(0));
	});

	test("Ctrl+Enter sends, Enter begins a new line", async () => {
		const { user, bridge } = await mount(OPERATOR);
		const send = vi.spyOn(bridge.compose, "send");
		await user.click(await card(1042));
		await user.type(await replyBox(), "Uno{Enter}due");
		expect(send).not.toHaveBeenCalled();
		await user.keyboard("{Control>}{Enter}{/Control}");
		await waitFor(() => expect(send.mock.calls[0]?.[1].text).toBe("Uno\ndue"));
	});

	test("a draft is kept for each ticket, and found again", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1042));
		await user.type(await replyBox(), "Sto guard");
		await user.click(await card(1037));
		await waitFor(async () => expect(await replyBox()).toHaveProperty("value", ""));
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Sto guard");
		await user.click(await card(1042));
		await waitFor(async () => expect(await replyBox()).toHaveProperty("value", "Sto guard"));
	});

	test("a refused message stays, says why, and its words go on in a new ticket", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1042));
		await screen.findByText("Sul pezzo c’è scritto VS-40.", { selector: "article p" });
		act(() => bridge.world.refuse("ticket_closed"));
		expect(await screen.findByText(new RegExp(words("error.ticket_closed")))).toBeTruthy();
		await user.click(screen.getByRole("button", { name: words("message.followUp") }));
		expect(await screen.findByRole("textbox", { name: words("newTicket.description") })).toHaveProperty(
			"value",
			"Sul pezzo c’è scritto VS-40.",
		);
	});

	test("operators see no notes, and nothing of the support's tools", async () => {
		const { user } = await mount(OPERATOR);
		await user.click(await card(1042));
		await replyBox();
		expect(screen.queryByText(words("message.note.title"))).toBeNull();
		expect(screen.queryByRole("toolbar")).toBeNull();
	});
});

describe("a new ticket", () => {
	async function begin(bridge = fakeBridge(OPERATOR)) {
		const view = await mount(OPERATOR, bridge);
		await view.user.click(await screen.findByRole("button", { name: words("newTicket.submit") }));
		await screen.findByRole("heading", { name: words("newTicket.title") });
		return view;
	}

	const description = () => screen.getByRole("textbox", { name: words("newTicket.description") });
	const submit = () => screen.getByRole("button", { name: words("newTicket.submit") });

	test("that is not complete says so in words, keeps the text, and takes one to the first fault", async () => {
		const { user } = await begin();
		await user.type(description(), "Perde olio.");
		await user.click(submit());
		for (const key of ["fault.category.required", "fault.machine.required", "fault.severity.required"] as const) {
			expect(await screen.findByText(words(key))).toBeTruthy();
		}
		expect(description()).toHaveProperty("value", "Perde olio.");
		await waitFor(() => expect(document.activeElement?.textContent).toContain(words("newTicket.category.placeholder")));
	});

	test("says what is wrong with a field when it is left, not before", async () => {
		const { user } = await begin();
		await user.click(description());
		expect(screen.queryByText(words("fault.description.required"))).toBeNull();
		await user.tab();
		expect(await screen.findByText(words("fault.description.required"))).toBeTruthy();
	});

	test("no urgency is chosen beforehand", async () => {
		await begin();
		for (const radio of screen.getAllByRole("radio")) expect(radio).toHaveProperty("checked", false);
	});

	test("a scanner's serial and Enter pick that machine, and its open ticket is pointed out", async () => {
		const { user } = await begin();
		const machine = screen.getByRole("combobox", { name: words("machine.of") });
		await user.click(machine);
		expect((await screen.findAllByRole("option", { hidden: false }))[0]?.textContent).toContain(
			words("machine.lastUsed"),
		);
		await user.keyboard("24-0138{Enter}");
		await waitFor(() => expect(machine).toHaveProperty("value", "Incartonatrice 3 · IC-300 · 24-0138"));
		expect(await screen.findByRole("button", { name: /Apri #1037/ })).toBeTruthy();
	});

	test("the machine is found by any part of its name, the match underlined", async () => {
		const { user } = await begin();
		await user.type(screen.getByRole("combobox", { name: words("machine.of") }), "tonat");
		expect(await screen.findByText("tonat", { selector: "mark" })).toBeTruthy();
		expect(screen.getAllByRole("option", { hidden: false })).toHaveLength(1);
		await user.keyboard("{ArrowDown}{Enter}");
		expect(screen.getByRole("combobox", { name: words("machine.of") })).toHaveProperty(
			"value",
			"Incartonatrice 3 · IC-300 · 24-0138",
		);
	});

	test("complete, it is sent, and its conversation shows that it waits", async () => {
		const { user, bridge } = await begin();
		await user.click(screen.getByRole("button", { name: new RegExp(words("newTicket.category")) }));
		await user.click(await screen.findByRole("option", { name: "Guasto meccanico", hidden: false }));
		await user.type(screen.getByRole("combobox", { name: words("machine.of") }), "24-0152{Enter}");
		await user.click(screen.getByRole("radio", { name: /Macchina ferma/ }));
		await user.type(description(), "Il film si strappa.");
		await user.click(submit());
		expect(await screen.findByText(words("message.state.waiting"))).toBeTruthy();
		expect(screen.getByRole("heading", { level: 1 }).textContent).toContain(words("card.unsent"));
		expect((await bridge.compose.newTicketDraft()).description).toBe("");
	});

	test("of the other kind asks for a number, checks it and writes it as people do", async () => {
		const { user } = await begin();
		await user.click(screen.getByRole("tab", { name: new RegExp(words("kind.callback")) }));
		const phone = screen.getByRole("textbox", { name: words("newTicket.phone") });
		await user.type(phone, "059 1");
		await user.tab();
		expect(await screen.findByText(words("fault.phone.too_short"))).toBeTruthy();
		await user.clear(phone);
		await user.type(phone, "0595550142");
		await user.tab();
		await waitFor(() => expect(phone).toHaveProperty("value", "059 555 0142"));
		expect(screen.queryByText(words("fault.phone.too_short"))).toBeNull();
	});

	test("left and come back to, is as it was", async () => {
		const { user } = await begin();
		await user.type(description(), "A metà");
		await user.click(screen.getByRole("button", { name: words("action.back") }));
		await waitFor(() =>
			expect(document.activeElement).toBe(screen.getByRole("button", { name: words("newTicket.submit") })),
		);
		await user.click(await screen.findByRole("button", { name: words("newTicket.submit") }));
		await waitFor(() => expect(description()).toHaveProperty("value", "A metà"));
		expect(screen.getByText(words("composer.draft.saved"))).toBeTruthy();
	});
});

describe("the line", () => {
	test("that is down is said calmly, with what waits and whom to call", async () => {
		await mount({ ...OPERATOR, online: false });
		expect(await screen.findByText(words("connection.offline"))).toBeTruthy();
		expect(await screen.findByText(/1 messaggio in uscita partirà da solo/)).toBeTruthy();
		expect(screen.getByRole("region", { name: words("banner.label") }).textContent).toContain("059 555 0100");
		expect(screen.queryByRole("alertdialog")).toBeNull();
	});

	test("that comes back takes the bar away", async () => {
		const { bridge } = await mount({ ...OPERATOR, online: false });
		await screen.findByText(words("connection.offline"));
		act(() => bridge.world.goOnline());
		expect(await screen.findByText(words("connection.online"))).toBeTruthy();
		expect(screen.queryByText(words("banner.retryNow"))).toBeNull();
	});

	test("what waits is listed in the person's menu", async () => {
		const { user } = await mount({ ...OPERATOR, online: false });
		await user.click(await screen.findByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
		await user.click(await screen.findByRole("menuitem", { name: "In uscita (1)" }));
		const dialog = await screen.findByRole("dialog", { name: words("outbox.title") });
		expect(within(dialog).getByText("Sul pezzo c’è scritto VS-40.")).toBeTruthy();
	});
});

describe("the language", () => {
	test("changes while running, everywhere", async () => {
		const { user } = await mount(OPERATOR);
		await user.click(await card(1042));
		await user.keyboard("{Control>},{/Control}");
		await user.click(await screen.findByRole("radio", { name: "English" }));
		await user.keyboard("{Escape}");
		expect(await screen.findByRole("heading", { name: /Open tickets/ })).toBeTruthy();
		expect(screen.getAllByText("Machine stopped").length).toBeGreaterThan(0);
		expect(screen.getByRole("textbox", { name: "Reply" })).toBeTruthy();
		expect(document.documentElement.lang).toBe("en");
	});
});

describe("a closed ticket", () => {
	test("goes on as a new one that is linked to it, from the options as from the reply box", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await screen.findByRole("button", { name: words("list.toggleClosed") }));
		await user.click(await card(1020));
		await user.click(await screen.findByRole("button", { name: words("options.title") }));
		const panel = await screen.findByRole("complementary", { name: words("options.title") });
		await user.click(within(panel).getByRole("button", { name: words("composer.followUp") }));
		expect(await screen.findByText(words("newTicket.follows"))).toBeTruthy();
		expect((await bridge.compose.newTicketDraft()).followsTicketId).toBe("t-1020");
	});
});

describe("options", () => {
	test("show the machine, the status with its history and earlier tickets, and close by Escape", async () => {
		const { user } = await mount(OPERATOR);
		await user.click(await card(1042));
		const opener = await screen.findByRole("button", { name: words("options.title") });
		await user.click(opener);
		const panel = await screen.findByRole("complementary", { name: words("options.title") });
		expect(within(panel).getByText("AV-120")).toBeTruthy();
		expect(within(panel).getByText("24-0117")).toBeTruthy();
		expect(within(panel).getAllByText("Anna Rossi").length).toBeGreaterThan(0);
		expect(within(panel).getByText(words("options.status.closedBy"))).toBeTruthy();
		expect(within(panel).getByRole("button", { name: /Presa astucci irregolare/ })).toBeTruthy();
		await user.keyboard("{Escape}");
		expect(screen.queryByRole("complementary")).toBeNull();
		expect(document.activeElement).toBe(opener);
	});

	async function open() {
		const view = await mount(OPERATOR);
		await view.user.click(await card(1042));
		await view.user.click(await screen.findByRole("button", { name: words("options.title") }));
		const panel = await screen.findByRole("complementary", { name: words("options.title") });
		expect(document.activeElement).toBe(panel);
		return { ...view, panel };
	}

	test("that are closed while one writes leave the keys with who writes", async () => {
		const { user } = await open();
		const box = screen.getByRole<HTMLTextAreaElement>("textbox", { name: words("composer.reply") });
		await user.type(box, "Ciao{Escape}");
		expect(screen.queryByRole("complementary")).toBeNull();
		await user.keyboard(" Luca");
		expect(box.value).toBe("Ciao Luca");
	});

	test("come along to another ticket, and leave the keys in the list one walks", async () => {
		const { user } = await open();
		const other = await card(1040);
		other.focus();
		await user.keyboard("{Enter}");
		const panel = await screen.findByRole("complementary", { name: words("options.title") });
		await within(panel).findByText(words("options.callback"));
		expect(document.activeElement).toBe(await card(1040));
	});

	test("keep the keys where one goes to an earlier ticket from them", async () => {
		const { user, panel } = await open();
		await user.click(within(panel).getByRole("button", { name: /Presa astucci irregolare/ }));
		await waitFor(() => expect(panel.isConnected).toBe(false));
		const next = await screen.findByRole("complementary", { name: words("options.title") });
		await waitFor(() => expect(document.activeElement).toBe(next));
	});
});
