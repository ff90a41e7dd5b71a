// @vitest-environment node
import { describe, expect, test, vi } from "vitest";
import type { SearchHit, SearchPage } from "../bridge/bridge";
import { fakeBridge } from "../bridge/fake/fake";
import { normalised } from "../bridge/wails";
import { Keeper } from "./draft";
import { ListStore } from "./list";
import { NewTicketStore } from "./newticket";
import { Program } from "./program";
import { SearchStore } from "./search";
import { TicketStore } from "./ticket";

const ANNA = "p-anna";
const still = { carryAfter: Number.POSITIVE_INFINITY };

describe("the list", () => {
	test("comes in pages, each row once, until the end", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", closed: 230, ...still });
		const list = new ListStore(bridge, "closed");
		await list.load();
		expect(list.value.rows).toHaveLength(50);
		while (list.value.more) await list.more();
		expect(list.value.rows).toHaveLength(230);
		expect(new Set(list.value.rows.map((row) => row.id)).size).toBe(230);
	});

	test("asked twice at once, fetches the next page once", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", closed: 230, ...still });
		const list = new ListStore(bridge, "closed");
		await list.load();
		await Promise.all([list.more(), list.more()]);
		expect(list.value.rows).toHaveLength(100);
	});

	test("a ticket that gets news moves to the top, wherever it was", async () => {
		const bridge = fakeBridge({ login: "luca.bianchi", ...still });
		const list = new ListStore(bridge, "open");
		await list.load();
		expect(list.value.rows.at(-1)?.number).toBe(1024);
		bridge.world.receive(1024, "dario.greco", "Ci siete?");
		await list.changed([list.value.rows.at(-1)?.id ?? ""], false);
		expect(list.value.rows[0]?.number).toBe(1024);
		expect(list.value.rows).toHaveLength(23);
	});

	test("a ticket far below that changes without moving is renewed where it stands", async () => {
		const bridge = fakeBridge({ login: "luca.bianchi", closed: 120, ...still });
		const list = new ListStore(bridge, "closed");
		await list.load();
		while (list.value.more) await list.more();
		const before = list.value.rows.map((row) => row.id);
		const far = list.value.rows[110];
		const get = vi.spyOn(bridge.tickets, "get");
		const detail = await bridge.tickets.get(far?.id ?? "");
		get.mockResolvedValue({ ...detail, unread: 3 });
		await list.changed([far?.id ?? ""], false);
		expect(list.value.rows.map((row) => row.id)).toEqual(before);
		expect(list.value.rows[110]?.unread).toBe(3);
	});
});

describe("a draft", () => {
	test("is saved a moment after the last letter, once, with the last state", async () => {
		vi.useFakeTimers();
		const save = vi.fn(async () => {});
		const keeper = new Keeper<string>(save);
		keeper.keep("a");
		keeper.keep("ab");
		expect(keeper.value).toBe("saving");
		await vi.advanceTimersByTimeAsync(300);
		expect(save.mock.calls).toEqual([["ab"]]);
		expect(keeper.value).toBe("saved");
		vi.useRealTimers();
	});

	test("that cannot be saved is kept in mind and tried again", async () => {
		const save = vi
			.fn<(text: string) => Promise<void>>()
			.mockRejectedValueOnce({ code: "storage" })
			.mockResolvedValue();
		const keeper = new Keeper<string>(save);
		keeper.keep("a");
		await keeper.flush();
		expect(keeper.value).toBe("failed");
		await keeper.flush();
		expect(keeper.value).toBe("saved");
		expect(save).toHaveBeenLastCalledWith("a");
	});

	test("is not brought back by a save under way when its text has been sent", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const ticket = new TicketStore(bridge, "t-1042", ANNA);
		await ticket.load();
		ticket.composer.type("Fatto.");
		expect(await ticket.composer.send()).toBe(true);
		await ticket.composer.flush();
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("");
		expect(ticket.composer.value.texts.reply).toBe("");
	});

	test("stays when sending fails", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		vi.spyOn(bridge.compose, "send").mockRejectedValue({ code: "storage" });
		const ticket = new TicketStore(bridge, "t-1042", ANNA);
		await ticket.load();
		ticket.composer.type("Fatto.");
		expect(await ticket.composer.send()).toBe(false);
		await ticket.composer.flush();
		expect(ticket.composer.value.failure?.code).toBe("storage");
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Fatto.");
	});

	test("typed in the last moment is on the disk before the person signs out", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const program = new Program(bridge);
		await program.start();
		const ticket = program.enter("t-1042");
		ticket.composer.type("Aspett");
		const kept = vi.spyOn(bridge.compose, "saveReplyDraft");
		await program.signOut();
		expect(kept.mock.lastCall?.[1]).toMatchObject({ ticketId: "t-1042", text: "Aspett" });
		expect(program.open.value.rows).toEqual([]);
		program.stop();
	});
});

describe("searching", () => {
	test("drops an answer that comes after a newer question", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const answer = await bridge.tickets.search({ text: "ventose", after: "", limit: 40 });
		let late: (page: SearchPage) => void = () => {};
		vi.spyOn(bridge.tickets, "search")
			.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)))
			.mockResolvedValueOnce({ items: [], next: "" });
		const search = new SearchStore(bridge);
		const first = search.type("ventose");
		await search.type("ventosex");
		late(answer);
		await first;
		expect(search.value.hits).toEqual([]);
		expect(search.value.foundFor).toBe("ventosex");
	});

	/** So many tickets in which "olio" is found, and how many were asked for at a time. */
	async function oil(count: number) {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const [ticket] = (await bridge.tickets.list({ section: "open", after: "", limit: 1 })).items;
		if (!ticket) throw new Error("no ticket");
		const hits: SearchHit[] = Array.from({ length: count }, (_, i) => ({
			ticket: { ...ticket, id: `t-${i}` },
			messageId: "",
			snippet: "",
			marks: [],
			at: 0,
		}));
		const asked = vi.spyOn(bridge.tickets, "search").mockImplementation(async ({ after, limit }) => {
			const from = Number(after);
			const next = from + limit < hits.length ? String(from + limit) : "";
			return { items: hits.slice(from, from + limit), next };
		});
		const search = new SearchStore(bridge);
		await search.type("olio");
		return {
			search,
			hits,
			found: () => search.value.hits.map((hit) => hit.ticket.id),
			first: (n: number) => hits.slice(0, n).map((hit) => hit.ticket.id),
			limits: () => asked.mock.calls.map(([{ limit }]) => limit),
		};
	}

	test("anew after a change finds as far down as one had come, and goes on from there", async () => {
		const { search, hits, found, first } = await oil(100);
		await search.more();
		await search.again();
		expect(found()).toEqual(first(80));
		hits.pop();
		await search.more();
		await search.again();
		expect(found()).toEqual(first(99));
		expect(search.value.more).toBe(false);
	});

	test("anew asks for no more at once than there can be in a page", async () => {
		const { search, found, first, limits } = await oil(700);
		while (search.value.hits.length < 600) await search.more();
		const before = limits().length;
		await search.again();
		expect(limits().slice(before)).toEqual([500, 100]);
		expect(found()).toEqual(first(600));
	});

	test("anew leaves no hit out where the next page is asked for meanwhile, or was a moment before", async () => {
		const { search, found, first } = await oil(300);
		await search.more();
		await Promise.all([search.again(), search.more()]);
		expect(found()).toEqual(first(120));
		await Promise.all([search.more(), search.again()]);
		expect(found()).toEqual(first(160));
		await search.more();
		expect(found()).toEqual(first(200));
	});

	test("for something else begins at its top", async () => {
		const { search, found, first } = await oil(300);
		await search.more();
		await search.type("olio motore");
		expect(found()).toEqual(first(40));
		await search.again();
		expect(found()).toEqual(first(40));
	});
});

describe("what is being written", () => {
	test("goes on from the draft, however quickly one types before it was read", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		await bridge.compose.saveReplyDraft(ANNA, { ticketId: "t-1042", kind: "reply", text: "Aspet" });
		const store = new TicketStore(bridge, "t-1042", ANNA);
		const loaded = store.load();
		store.composer.type("t");
		await loaded;
		expect(store.composer.value.texts.reply).toBe("Aspett");
		await store.composer.flush();
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Aspett");
	});

	test("is there when one leaves the ticket and comes back at once, though the disk is slow", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const save = bridge.compose.saveReplyDraft;
		let onDisk = () => {};
		const slow = new Promise<void>((resolve) => {
			onDisk = resolve;
		});
		bridge.compose.saveReplyDraft = (by, draft) => slow.then(() => save(by, draft));
		const program = new Program(bridge);
		await program.start();
		const first = program.enter("t-1042");
		await first.composer.load();
		first.composer.type("Aspetti");
		program.leave(first);
		const again = program.enter("t-1042");
		onDisk();
		await vi.waitFor(() => expect(again.composer.value.texts.reply).toBe("Aspetti"));
		program.stop();
	});
});

describe("on a full disk", () => {
	const full = { code: "storage" } as const;

	/** A program of Anna's whose drafts are not taken until there is room. */
	async function crowded() {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const { saveReplyDraft, saveNewTicketDraft } = bridge.compose;
		let room = false;
		bridge.compose.saveReplyDraft = (...args) => (room ? saveReplyDraft(...args) : Promise.reject(full));
		bridge.compose.saveNewTicketDraft = (...args) => (room ? saveNewTicketDraft(...args) : Promise.reject(full));
		const program = new Program(bridge);
		await program.start();
		return {
			bridge,
			program,
			makeRoom: () => {
				room = true;
			},
		};
	}

	test("a reply stays when one goes to another ticket and back, and is kept once there is room", async () => {
		vi.useFakeTimers();
		const { bridge, program, makeRoom } = await crowded();
		const store = program.enter("t-1042");
		await store.composer.load();
		store.composer.type("Aspetti");
		program.leave(store);
		await vi.advanceTimersByTimeAsync(10);
		const again = program.enter("t-1042");
		expect(again.composer.value.texts.reply).toBe("Aspetti");
		expect(again.composer.keepers.reply.failure).toEqual(full);
		makeRoom();
		await vi.advanceTimersByTimeAsync(5000);
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Aspetti");
		expect(again.composer.keepers.reply.value).toBe("saved");
		program.stop();
		vi.useRealTimers();
	});

	test("a new ticket stays when one goes back to the list", async () => {
		const { program } = await crowded();
		const store = program.newTicket();
		await store.load();
		store.change({ description: "Non parte" });
		program.leaveNewTicket(store);
		await program.flush();
		const again = program.newTicket();
		program.enterNewTicket(again);
		expect(again.value.draft.description).toBe("Non parte");
		program.stop();
	});

	test("nobody goes without having been asked, and nothing of it is the next person's", async () => {
		const { bridge, program, makeRoom } = await crowded();
		const store = program.newTicket();
		await store.load();
		store.change({ description: "Segreto di Anna" });
		await program.signOut();
		expect(program.dialogs.value).toEqual({ name: "unsaved", going: "signOut" });
		expect(program.session.value?.me?.login).toBe("anna.rossi");
		await program.goAnyway("signOut");
		makeRoom();
		await program.session.signIn({ address: "", login: "marco.ferri", password: "una parola", remember: false });
		await program.flush();
		expect((await bridge.compose.newTicketDraft()).description).toBe("");
		expect(program.newTicket().value.draft.description).toBe("");
		program.stop();
	});
});

describe("a new ticket", () => {
	test("discarded by mistake comes back whole", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const store = new NewTicketStore(bridge, ANNA, false);
		await store.load();
		store.change({ kind: "callback", description: "Ferma da stamattina", phone: "0595550142" });
		await store.discard();
		expect(store.empty).toBe(true);
		await store.restore();
		expect(store.value.draft).toMatchObject({
			kind: "callback",
			description: "Ferma da stamattina",
			phone: "0595550142",
		});
		await store.keeper.flush();
		expect((await bridge.compose.newTicketDraft()).description).toBe("Ferma da stamattina");
	});

	test("left before its last digit was looked at, a number is written whole", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const check = bridge.compose.checkPhone;
		const answers: (() => void)[] = [];
		bridge.compose.checkPhone = (text) => new Promise((resolve) => answers.push(() => void check(text).then(resolve)));
		const store = new NewTicketStore(bridge, ANNA, false);
		const typed = [store.typePhone("059555014"), store.typePhone("0595550142")];
		answers[0]?.();
		const left = store.formatPhone();
		for (const answer of answers.slice(1)) answer();
		await Promise.all([...typed, left]);
		expect(store.value.draft.phone).toBe("059 555 0142");
	});

	test("a number of which only a shorter beginning was looked at loses no digit", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const check = bridge.compose.checkPhone;
		const store = new NewTicketStore(bridge, ANNA, false);
		await store.typePhone("059555014");
		bridge.compose.checkPhone = (text) => (text === "059555014" ? check(text) : Promise.reject({ code: "internal" }));
		await store.typePhone("0595550142");
		await store.formatPhone();
		expect(store.value.draft.phone).toBe("0595550142");
	});

	test("leaves out what only the other kind asks, and keeps it in the draft until sent", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const opened = vi.spyOn(bridge.compose, "openTicket");
		const store = new NewTicketStore(bridge, ANNA, false);
		await store.load();
		store.change({ kind: "callback", categoryId: "c-mech", severity: "stopped", description: "Ferma." });
		await store.typePhone("0595550142");
		expect(await store.submit()).toHaveProperty("id");
		expect(opened.mock.calls[0]?.[1]).toMatchObject({ kind: "callback", categoryId: "", phone: "0595550142" });
		expect((await bridge.compose.newTicketDraft()).description).toBe("");
	});

	test("what the program refuses is shown at its field until it changes", async () => {
		const bridge = fakeBridge({ login: "anna.rossi", ...still });
		const store = new NewTicketStore(bridge, ANNA, false);
		await store.load();
		store.change({ categoryId: "c-mech", machineId: "m-24-0117", severity: "stopped", description: "Ferma." });
		vi.spyOn(bridge.compose, "openTicket").mockRejectedValue({
			code: "invalid",
			fields: [{ location: "body.machineId", reason: "unknown" }],
		});
		expect(await store.submit()).toEqual({ field: "machine" });
		expect(store.fault("machine")).toBe("unknown");
		await store.chooseMachine(null);
		expect(store.fault("machine")).toBe("required");
	});
});

describe("a rejected call", () => {
	test("keeps the code, fields and wait that Go gives", () => {
		expect(normalised({ code: "rate_limited", retryAfter: 60 })).toEqual({ code: "rate_limited", retryAfter: 60 });
		const fields = [{ location: "body.text", reason: "required" }];
		expect(normalised({ code: "invalid", fields })).toEqual({ code: "invalid", fields });
	});

	test("is read from the message of the error that Wails makes of it", () => {
		const said = JSON.stringify({ code: "unauthenticated" });
		expect(normalised(new Error(said))).toEqual({ code: "unauthenticated" });
	});

	test("is the program's own fault when it is anything else", () => {
		expect(normalised("boom")).toEqual({ code: "internal" });
		expect(normalised(new Error("boom"))).toEqual({ code: "internal" });
		expect(normalised(undefined)).toEqual({ code: "internal" });
	});
});
