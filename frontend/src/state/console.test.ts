// @vitest-environment node
import { describe, expect, test, vi } from "vitest";
import { type FakeOptions, fakeBridge } from "../bridge/fake/fake";
import { Program } from "./program";

async function open(options: FakeOptions = {}) {
	const bridge = fakeBridge({ login: "luca.bianchi", carryAfter: Number.POSITIVE_INFINITY, ...options });
	const program = new Program(bridge);
	await program.start();
	await vi.waitFor(() => expect(program.console.value.list.value.loaded).toBe(true));
	await vi.waitFor(() => expect(program.console.value.queues).not.toBeNull());
	const { console } = program;
	return {
		bridge,
		program,
		console,
		list: () => console.value.list,
		numbers: () => console.value.list.value.rows.map(({ number }) => number),
	};
}

/** Waits for the list to have settled on so many rows. */
const rows = (list: { value: { rows: unknown[]; loaded: boolean } }, count: number) =>
	vi.waitFor(() => {
		expect(list.value.loaded).toBe(true);
		expect(list.value.rows).toHaveLength(count);
	});

describe("the list", () => {
	test("has stopped machines first, then who has waited longest", async () => {
		const { numbers, list } = await open();
		expect(numbers().slice(0, 5)).toEqual([1045, 1041, 1042, 1047, 1033]);
		expect(list().value.groups).toEqual({ stopped: 5, degraded: 8, question: 10 });
	});

	test("is sorted by any column, and the other way round once more", async () => {
		const { list, numbers } = await open();
		await list().group(false);
		await list().sortBy("number");
		expect(numbers().slice(0, 2)).toEqual([1047, 1046]);
		await list().sortBy("number");
		expect(numbers().slice(0, 2)).toEqual([1023, 1024]);
	});

	test("comes in pages, each row once, and stays in order while new ones come", async () => {
		const { console, list, bridge } = await open({ closed: 350 });
		console.go({ queue: "closed" });
		await rows(list(), 100);
		await Promise.all([list().more(), list().more()]);
		expect(list().value.rows).toHaveLength(200);
		await list().more();
		await list().more();
		const ids = list().value.rows.map(({ id }) => id);
		expect(ids).toHaveLength(352);
		expect(new Set(ids).size).toBe(352);
		expect(list().value.more).toBe(false);
		await bridge.support.close("t-1042", "Ventosa sostituita.", "");
		await vi.waitFor(() => expect(list().value.rows[0]?.number).toBe(1042));
		expect(list().value.total).toBe(353);
	});

	test("follows what changes: a customer's word, one taken, one closed", async () => {
		const { bridge, list, numbers } = await open();
		list().point("t-1041");
		bridge.world.receive(1047, "mauro.ferrari", "È ancora ferma.");
		await vi.waitFor(() => expect(list().value.rows.find(({ number }) => number === 1047)?.unread).toBe(2));
		await bridge.support.close("t-1041", "Ripartita.", "");
		await vi.waitFor(() => expect(numbers()).not.toContain(1041));
		expect(list().value.cursor).toBe("t-1042");
	});

	test("keeps rows far below where they are, and renews those that changed", async () => {
		const { console, list, bridge } = await open({ closed: 900 });
		console.go({ queue: "closed" });
		await rows(list(), 100);
		for (let i = 0; i < 6; i++) await list().more();
		const far = list().value.rows[650];
		const told = vi.spyOn(bridge.tickets, "get");
		await list().changed([far?.id ?? ""], false);
		expect(list().value.rows).toHaveLength(700);
		expect(list().value.rows[650]?.id).toBe(far?.id);
		expect(told).toHaveBeenCalledTimes(1);
	});

	test("loses no row where one comes in above what is read again", async () => {
		const { console, list, bridge } = await open({ closed: 900 });
		console.go({ queue: "closed" });
		await rows(list(), 100);
		for (let i = 0; i < 6; i++) await list().more();
		const before = list().value.rows.map(({ id }) => id);
		await bridge.support.close("t-1042", "Ventosa sostituita.", "");
		await vi.waitFor(() => expect(list().value.rows).toHaveLength(701));
		expect(list().value.rows.map(({ id }) => id)).toEqual(["t-1042", ...before]);
	});

	test("says that it could not be read, and is read again", async () => {
		const { bridge, list } = await open();
		vi.spyOn(bridge.console, "list").mockRejectedValueOnce({ code: "storage" });
		await list().load();
		expect(list().value.failed).toBe(true);
		await list().load();
		expect(list().value.failed).toBe(false);
	});

	test("drops the answer to an earlier question", async () => {
		const { bridge, list } = await open();
		const real = bridge.console.list;
		let late: (() => void) | undefined;
		vi.spyOn(bridge.console, "list").mockImplementationOnce(async (query) => {
			await new Promise<void>((go) => {
				late = go;
			});
			return real(query);
		});
		const first = list().filter({ text: "ventose" });
		await vi.waitFor(() => expect(late).toBeTruthy());
		const second = list().filter({ text: "sacchetti" });
		late?.();
		await Promise.all([first, second]);
		expect(list().value.rows.map(({ number }) => number)).toEqual([1039]);
	});
});

describe("filters", () => {
	test("that nothing meets say which of them to loosen, and how many are closed", async () => {
		const { list } = await open();
		await list().filter({ companyIds: ["co-alborea-cosmesi"], text: "ventose" });
		expect(list().value.rows).toEqual([]);
		expect(list().value.looser).toEqual([
			{ criterion: "text", count: 3 },
			{ criterion: "companyIds", count: 1 },
		]);
		await list().filter({ companyIds: [], text: "vuoto basso" });
		expect(list().value.closedCount).toBe(1);
	});

	test("can be saved, renamed, changed, moved and given up", async () => {
		const { console, list, bridge } = await open();
		const names = () => console.value.queues?.filters.map(({ name, count }) => `${name} ${count}`);
		await list().filter({ companyIds: ["co-alborea-cosmesi"] });
		await console.saveAs(" Alborea ");
		expect(names()?.at(-1)).toBe("Alborea 3");
		await rows(list(), 3);
		const mine = console.filter?.filter;
		expect(console.filter?.changed).toBe(false);
		await list().filter({ severities: ["degraded"] });
		expect(console.filter?.changed).toBe(true);
		await console.saveChanged();
		expect(console.filter?.changed).toBe(false);
		expect(names()?.at(-1)).toBe("Alborea 1");
		if (!mine || !console.filter) throw new Error("no filter");
		await console.rename(console.filter.filter, "Creme");
		await console.move(mine.id, -1);
		expect(names()?.map((name) => name.split(" ")[0])).toEqual(["Ferme,", "AV-120,", "Creme", "Ricambi"]);
		await console.remove(mine.id);
		expect(console.value.where).toEqual({ queue: "open" });
		expect(console.value.queues?.filters).toHaveLength(3);
		vi.spyOn(bridge.console, "removeFilter").mockRejectedValueOnce({ code: "storage" });
		await console.remove("f-1");
		expect(console.value.failure).toEqual({ code: "storage" });
	});

	test("of a queue, its place, its cursor and its selection are there when one comes back", async () => {
		const { console, list } = await open();
		await list().filter({ severities: ["stopped"] });
		list().point("t-1047");
		list().toggle("t-1041");
		list().view = { offset: 120, measured: undefined };
		const before = list().value;
		console.go({ queue: "mine" });
		await vi.waitFor(() => expect(list().value.loaded).toBe(true));
		expect(list().value.criteria.severities).toEqual([]);
		console.go({ queue: "open" });
		expect(list().value).toMatchObject({
			criteria: before.criteria,
			cursor: "t-1041",
			selected: new Set(["t-1041"]),
			rows: before.rows,
		});
		expect(list().view.offset).toBe(120);
	});

	test("in a queue that was left do not hide what has changed there meanwhile", async () => {
		const { console, list, bridge, numbers } = await open();
		console.go({ queue: "mine" });
		await vi.waitFor(() => expect(list().value.loaded).toBe(true));
		await bridge.support.close("t-1045", "Pulita la fotocellula.", "");
		console.go({ queue: "open" });
		await vi.waitFor(() => expect(numbers()).not.toContain(1045));
	});
});

describe("what is selected", () => {
	test("goes from where one began to where one is, and one by one", async () => {
		const { list, numbers } = await open();
		const selected = () => numbers().filter((number) => list().value.selected.has(`t-${number}`));
		list().move(1);
		list().move(1, true);
		list().move(1, true);
		expect(selected()).toEqual([1045, 1041, 1042]);
		list().toggle("t-1041");
		expect(selected()).toEqual([1045, 1042]);
		list().unselect();
		list().point("t-1040");
		list().extendTo("t-1038");
		expect(selected()).toEqual([1040, 1039, 1044, 1038]);
		list().selectAll();
		expect(selected()).toHaveLength(23);
	});

	test("loses what is no longer there", async () => {
		const { list, bridge } = await open();
		list().toggle("t-1041");
		list().toggle("t-1045");
		await bridge.support.close("t-1041", "Ripartita.", "");
		await vi.waitFor(() => expect(list().value.selected).toEqual(new Set(["t-1045"])));
	});

	test("is done one thing to, and who was left out is named", async () => {
		const { console, list } = await open();
		for (const number of [1045, 1042, 1047]) list().toggle(`t-${number}`);
		await console.batch([...list().value.selected], { kind: "take" });
		expect(console.value.result).toMatchObject({
			done: 2,
			act: "take",
			left: [{ number: 1042, reason: "unchanged" }],
		});
		expect(list().value.selected.size).toBe(0);
	});

	test("stays selected where nothing could be done to it", async () => {
		const { console, list, bridge } = await open();
		vi.spyOn(bridge.console, "batch").mockRejectedValueOnce({ code: "storage" });
		list().toggle("t-1045");
		list().toggle("t-1047");
		expect(await console.batch([...list().value.selected], { kind: "take" })).toBe(false);
		expect(list().value.selected.size).toBe(2);
		expect(console.value.failure).toEqual({ code: "storage" });
	});
});

describe("what many are closed with", () => {
	test("is on the disk as it is written, and there again after an end of the program", async () => {
		const { bridge, program } = await open();
		await program.batchClose.begin("t-1045");
		program.batchClose.write("Fotocellula pulita");
		program.batchClose.choose("u-wear");
		await program.flush();
		expect((await bridge.support.draft("t-1045", "resolution")).text).toBe("Fotocellula pulita");
		const again = new Program(bridge);
		await again.start();
		await again.batchClose.begin("t-1045");
		expect(again.batchClose.value).toMatchObject({ resolution: "Fotocellula pulita", causeId: "u-wear" });
		await again.batchClose.done();
		expect((await bridge.support.draft("t-1045", "resolution")).text).toBe("");
	});

	test("makes room for what was begun for the first ticket, and is found again with its own", async () => {
		const { bridge, program } = await open();
		const kept = async (id: string) => (await bridge.support.draft(id, "resolution")).text;
		const alone = program.enter("t-1042");
		await alone.composer.begin("resolution");
		alone.composer.write("resolution", "Ventosa sostituita");
		program.leave(alone);
		await program.flush();
		await program.batchClose.begin("t-1045");
		program.batchClose.write("Fotocellula pulita");
		await program.batchClose.begin("t-1042");
		expect(program.batchClose.value.resolution).toBe("Ventosa sostituita");
		await program.flush();
		expect(await kept("t-1042")).toBe("Ventosa sostituita");
		expect(await kept("t-1045")).toBe("Fotocellula pulita");
		await program.batchClose.begin("t-1045");
		expect(program.batchClose.value.resolution).toBe("Fotocellula pulita");
	});

	test("goes on to other tickets for which nothing was begun", async () => {
		const { bridge, program } = await open();
		await program.batchClose.begin("t-1045");
		program.batchClose.write("Fotocellula pulita");
		await program.batchClose.begin("t-1042");
		expect(program.batchClose.value.resolution).toBe("Fotocellula pulita");
		await program.flush();
		expect((await bridge.support.draft("t-1042", "resolution")).text).toBe("Fotocellula pulita");
	});

	test("stays in front while it cannot be saved, and is written over nothing that cannot be read", async () => {
		const { bridge, program } = await open();
		const draft = { ticketId: "t-1042", kind: "resolution", text: "Ventosa sostituita", causeId: "" } as const;
		await bridge.support.saveDraft("p-luca", { ...draft, outcome: "", againAt: 0 });
		await program.batchClose.begin("t-1045");
		program.batchClose.write("Fotocellula pulita");
		const save = vi.spyOn(bridge.support, "saveDraft").mockRejectedValue({ code: "storage" });
		await program.batchClose.begin("t-1042");
		expect(program.batchClose.value.resolution).toBe("Fotocellula pulita");
		save.mockRestore();
		vi.spyOn(bridge.support, "draft").mockRejectedValueOnce({ code: "storage" });
		await program.batchClose.begin("t-1042");
		expect(program.batchClose.value.resolution).toBe("Fotocellula pulita");
		await program.flush();
		expect((await bridge.support.draft("t-1042", "resolution")).text).toBe("Ventosa sostituita");
		expect((await bridge.support.draft("t-1045", "resolution")).text).toBe("Fotocellula pulita");
	});

	test("holds whoever leaves back while it cannot be saved", async () => {
		const { bridge, program } = await open();
		await program.batchClose.begin("t-1045");
		vi.spyOn(bridge.support, "saveDraft").mockRejectedValue({ code: "storage" });
		program.batchClose.write("Fotocellula pulita");
		expect(await program.flush()).toBe(false);
		await vi.waitFor(() => expect(program.batchClose.value.unkept).toEqual({ code: "storage" }));
	});
});

test("nothing of one person's console is left for the next", async () => {
	const { console, list, bridge, program } = await open();
	await list().filter({ text: "ventose" });
	list().toggle("t-1042");
	await bridge.session.signOut();
	await program.session.load();
	expect(list().value).toMatchObject({ rows: [], loaded: false });
	expect(list().value.criteria.text).toBe("");
	expect(console.value.queues).toBeNull();
});
