import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../bridge/fake/fake";
import { AttachmentsStore } from "./attachments";
import { DrawingStore } from "./drawing";
import { TicketFilesStore } from "./ticketfiles";
import { ViewerStore } from "./viewer";

const ANNA = "p-anna";
const photo = (name: string) => ({ name, size: 300_000, type: "image/jpeg", width: 1200, height: 900 });
const log = { name: "registro.log", size: 40_000, type: "text/plain", text: "E42" };

/** Two pictures of Luca's with a text between them, after the one that is there. */
async function opened(first: string) {
	const bridge = fakeBridge({ login: "anna.rossi", carryAfter: Number.POSITIVE_INFINITY });
	bridge.world.receive(1042, "luca.bianchi", "Così.", [photo("uno.jpg"), log, photo("due.jpg")]);
	const viewer = new ViewerStore(bridge, () => ANNA);
	const { items } = await bridge.attachments.ofTicket(ANNA, "t-1042");
	const id = items.find(({ attached }) => attached.name === first)?.attached.id ?? "";
	await viewer.openTicket("t-1042", id);
	return { bridge, viewer, id };
}

const shown = (viewer: ViewerStore) => viewer.file?.attached.name;

describe("a picture that is looked at", () => {
	test("has the ticket's other pictures before and after it, and does not go beyond the ends", async () => {
		const { viewer } = await opened("uno.jpg");
		viewer.walk(1);
		expect(shown(viewer)).toBe("due.jpg");
		viewer.walk(1);
		expect(shown(viewer)).toBe("due.jpg");
		viewer.walk(-1);
		viewer.walk(-1);
		expect(shown(viewer)).toBe("ventosa-sinistra.jpg");
		expect(viewer.file?.author?.name).toBe("Anna Rossi");
	});

	test("begins anew with each: as it fits, and not turned", async () => {
		const { viewer } = await opened("uno.jpg");
		viewer.turn();
		viewer.zoom(3);
		viewer.walk(1);
		expect(viewer.value?.pose).toEqual({ scale: 1, turn: 0, x: 0, y: 0 });
	});

	test("that is not here is fetched, and says why where it cannot be", async () => {
		const { bridge, viewer, id } = await opened("uno.jpg");
		bridge.world.evict("uno.jpg");
		bridge.world.goOffline();
		await viewer.openTicket("t-1042", id);
		await vi.waitFor(() => expect(viewer.value?.failure?.reason.code).toBe("unreachable"));
		expect(viewer.file?.attached.here).toBe(false);
		bridge.world.goOnline();
		await viewer.again();
		expect(viewer.value?.failure).toBeNull();
		expect(viewer.file?.attached.here).toBe(true);
	});

	test("that was left while it was fetched says nothing of the next one", async () => {
		const { bridge, viewer, id } = await opened("uno.jpg");
		bridge.world.evict("uno.jpg");
		let fail = (_: unknown) => {};
		vi.spyOn(bridge.attachments, "fetch").mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
		await viewer.openTicket("t-1042", id);
		expect(viewer.value?.busy).toBe("fetching");
		viewer.walk(1);
		fail({ code: "unreachable" });
		await new Promise((next) => setTimeout(next));
		expect(viewer.value?.failure).toBeNull();
		expect(viewer.value?.busy).toBe("");
	});
});

test("a text is read from its beginning, and stands alone", async () => {
	const { viewer } = await opened("registro.log");
	await vi.waitFor(() => expect(viewer.value?.preview).toEqual({ text: "E42", whole: true }));
	expect(viewer.value?.files).toHaveLength(1);
});

test("a file is opened by the system only after the question, and saved without one", async () => {
	const { bridge, viewer } = await opened("uno.jpg");
	await viewer.saveAs();
	expect(bridge.world.done).toEqual(["save uno.jpg"]);
	expect(viewer.value?.saved).toBe(true);
	viewer.ask(true);
	expect(bridge.world.done).toHaveLength(1);
	await viewer.openOutside();
	expect(bridge.world.done).toEqual(["save uno.jpg", "open uno.jpg"]);
	vi.spyOn(bridge.attachments, "openOutside").mockRejectedValueOnce({ code: "forbidden" });
	await viewer.openOutside();
	expect(viewer.value?.failure).toEqual({ what: "open", reason: { code: "forbidden" } });
});

test("what was drawn on a draft's picture takes its place, and is what is shown", async () => {
	const bridge = fakeBridge({ login: "anna.rossi" });
	const draft = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
	bridge.world.choose(photo("a.jpg"), photo("b.jpg"));
	await draft.pick();
	const viewer = new ViewerStore(bridge, () => ANNA);
	const before = draft.value.items[1]?.id ?? "";
	viewer.openDraft(draft, before);
	viewer.draw(true);
	viewer.walk(-1);
	expect(viewer.file?.attached.id).toBe(before);
	expect(await viewer.drawn(new Blob(["drawn"]))).toBe(true);
	expect(viewer.value?.drawing).toBe(false);
	expect(viewer.file?.attached.id).toBe(draft.value.items[1]?.id);
	expect(viewer.file?.attached.id).not.toBe(before);
	vi.spyOn(bridge.attachments, "replace").mockRejectedValueOnce({ code: "storage" });
	viewer.draw(true);
	expect(await viewer.drawn(new Blob(["again"]))).toBe(false);
	expect(viewer.value?.drawing).toBe(true);
});

describe("what is drawn", () => {
	const size = { width: 1000, height: 600 };

	test("is taken back step by step; what a key does over and over is one step", () => {
		const store = new DrawingStore(size);
		store.add();
		for (let i = 0; i < 5; i++) store.moveEnd(0, "to", { x: 10, y: 0 });
		store.choose("crop");
		store.begin({ x: 100, y: 100 });
		store.drag({ x: 400, y: 300 });
		store.drag({ x: 800, y: 500 });
		store.end();
		expect(store.value.drawing.crop).toEqual({ x: 100, y: 100, width: 700, height: 400 });
		expect(store.value.steps).toHaveLength(3);
		store.undo();
		expect(store.value.drawing.crop.width).toBe(1000);
		store.undo();
		store.undo();
		expect(store.blank).toBe(true);
		store.undo();
		expect(store.blank).toBe(true);
	});

	test("by a press that was no drawing is nothing, and no step", () => {
		const store = new DrawingStore(size);
		store.begin({ x: 100, y: 100 });
		store.drag({ x: 103, y: 100 });
		store.end();
		expect(store.blank).toBe(true);
		expect(store.value.steps).toEqual([]);
	});

	test("is not left without a word; said twice it may go", () => {
		const store = new DrawingStore(size);
		expect(store.leave()).toBe(true);
		store.add();
		expect(store.leave()).toBe(false);
		expect(store.value.leaving).toBe(true);
		// Whoever goes on drawing has not left.
		store.moveEnd(0, "to", { x: 10, y: 0 });
		expect(store.leave()).toBe(false);
		expect(store.leave()).toBe(true);
	});

	test("stays as it is when it cannot be saved, and says why", async () => {
		const store = new DrawingStore(size);
		store.add();
		const make = async () => new Blob(["x"]);
		expect(await store.save(make, async () => Promise.reject({ code: "storage" }))).toBe(false);
		expect(store.value).toMatchObject({ saving: false, failure: { code: "storage" } });
		expect(store.value.drawing.arrows).toHaveLength(1);
		expect(await store.save(make, async () => true)).toBe(true);
	});
});

describe("a ticket's files", () => {
	test("are kept here at once for whoever wants it, and not where that failed", async () => {
		const { bridge } = await opened("uno.jpg");
		const files = new TicketFilesStore(bridge, "t-1042", ANNA);
		await files.load();
		expect(files.value.items).toHaveLength(4);
		const kept = files.keepOffline(true);
		expect(files.value.keptOffline).toBe(true);
		await kept;
		expect(files.value.keptOffline).toBe(true);
		vi.spyOn(bridge.attachments, "keepOffline").mockRejectedValueOnce({ code: "storage" });
		await files.keepOffline(false);
		expect(files.value).toMatchObject({ keptOffline: true, failure: { what: "keep", reason: { code: "storage" } } });
	});

	test("are not said to be given up by what was read before that was chosen", async () => {
		const { bridge } = await opened("uno.jpg");
		const files = new TicketFilesStore(bridge, "t-1042", ANNA);
		const { ofTicket } = bridge.attachments;
		let answer = () => {};
		vi.spyOn(bridge.attachments, "ofTicket").mockImplementationOnce(async (...args) => {
			const read = await ofTicket(...args);
			await new Promise<void>((next) => {
				answer = next;
			});
			return read;
		});
		const looked = files.load();
		await vi.waitFor(() => expect(bridge.attachments.ofTicket).toHaveBeenCalledTimes(1));
		const told: boolean[] = [];
		files.subscribe(() => told.push(files.value.keptOffline));
		const kept = files.keepOffline(true);
		await new Promise((next) => setTimeout(next));
		answer();
		await Promise.all([looked, kept]);
		expect(told).not.toContain(false);
		expect(files.value.keptOffline).toBe(true);
	});

	test("are kept by a key, without having been looked at before", async () => {
		const { bridge } = await opened("uno.jpg");
		await bridge.attachments.keepOffline(ANNA, "t-1042", true);
		const files = new TicketFilesStore(bridge, "t-1042", ANNA);
		await files.toggleOffline();
		expect((await bridge.attachments.ofTicket(ANNA, "t-1042")).keptOffline).toBe(false);
	});
});
