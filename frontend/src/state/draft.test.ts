import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../bridge/fake/fake";
import { emptyDraft } from "../model/draft";
import { ComposerStore } from "./composer";
import { Keeper } from "./draft";
import { NewTicketStore } from "./newticket";
import { RefusedStore } from "./refused";

const ANNA = "p-anna";

/** A save or a sending that goes on until it is told how it ended. */
function gate() {
	let open = () => {};
	let fail = (_: unknown) => {};
	const passed = new Promise<void>((resolve, reject) => {
		open = resolve;
		fail = reject;
	});
	return { passed, open, fail };
}

const anna = () => fakeBridge({ login: "anna.rossi", carryAfter: Number.POSITIVE_INFINITY });

test("two that wait for one slow save both wait for the next one too", async () => {
	const saves = [gate(), gate()];
	const save = vi.fn(() => (saves[save.mock.calls.length - 1] as ReturnType<typeof gate>).passed);
	const keeper = new Keeper<string>(save);
	keeper.keep("Aspet");
	const first = keeper.flush();
	keeper.keep("Aspett");
	const second = keeper.flush();
	let done = false;
	const third = keeper.flush().then(() => {
		done = true;
	});
	saves[0]?.open();
	await first;
	await vi.waitFor(() => expect(save).toHaveBeenLastCalledWith("Aspett"));
	expect(done).toBe(false);
	saves[1]?.open();
	await Promise.all([second, third]);
	expect(keeper.unsaved).toBe(false);
});

test("what was given up while its save was under way is not saved after all when that fails", async () => {
	vi.useFakeTimers();
	const slow = gate();
	const save = vi.fn(() => slow.passed);
	const keeper = new Keeper<string>(save);
	keeper.keep("Inviato");
	void keeper.flush();
	const dropped = keeper.drop();
	slow.fail({ code: "storage" });
	await dropped;
	await vi.advanceTimersByTimeAsync(10_000);
	expect(save).toHaveBeenCalledTimes(1);
	expect(keeper.value).toBe("none");
	expect(keeper.unsaved).toBe(false);
	vi.useRealTimers();
});

test("what is typed while a reply is sent is the next one's draft, without the words that went", async () => {
	const bridge = anna();
	const composer = new ComposerStore(bridge, "t-1042", ANNA);
	await composer.load();
	const { send } = bridge.compose;
	const slow = gate();
	bridge.compose.send = (...args) => slow.passed.then(() => send(...args));
	composer.type("Fatto.");
	const sent = composer.send();
	composer.type("Fatto. Poi");
	let flushed = false;
	const flush = composer.flush().then(() => {
		flushed = true;
	});
	await new Promise((next) => setTimeout(next));
	// Whoever goes now waits until it is known what was sent.
	expect(flushed).toBe(false);
	slow.open();
	expect(await sent).toBe(true);
	await flush;
	expect(composer.value.texts.reply).toBe(" Poi");
	expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe(" Poi");
});

test("a new ticket whose button is pressed twice is opened once", async () => {
	const bridge = anna();
	const open = vi.spyOn(bridge.compose, "openTicket");
	const store = new NewTicketStore(bridge, ANNA, false);
	await store.load();
	store.change({ kind: "callback", phone: "0595550142", severity: "stopped", description: "Ferma" });
	const [first, second] = await Promise.all([store.submit(), store.submit()]);
	expect(first).toMatchObject({ id: expect.any(String) });
	expect(second).toBeNull();
	expect(open).toHaveBeenCalledTimes(1);
});

test("a new ticket on its way leaves no draft behind, whatever is typed meanwhile", async () => {
	const bridge = anna();
	const { openTicket } = bridge.compose;
	const slow = gate();
	bridge.compose.openTicket = (...args) => slow.passed.then(() => openTicket(...args));
	const store = new NewTicketStore(bridge, ANNA, false);
	await store.load();
	store.change({ kind: "callback", phone: "0595550142", severity: "stopped", description: "Ferma" });
	const sent = store.submit();
	await vi.waitFor(() => expect(store.value.sending).toBe(true));
	store.change({ description: "Ferma, forse" });
	slow.open();
	await sent;
	await store.flush();
	expect((await bridge.compose.newTicketDraft()).description).toBe("");
});

test("a draft that cannot be discarded stays, and says why", async () => {
	const bridge = anna();
	const store = new NewTicketStore(bridge, ANNA, false);
	await store.load();
	store.change({ description: "Ferma" });
	vi.spyOn(bridge.compose, "discardNewTicketDraft").mockRejectedValue({ code: "storage" });
	await store.discard();
	expect(store.value.draft.description).toBe("Ferma");
	expect(store.value.failure?.code).toBe("storage");
	await store.flush();
	expect((await bridge.compose.newTicketDraft()).description).toBe("Ferma");
});

describe("a draft that cannot be read is not written over", () => {
	/** Anna's program, in which something fails to be read until it can be. */
	function unreadable(name: "replyDraft" | "newTicketDraft" | "correction") {
		const bridge = anna();
		const failing = vi.spyOn(bridge.compose, name).mockRejectedValue({ code: "storage" });
		return { bridge, mend: () => failing.mockRestore() };
	}

	test("of a reply: what is typed meanwhile goes on from it as soon as it can be", async () => {
		vi.useFakeTimers();
		const { bridge, mend } = unreadable("replyDraft");
		await bridge.compose.saveReplyDraft(ANNA, { ticketId: "t-1042", kind: "reply", text: "Scritto ieri" });
		const saved = vi.spyOn(bridge.compose, "saveReplyDraft");
		const composer = new ComposerStore(bridge, "t-1042", ANNA);
		await composer.load();
		expect(composer.value.failure?.code).toBe("storage");
		composer.type("Scritto ora");
		await vi.advanceTimersByTimeAsync(4000);
		expect(saved).not.toHaveBeenCalled();
		expect(composer.keepers.reply.failure?.code).toBe("storage");
		expect(composer.unsaved).toBe(true);
		mend();
		await vi.advanceTimersByTimeAsync(4000);
		expect(composer.value.texts.reply).toBe("Scritto ieri\n\nScritto ora");
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Scritto ieri\n\nScritto ora");
		vi.useRealTimers();
	});

	test("of a reply: sending shows first what it found", async () => {
		const { bridge, mend } = unreadable("replyDraft");
		await bridge.compose.saveReplyDraft(ANNA, { ticketId: "t-1042", kind: "reply", text: "Scritto ieri" });
		const sent = vi.spyOn(bridge.compose, "send");
		const composer = new ComposerStore(bridge, "t-1042", ANNA);
		await composer.load();
		composer.type("Scritto ora");
		expect(await composer.send()).toBe(false);
		expect(composer.value.failure?.code).toBe("storage");
		mend();
		expect(await composer.send()).toBe(false);
		expect(composer.value.texts.reply).toBe("Scritto ieri\n\nScritto ora");
		expect(sent).not.toHaveBeenCalled();
		expect(await composer.send()).toBe(true);
	});

	test("of a new ticket: nothing is asked until it can be", async () => {
		const { bridge, mend } = unreadable("newTicketDraft");
		await bridge.compose.saveNewTicketDraft(ANNA, { ...emptyDraft(), description: "Scritto ieri" });
		const store = new NewTicketStore(bridge, ANNA, false);
		await store.load();
		expect(store.value).toMatchObject({ loaded: false, unread: { code: "storage" } });
		mend();
		await store.load();
		expect(store.value).toMatchObject({ loaded: true, unread: null, draft: { description: "Scritto ieri" } });
	});

	test("of a correction: it opens once it can be", async () => {
		const { bridge, mend } = unreadable("correction");
		bridge.world.refuse("too_large");
		const act = (await bridge.compose.outbox()).find(({ state }) => state === "refused");
		const id = act?.id ?? "";
		await bridge.compose.saveCorrection(ANNA, id, "Corretto ieri");
		const store = new RefusedStore(bridge, ANNA, id, "Com’era");
		await store.load();
		await store.edit();
		expect(store.value).toMatchObject({ editing: false, failure: { code: "storage" } });
		mend();
		await store.edit();
		expect(store.value).toMatchObject({ editing: true, text: "Corretto ieri", failure: null });
	});
});
