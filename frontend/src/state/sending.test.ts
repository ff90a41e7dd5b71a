import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../bridge/fake/fake";
import { TicketStore } from "./ticket";

const LUCA = "p-luca";

async function luca(ticketId = "t-1042") {
	const bridge = fakeBridge({ login: "luca.bianchi", carryAfter: Number.POSITIVE_INFINITY });
	const ticket = new TicketStore(bridge, ticketId, LUCA);
	bridge.on("tickets:changed", () => void ticket.changed());
	await ticket.load();
	return { bridge, ticket, send: vi.spyOn(bridge.compose, "send") };
}

const concerns = ({ sending }: TicketStore) => sending.value?.concerns.map(({ kind }) => kind);

describe("a reply of the support", () => {
	test("goes at once where there is nothing to be looked at", async () => {
		const { ticket, send } = await luca();
		ticket.composer.type("Spedisco oggi due ventose nuove.");
		expect(await ticket.sending.send()).toBe(true);
		expect(send).toHaveBeenCalledTimes(1);
	});

	test("is held back when the customer has written meanwhile, and shows what came", async () => {
		const { bridge, ticket, send } = await luca();
		ticket.composer.type("Allora ci vediamo");
		bridge.world.receive(1042, "anna.rossi", "Lasci stare, è ripartita.");
		await vi.waitFor(() => expect(ticket.items.at(-1)?.text).toContain("ripartita"));
		ticket.composer.type("Allora ci vediamo domani.");
		expect(await ticket.sending.send()).toBe(false);
		expect(send).not.toHaveBeenCalled();
		const [concern] = ticket.sending.value?.concerns ?? [];
		expect(concern?.kind === "news" && concern.messages.map(({ text }) => text)).toEqual(["Lasci stare, è ripartita."]);
		expect(await ticket.sending.confirm()).toBe(true);
		expect(send).toHaveBeenCalledTimes(1);
	});

	test("that was read about once is not asked about again", async () => {
		const { bridge, ticket } = await luca();
		ticket.composer.type("Allora ci vediamo");
		bridge.world.receive(1042, "anna.rossi", "Lasci stare.");
		await vi.waitFor(() => expect(ticket.items.at(-1)?.text).toBe("Lasci stare."));
		await ticket.sending.send();
		ticket.sending.putAway();
		expect(await ticket.sending.send()).toBe(true);
	});

	test("is held back again by what comes while one looks at the question", async () => {
		const { bridge, ticket, send } = await luca();
		ticket.composer.type("Il tecnico arriva {giorno}.");
		await ticket.sending.send();
		bridge.world.receive(1042, "anna.rossi", "Lasci stare, è ripartita.");
		await vi.waitFor(() => expect(ticket.items.at(-1)?.text).toContain("ripartita"));
		expect(await ticket.sending.confirm()).toBe(false);
		expect(concerns(ticket)).toEqual(["news"]);
		expect(await ticket.sending.confirm()).toBe(true);
		expect(send).toHaveBeenCalledTimes(1);
	});

	test("does not close over what comes while the resolution is written, and keeps that", async () => {
		const { bridge, ticket } = await luca();
		ticket.composer.type("Ecco fatto.");
		await ticket.sending.send("close");
		ticket.composer.write("resolution", "Ventosa sostituita.");
		ticket.composer.choose("resolution", { causeId: "u-wear" });
		bridge.world.receive(1042, "anna.rossi", "Si è fermata di nuovo.");
		await vi.waitFor(() => expect(ticket.items.at(-1)?.text).toContain("di nuovo"));
		expect(await ticket.close()).toBe(false);
		expect((await bridge.tickets.get("t-1042")).status).not.toBe("closed");
		expect([concerns(ticket), ticket.value.dialog]).toEqual([["news"], ""]);
		await ticket.sending.confirm();
		expect(ticket.value.dialog).toBe("sendAndClose");
		expect(ticket.composer.value.texts.resolution).toBe("Ventosa sostituita.");
		expect(await ticket.close()).toBe(true);
	});

	test("begun after the customer's last word is not held back by it", async () => {
		const { bridge, ticket } = await luca();
		bridge.world.receive(1042, "anna.rossi", "Pronto?");
		await vi.waitFor(() => expect(ticket.items.at(-1)?.text).toBe("Pronto?"));
		ticket.composer.type("Eccomi.");
		expect(await ticket.sending.send()).toBe(true);
	});

	test("found as a draft was begun before what has not been read", async () => {
		const first = await luca();
		await first.bridge.compose.saveReplyDraft(LUCA, { ticketId: "t-1042", kind: "reply", text: "Allora ci vediamo" });
		first.bridge.world.receive(1042, "anna.rossi", "Lasci stare.");
		const ticket = new TicketStore(first.bridge, "t-1042", LUCA);
		await ticket.load();
		await ticket.sending.send();
		expect(concerns(ticket)).toEqual(["news"]);
	});

	test("with the words of a note is held back, wherever they were copied from", async () => {
		const { ticket, send } = await luca();
		const said = "Prima di spedire controlla il lotto.";
		ticket.composer.type(`Buongiorno Anna. ${said}`);
		await ticket.sending.send();
		const [concern] = ticket.sending.value?.concerns ?? [];
		expect(concern?.kind === "note" && concern.passage).toBe("Prima di spedire controlla il lotto");
		expect(send).not.toHaveBeenCalled();
	});

	test("with what was cut out of the note's box is held back", async () => {
		const { ticket } = await luca();
		ticket.composer.setMode("note");
		ticket.composer.type("Il cliente non ha mai pagato i ricambi di marzo.");
		ticket.composer.type("");
		ticket.composer.setMode("reply");
		ticket.composer.type("Il cliente non ha mai pagato i ricambi di marzo.");
		await ticket.sending.send();
		expect(concerns(ticket)).toEqual(["note"]);
	});

	test("may say what a note only quotes of the conversation", async () => {
		const { bridge, ticket } = await luca();
		await bridge.compose.send(LUCA, {
			ticketId: "t-1042",
			kind: "note",
			text: "Dice: “No, si ferma a −0,3. Ieri segnava −0,7.”",
		});
		await vi.waitFor(() => expect(ticket.items.at(-1)?.kind).toBe("note"));
		ticket.composer.type("Mi scrive che si ferma a −0,3. Ieri segnava −0,7. Giusto?");
		expect(await ticket.sending.send()).toBe(true);
	});

	test("becomes a note where it should have been one, and the customer gets nothing", async () => {
		const { bridge, ticket, send } = await luca();
		ticket.composer.type("Prima di spedire controlla il lotto.");
		await ticket.sending.send();
		ticket.composer.toNote();
		expect(ticket.composer.value.mode).toBe("note");
		expect(await ticket.sending.send()).toBe(true);
		expect(send.mock.calls.map(([, { kind }]) => kind)).toEqual(["note"]);
		await ticket.composer.flush();
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("");
	});

	test("with places that are not filled in is held back until they are, or somebody stands by it", async () => {
		const { ticket, send } = await luca();
		ticket.composer.type("Il tecnico arriva {giorno} tra le {ora} e le {ora fine}.");
		await ticket.sending.send("wait");
		const [concern] = ticket.sending.value?.concerns ?? [];
		expect(concern?.kind === "unfilled" && concern.names).toEqual(["giorno", "ora", "ora fine"]);
		ticket.composer.type("Il tecnico arriva {giorno} tra le 9 e le 11.");
		expect(ticket.sending.value).toBeNull();
		await ticket.sending.send("wait");
		expect(concerns(ticket)).toEqual(["unfilled"]);
		ticket.composer.type("Il tecnico arriva lunedì tra le 9 e le 11.");
		expect(await ticket.sending.send()).toBe(true);
		expect(send).toHaveBeenCalledTimes(1);
	});

	test("and waiting go together", async () => {
		const { bridge, ticket } = await luca();
		ticket.composer.type("Provi e mi dica.");
		expect(await ticket.sending.send("wait")).toBe(true);
		expect((await bridge.tickets.get("t-1042")).status).toBe("waiting");
	});

	test("and closing go together, with the resolution and the cause; neither goes where one cannot", async () => {
		const { bridge, ticket } = await luca();
		ticket.composer.type("Ecco fatto.");
		await ticket.sending.send("close");
		expect(ticket.value.dialog).toBe("sendAndClose");
		ticket.composer.write("resolution", "Ventosa sostituita.");
		ticket.composer.choose("resolution", { causeId: "u-wear" });
		const sendAnd = vi.spyOn(bridge.compose, "sendAnd").mockRejectedValueOnce({ code: "storage" });
		expect(await ticket.close()).toBe(false);
		await ticket.composer.flush();
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Ecco fatto.");
		expect((await bridge.support.draft("t-1042", "resolution")).text).toBe("Ventosa sostituita.");
		expect(await ticket.close()).toBe(true);
		expect(sendAnd).toHaveBeenLastCalledWith(
			LUCA,
			{ ticketId: "t-1042", kind: "reply", text: "Ecco fatto." },
			{ status: "closed", resolution: "Ventosa sostituita.", causeId: "u-wear" },
		);
		const { status, cause, resolution } = await bridge.tickets.get("t-1042");
		expect({ status, cause, resolution }).toEqual({
			status: "closed",
			cause: "Usura",
			resolution: "Ventosa sostituita.",
		});
		expect(ticket.composer.value.texts.resolution).toBe("");
		await ticket.composer.flush();
		expect((await bridge.support.draft("t-1042", "resolution")).text).toBe("");
	});
});

test("a note left half written is found as a note, in front", async () => {
	const { bridge } = await luca();
	await bridge.compose.saveReplyDraft(LUCA, { ticketId: "t-1042", kind: "note", text: "Il cliente non" });
	const ticket = new TicketStore(bridge, "t-1042", LUCA);
	await ticket.load();
	expect(ticket.composer.value.mode).toBe("note");
});

test("an operator is asked nothing", async () => {
	const bridge = fakeBridge({ login: "anna.rossi", carryAfter: Number.POSITIVE_INFINITY });
	const ticket = new TicketStore(bridge, "t-1042", "p-anna");
	bridge.on("tickets:changed", () => void ticket.changed());
	await ticket.load();
	ticket.composer.type("Sono {qui}");
	bridge.world.receive(1042, "luca.bianchi", "Un momento.");
	await vi.waitFor(() => expect(ticket.items.at(-1)?.text).toBe("Un momento."));
	expect(await ticket.sending.send()).toBe(true);
});

describe("those on the other side learn", () => {
	test("that one looks, types, rests, and that it has gone", async () => {
		vi.useFakeTimers();
		const { bridge, ticket } = await luca();
		const told = () => bridge.world.doing.map(({ state }) => state);
		ticket.composer.type("B");
		ticket.composer.type("Bu");
		await vi.advanceTimersByTimeAsync(5000);
		ticket.composer.setMode("note");
		ticket.composer.type("Da rich");
		ticket.composer.type("");
		expect(told()).toEqual(["viewing", "typing", "viewing", "typing_note", "viewing"]);
		ticket.presence.end();
		await vi.advanceTimersByTimeAsync(10_000);
		expect(told()).toHaveLength(5);
		vi.useRealTimers();
	});
});

describe("what is asked in a dialog", () => {
	test("is there again after the program has died: words, outcome, when to call again, cause", async () => {
		const { bridge, ticket } = await luca();
		const again = Date.now() + 3_600_000;
		await ticket.composer.begin("call");
		ticket.composer.choose("call", { outcome: "busy" });
		ticket.composer.choose("call", { againAt: again });
		ticket.composer.write("resolution", "Ventosa");
		ticket.composer.choose("resolution", { causeId: "u-wear" });
		await ticket.composer.flush();
		const { composer } = new TicketStore(bridge, "t-1042", LUCA);
		await composer.begin("call");
		await composer.begin("resolution");
		expect(composer.value.chosen).toEqual({ outcome: "busy", againAt: again, causeId: "u-wear" });
		expect(composer.value.texts.resolution).toBe("Ventosa");
	});

	test("is nowhere any more once it was recorded, and the other stays", async () => {
		const { bridge, ticket } = await luca();
		ticket.composer.choose("call", { outcome: "busy" });
		ticket.composer.choose("resolution", { causeId: "u-wear" });
		await ticket.composer.flush();
		expect(await ticket.logCall("busy")).toBe(true);
		await ticket.composer.flush();
		expect(ticket.composer.value.chosen).toEqual({ outcome: "", againAt: 0, causeId: "u-wear" });
		expect((await bridge.support.draft("t-1042", "call")).outcome).toBe("");
		expect((await bridge.support.draft("t-1042", "resolution")).causeId).toBe("u-wear");
	});

	test("is kept on where it could not be recorded", async () => {
		const { bridge, ticket } = await luca();
		vi.spyOn(bridge.support, "logCall").mockRejectedValueOnce({ code: "storage" });
		ticket.composer.choose("call", { outcome: "busy" });
		await expect(ticket.logCall("busy")).rejects.toEqual({ code: "storage" });
		await ticket.composer.flush();
		expect((await bridge.support.draft("t-1042", "call")).outcome).toBe("busy");
	});

	test("keeps what is typed while it is being recorded", async () => {
		const { bridge, ticket } = await luca();
		ticket.composer.write("call", "Richiama lui.");
		let recorded = () => {};
		vi.spyOn(bridge.support, "logCall").mockReturnValueOnce(new Promise((resolve) => (recorded = resolve)));
		const going = ticket.logCall("busy");
		await vi.waitFor(() => expect(bridge.support.logCall).toHaveBeenCalled());
		ticket.composer.write("call", "Richiama lui. Anzi no.");
		recorded();
		expect(await going).toBe(true);
		await ticket.composer.flush();
		expect((await bridge.support.draft("t-1042", "call")).text).toBe(" Anzi no.");
	});
});
