import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { type FakeBridge, fakeBridge } from "../src/bridge/fake/fake";
import { TicketStore } from "../src/state/ticket";
import { card, mount, OPERATOR, words } from "./mount";

const replyBox = () => screen.findByRole("textbox", { name: words("composer.reply") });

describe("a link in a message", () => {
	test("shows where it leads, and opens outside of the window", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1037));
		await screen.findByRole("log");
		act(() =>
			bridge.world.receive(1037, "luca.bianchi", "Qui: https://maker.example/formati. Poi javascript:alert(1)"),
		);
		const link = await screen.findByRole("link", { name: "https://maker.example/formati" });
		expect(link.getAttribute("href")).toBe("https://maker.example/formati");
		const here = location.href;
		await user.click(link);
		expect(bridge.world.done).toEqual(["link https://maker.example/formati"]);
		expect(location.href).toBe(here);
		expect(screen.getAllByRole("link")).toHaveLength(1);
	});
});

describe("the Enter key", () => {
	test("sends where one likes it so, and says so; Shift+Enter begins a line", async () => {
		const { user, bridge } = await mount({ ...OPERATOR, settings: { enterSends: true } });
		const send = vi.spyOn(bridge.compose, "send");
		await user.click(await card(1042));
		await user.type(await replyBox(), "Uno{Shift>}{Enter}{/Shift}due");
		expect(screen.getByText(words("composer.keys.enter"))).toBeTruthy();
		expect(send).not.toHaveBeenCalled();
		await user.keyboard("{Enter}");
		await waitFor(() => expect(send.mock.calls[0]?.[1].text).toBe("Uno\ndue"));
	});

	test("that ends what is put together from several keys sends nothing", async () => {
		const { user, bridge } = await mount({ ...OPERATOR, settings: { enterSends: true } });
		const send = vi.spyOn(bridge.compose, "send");
		await user.click(await card(1042));
		const box = await replyBox();
		await user.type(box, "か");
		fireEvent.keyDown(box, { key: "Enter", isComposing: true });
		expect(send).not.toHaveBeenCalled();
	});
});

describe("the reply box", () => {
	/** jsdom lays nothing out: each line takes 24 px, and four of them are seen at once between borders of 1 px. */
	function layOut() {
		const shrunk = vi.fn();
		const height = (area: HTMLTextAreaElement) => Math.min(98, Number.parseInt(area.style.height, 10) || 26);
		const lay = (what: "scrollHeight" | "clientHeight" | "offsetHeight", how: (area: HTMLTextAreaElement) => number) =>
			vi.spyOn(HTMLTextAreaElement.prototype, what, "get").mockImplementation(function (this: HTMLTextAreaElement) {
				return how(this);
			});
		lay("offsetHeight", height);
		lay("clientHeight", (area) => height(area) - 2);
		lay("scrollHeight", (area) => {
			if (area.style.height === "auto") shrunk();
			return Math.max(24 * area.value.split("\n").length, height(area) - 2);
		});
		return shrunk;
	}

	test("is as high as its text, and typing on does not have all beside it laid out anew for each letter", async () => {
		const { user } = await mount(OPERATOR);
		await user.click(await card(1042));
		const box = await replyBox();
		const shrunk = layOut();
		await user.type(box, "Vi mando le foto");
		expect(shrunk.mock.calls.length).toBeLessThan(2);
		await user.type(box, "{Enter}della{Enter}ventosa");
		expect(box.style.height).toBe("74px");
		const times = shrunk.mock.calls.length;
		await user.type(box, " di sinistra");
		expect(shrunk).toHaveBeenCalledTimes(times);
		await user.clear(box);
		expect(box.style.height).toBe("26px");
	});
});

describe("a long conversation", () => {
	/** jsdom lays nothing out: the log is 600 px high and ten times as long. */
	function layOut() {
		const top = new WeakMap<Element, number>();
		vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(6000);
		vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
		vi.spyOn(Element.prototype, "scrollTop", "get").mockImplementation(function (this: Element) {
			return top.get(this) ?? 0;
		});
		vi.spyOn(Element.prototype, "scrollTop", "set").mockImplementation(function (this: Element, to) {
			top.set(this, Math.min(to, 5400));
		});
	}

	test("whenever one is not at its end has a button that leads there, and says when something new has come", async () => {
		layOut();
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1042));
		const log = await screen.findByRole("log");
		await within(log).findByText("Sul pezzo c’è scritto VS-40.");
		expect(screen.queryByRole("button", { name: words("conversation.toEnd") })).toBeNull();
		log.scrollTop = 1000;
		fireEvent.scroll(log);
		expect(await screen.findByRole("button", { name: words("conversation.toEnd") })).toBeTruthy();
		act(() => bridge.world.receive(1042, "luca.bianchi", "Ci sono."));
		await user.click(await screen.findByRole("button", { name: words("conversation.toNews") }));
		expect(log.scrollTop).toBe(5400);
		expect(document.activeElement).toBe(log);
		expect(screen.queryByRole("button", { name: words("conversation.toNews") })).toBeNull();
	});

	test("begins at the first message that is new, and the others are unread until one has come to them", async () => {
		layOut();
		vi.spyOn(document, "hasFocus").mockReturnValue(true);
		vi.spyOn(HTMLElement.prototype, "offsetTop", "get").mockImplementation(function (this: HTMLElement) {
			return this.dataset.marker === undefined ? 0 : 2000;
		});
		const { user, bridge } = await mount(OPERATOR);
		await card(1037);
		act(() => {
			for (let i = 0; i < 40; i++) bridge.world.receive(1037, "luca.bianchi", `Riga ${i}`);
		});
		await user.click(await card(1037));
		const log = await screen.findByRole("log");
		await within(log).findByText(words("conversation.new"));
		expect(log.scrollTop).toBe(1984);
		expect(await screen.findByRole("button", { name: words("conversation.toEnd") })).toBeTruthy();
		expect((await bridge.tickets.get("t-1037")).unread).toBe(40);
		log.scrollTop = 5400;
		fireEvent.scroll(log);
		await waitFor(async () => expect((await bridge.tickets.get("t-1037")).unread).toBe(0));
	});

	test("is read back to the first message that is new", async () => {
		const bridge = fakeBridge(OPERATOR);
		for (let i = 0; i < 150; i++) bridge.world.receive(1037, "luca.bianchi", `Riga ${i}`);
		const store = new TicketStore(bridge, "t-1037", "p-anna");
		await store.load();
		const marked = store.value.items.find((item) => item.id === store.value.markerId);
		expect(marked?.text).toBe("Riga 0");
		expect(store.value.ready).toBe(true);
	});
});

describe("a message that one came for", () => {
	/** The messages that were brought into sight. */
	function shown(): (string | undefined)[] {
		const all: (string | undefined)[] = [];
		vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
			all.push((this as HTMLElement).dataset.message);
		});
		return all;
	}

	async function wanted(bridge: FakeBridge): Promise<string> {
		const [first] = (await bridge.tickets.messages({ ticketId: "t-1042", before: "", limit: 60 })).items;
		return first?.id ?? "";
	}

	test("is in sight as soon as there are messages, however late what is beside them comes", async () => {
		const bridge = fakeBridge(OPERATOR);
		let machineCame = () => {};
		const late = new Promise<void>((resolve) => (machineCame = resolve));
		const { machine } = bridge.tickets;
		vi.spyOn(bridge.tickets, "machine").mockImplementation(async (id) => {
			await late;
			return machine(id);
		});
		const all = shown();
		const { program } = await mount(OPERATOR, bridge);
		await card(1042);
		const id = await wanted(bridge);
		act(() => program.place.open("t-1042", id));
		await waitFor(() => expect(program.front.value?.value.items.length).toBeGreaterThan(0));
		for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
		expect(all).toEqual([]);
		machineCame();
		await waitFor(() => expect(all).toEqual([id]));
	});

	test("is in sight again when it is asked for again", async () => {
		const all = shown();
		const { program, bridge } = await mount(OPERATOR);
		await card(1042);
		const id = await wanted(bridge);
		act(() => program.place.open("t-1042", id));
		await waitFor(() => expect(all).toEqual([id]));
		act(() => program.place.open("t-1042", id));
		await waitFor(() => expect(all).toEqual([id, id]));
	});
});

describe("a stopped machine's ticket", () => {
	test("that nobody has answered says whom to call, day and night, until somebody does", async () => {
		const { user, bridge } = await mount(OPERATOR);
		const { id } = await bridge.compose.openTicket("p-anna", {
			kind: "chat",
			categoryId: "c-mech",
			machineId: "m-24-0138",
			machineLabel: "",
			severity: "stopped",
			description: "Ferma del tutto.",
			phone: "",
			callWindow: null,
			followsTicketId: "",
			companyId: "",
			openedForId: "",
		});
		act(() => bridge.world.carry());
		await user.click(await screen.findByRole("button", { name: /Ferma del tutto/ }));
		const line = await screen.findByText(new RegExp(words("support.stopped")));
		expect(line.textContent).toContain("059 555 0100");
		expect(line.textContent).toContain("lun–ven 8–18");
		const { number } = await bridge.tickets.get(id);
		act(() => bridge.world.receive(number, "luca.bianchi", "Arrivo."));
		await waitFor(() => expect(screen.queryByText(new RegExp(words("support.stopped")))).toBeNull());
	});
});

describe("the correction of a refused message", () => {
	const editor = () => screen.findByRole("textbox", { name: words("message.edit") });
	const correct = () => screen.findByRole("button", { name: words("message.resend") });

	test("is a draft: it is there again when one comes back, in the list of what is outgoing too, until it is sent", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1042));
		await screen.findByRole("log");
		act(() => bridge.world.refuse("too_large"));
		await user.click(await correct());
		expect(document.activeElement).toBe(await editor());
		await user.clear(await editor());
		await user.type(await editor(), "È una VS-40");
		await user.click(await card(1037));
		await screen.findByRole("heading", { level: 1, name: /#1037/ });
		await user.click(await card(1042));
		expect(await editor()).toHaveProperty("value", "È una VS-40");
		await waitFor(async () => expect(await bridge.compose.correction(await refusedId(bridge))).toBe("È una VS-40"));
		// Put away by hand it is still there.
		await user.click(screen.getByRole("button", { name: words("action.later") }));
		await waitFor(async () => expect(document.activeElement).toBe(await correct()));
		await user.click(screen.getByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
		await user.click(await screen.findByRole("menuitem", { name: words("outbox.menuCount", { count: 1 }) }));
		const outgoing = within(await screen.findByRole("dialog", { name: words("outbox.title") }));
		await user.click(outgoing.getByRole("button", { name: words("message.resend") }));
		expect(outgoing.getByRole("textbox", { name: words("message.edit") })).toHaveProperty("value", "È una VS-40");
		await user.click(outgoing.getByRole("button", { name: words("message.resend.confirm") }));
		await waitFor(async () =>
			expect((await bridge.compose.outbox())[0]).toMatchObject({ text: "È una VS-40", refusal: null }),
		);
	});

	test.each(["message.resend.confirm", "action.discard"] as const)(
		"leaves the focus in the conversation, or in the list, when it has gone from there (%s)",
		async (way) => {
			const { user, bridge, program } = await mount(OPERATOR);
			await user.click(await card(1042));
			const go = async (part: ReturnType<typeof within>) => {
				if (way === "message.resend.confirm")
					await user.click(part.getByRole("button", { name: words("message.resend") }));
				(await part.findByRole("button", { name: words(way) })).focus();
				await user.keyboard("{Enter}");
				await waitFor(() => expect(part.queryByRole("button", { name: words(way) })).toBeNull());
			};
			const log = await screen.findByRole("log");
			act(() => bridge.world.refuse("too_large"));
			await correct();
			await go(within(log));
			await waitFor(() => expect(document.activeElement).toBe(log));

			if (way === "action.discard") {
				await user.type(screen.getByRole("textbox", { name: words("composer.reply") }), "È una VS-40");
				await user.click(screen.getByRole("button", { name: words("action.send") }));
				await screen.findByText("È una VS-40", { selector: "article p" });
			}
			act(() => bridge.world.refuse("too_large"));
			await correct();
			act(() => program.dialogs.show("outbox"));
			const outgoing = await screen.findByRole("dialog", { name: words("outbox.title") });
			await go(within(outgoing));
			await waitFor(() => expect(outgoing.contains(document.activeElement)).toBe(true));
		},
	);

	const refusedId = async (bridge: FakeBridge) => (await bridge.compose.outbox()).find((one) => one.refusal)?.id ?? "";
});
