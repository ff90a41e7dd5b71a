import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../bridge/fake/fake";
import { AttachmentsStore } from "./attachments";
import { ComposerStore } from "./composer";
import { NewTicketStore } from "./newticket";
import { Program } from "./program";
import { SendingStore } from "./sending";

const ANNA = "p-anna";
const LUCA = "p-luca";
const STILL = { carryAfter: Number.POSITIVE_INFINITY };

const photo = (name: string, size = 300_000) => ({ name, size, type: "image/jpeg", width: 1200, height: 900 });
const log = { name: "registro.log", size: 40_000, type: "text/plain", text: "E42" };

const anna = () => fakeBridge({ login: "anna.rossi", ...STILL });
const luca = () => fakeBridge({ login: "luca.bianchi", ...STILL });

const names = (store: AttachmentsStore) => store.value.items.map(({ name }) => name);

/** A call that goes on until it is told to. */
function slow<A extends unknown[], R>(work: (...args: A) => Promise<R>) {
	let open = () => {};
	const passed = new Promise<void>((resolve) => {
		open = resolve;
	});
	return { call: (...args: A) => passed.then(() => work(...args)), open: () => open() };
}

describe("the files of a draft", () => {
	test("are there again for whoever comes back", async () => {
		const bridge = anna();
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		bridge.world.choose(photo("a.jpg"), log);
		await store.pick();
		const again = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		await again.load();
		expect(names(again)).toEqual(["a.jpg", "registro.log"]);
	});

	test("stand in the order in which they were added, whichever was copied first", async () => {
		const bridge = anna();
		const { addBytes } = bridge.attachments;
		const first = slow(addBytes);
		bridge.attachments.addBytes = (...args) => (args[2] === "1.png" ? first.call(...args) : addBytes(...args));
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		const added = store.addLoose(["1.png", "2.png"].map((name) => ({ name, bytes: new Blob(["x".repeat(300)]) })));
		expect(store.value.coming.map((one) => one.names)).toEqual([["1.png"], ["2.png"]]);
		first.open();
		await added;
		expect(names(store)).toEqual(["1.png", "2.png"]);
		expect(store.value.coming).toEqual([]);
	});

	test("say of each that could not be taken why, and take the others", async () => {
		const bridge = anna();
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		bridge.world.choose(
			photo("a.jpg"),
			{ ...log, name: "film.mp4", size: 600 << 20 },
			{ ...log, name: "vuoto.txt", size: 0 },
			{ ...log, name: "chiavetta.txt", refused: "not_found" },
			photo("b.jpg"),
		);
		await store.pick();
		expect(names(store)).toEqual(["a.jpg", "b.jpg"]);
		expect(store.value.refused).toEqual([
			{ name: "film.mp4", reason: "too_large" },
			{ name: "vuoto.txt", reason: "empty" },
			{ name: "chiavetta.txt", reason: "not_found" },
		]);
		expect(store.value.limit).toBe(500 << 20);
		await store.addPaths(["/tmp/c.jpg"]);
		expect(store.value.refused).toEqual([]);
	});

	test("are twenty at most", async () => {
		const bridge = anna();
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		bridge.world.choose(...Array.from({ length: 22 }, (_, i) => photo(`${i}.jpg`)));
		await store.pick();
		expect(store.value.items).toHaveLength(20);
		expect(store.value.refused.map(({ name, reason }) => `${name} ${reason}`)).toEqual([
			"20.jpg too_many",
			"21.jpg too_many",
		]);
	});

	test("do not come through memory when they are folders, or large", async () => {
		const bridge = anna();
		const addBytes = vi.spyOn(bridge.attachments, "addBytes");
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		const large = Object.defineProperty(new Blob(["x"]), "size", { value: (32 << 20) + 1 });
		await store.addLoose([
			{ name: "foto", bytes: null },
			{ name: "film.mp4", bytes: large },
		]);
		expect(addBytes).not.toHaveBeenCalled();
		expect(store.value.refused.map(({ reason }) => reason)).toEqual(["folder", "too_large_paste"]);
	});

	test("go from sight when they are taken out, and are back if they could not be", async () => {
		const bridge = anna();
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		bridge.world.choose(photo("a.jpg"), photo("b.jpg"));
		await store.pick();
		const id = store.value.items[0]?.id ?? "";
		vi.spyOn(bridge.attachments, "remove").mockRejectedValueOnce({ code: "storage" });
		const removed = store.remove(id);
		expect(names(store)).toEqual(["b.jpg"]);
		await removed;
		expect(names(store)).toEqual(["a.jpg", "b.jpg"]);
		expect(store.value.failure).toEqual({ code: "storage" });
		await store.remove(id);
		expect(names(store)).toEqual(["b.jpg"]);
		expect(store.value.failure).toBeNull();
	});

	test("keep their places when one is drawn on", async () => {
		const bridge = anna();
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		bridge.world.choose(photo("a.jpg"), photo("b.jpg"), photo("c.jpg"));
		await store.pick();
		const before = store.value.items.map(({ id }) => id);
		const after = await store.replace(before[1] ?? "", new Blob(["drawn"]));
		expect(store.value.items.map(({ id }) => id)).toEqual([before[0], after?.id, before[2]]);
		expect(names(store)).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
	});

	test("of which photographs go smaller go whole for whoever wants it", async () => {
		const bridge = anna();
		const store = new AttachmentsStore(bridge, "reply:t-1042", ANNA);
		bridge.world.choose(photo("a.jpg", 4_000_000));
		await store.pick();
		const [smaller] = store.value.items;
		expect(smaller?.size).toBe(500_000);
		await store.sendOriginal(smaller?.id ?? "", true);
		expect(store.value.items[0]?.size).toBe(4_000_000);
	});
});

describe("a reply", () => {
	test("can be a file and no words", async () => {
		const bridge = anna();
		const composer = new ComposerStore(bridge, "t-1042", ANNA);
		await composer.load();
		expect(await composer.send()).toBe(false);
		bridge.world.choose(photo("a.jpg"));
		await composer.files.reply.pick();
		expect(await composer.send()).toBe(true);
		expect(composer.files.reply.value.items).toEqual([]);
		const { items } = await bridge.tickets.messages({ ticketId: "t-1042", before: "", limit: 1 });
		expect(items[0]?.text).toBe("");
		expect(items[0]?.attachments.map(({ name, state }) => `${name} ${state}`)).toEqual(["a.jpg waiting"]);
	});

	test("waits for what is still being copied, which goes along", async () => {
		const bridge = anna();
		const composer = new ComposerStore(bridge, "t-1042", ANNA);
		await composer.load();
		const copying = slow(bridge.attachments.addPaths);
		bridge.attachments.addPaths = copying.call;
		const send = vi.spyOn(bridge.compose, "send");
		void composer.files.reply.addPaths(["/media/usb/registro.log"]);
		composer.type("Ecco il registro.");
		const sent = composer.send();
		composer.type("Ecco il registro. E poi");
		await new Promise((next) => setTimeout(next));
		expect(send).not.toHaveBeenCalled();
		copying.open();
		expect(await sent).toBe(true);
		const { items } = await bridge.tickets.messages({ ticketId: "t-1042", before: "", limit: 1 });
		expect(items[0]).toMatchObject({ text: "Ecco il registro.", attachments: [{ name: "registro.log" }] });
		expect(composer.value.texts.reply).toBe(" E poi");
	});

	test("without words is not sent when nothing of its file could be taken", async () => {
		const bridge = anna();
		const composer = new ComposerStore(bridge, "t-1042", ANNA);
		await composer.load();
		const send = vi.spyOn(bridge.compose, "send");
		const copying = slow(bridge.attachments.addPaths);
		bridge.attachments.addPaths = async (...args) => {
			await copying.call(...args);
			return { added: [], refused: [{ name: "registro.log", reason: "changed" }], limit: 1 };
		};
		void composer.files.reply.addPaths(["/media/usb/registro.log"]);
		const sent = composer.send();
		copying.open();
		expect(await sent).toBe(false);
		expect(send).not.toHaveBeenCalled();
		expect(composer.files.reply.value.refused).toHaveLength(1);
	});

	test("that could not be committed keeps its files", async () => {
		const bridge = anna();
		const composer = new ComposerStore(bridge, "t-1042", ANNA);
		await composer.load();
		bridge.world.choose(photo("a.jpg"));
		await composer.files.reply.pick();
		vi.spyOn(bridge.compose, "send").mockRejectedValueOnce({ code: "storage" });
		expect(await composer.send()).toBe(false);
		expect(names(composer.files.reply)).toEqual(["a.jpg"]);
	});

	test("that becomes a note takes its files along, behind the note's own", async () => {
		const bridge = luca();
		const composer = new ComposerStore(bridge, "t-1042", LUCA);
		await composer.load();
		bridge.world.choose(photo("nota.jpg"));
		await composer.files.note.pick();
		bridge.world.choose(photo("risposta.jpg"));
		await composer.files.reply.pick();
		composer.toNote();
		await vi.waitFor(() => expect(names(composer.files.note)).toEqual(["nota.jpg", "risposta.jpg"]));
		expect(names(composer.files.reply)).toEqual([]);
	});

	test("that becomes a note while its file is being copied takes it along, also where the note is sent at once", async () => {
		const bridge = luca();
		const composer = new ComposerStore(bridge, "t-1042", LUCA);
		await composer.load();
		const copying = slow(bridge.attachments.addPaths);
		bridge.attachments.addPaths = copying.call;
		composer.type("Solo per noi");
		void composer.files.reply.addPaths(["/media/usb/interno.mp4"]);
		composer.toNote();
		expect(composer.files.note.value.coming.map((one) => one.names)).toEqual([["interno.mp4"]]);
		expect(composer.empty("reply")).toBe(true);
		const sent = composer.send();
		copying.open();
		expect(await sent).toBe(true);
		const { items } = await bridge.tickets.messages({ ticketId: "t-1042", before: "", limit: 1 });
		expect(items[0]).toMatchObject({ kind: "note", attachments: [{ name: "interno.mp4" }] });
		expect([...names(composer.files.reply), ...names(composer.files.note)]).toEqual([]);
	});

	test("that becomes a note tells it what of its files could not be copied", async () => {
		const bridge = luca();
		const composer = new ComposerStore(bridge, "t-1042", LUCA);
		await composer.load();
		bridge.world.choose({ ...log, refused: "not_found" });
		composer.type("Solo per noi");
		void composer.files.reply.pick();
		composer.toNote();
		await composer.settled();
		expect(composer.files.note.value.refused).toEqual([{ name: "registro.log", reason: "not_found" }]);
		expect(composer.files.reply.value.refused).toEqual([]);
	});

	test.each(["note", "reply"] as const)(
		"that becomes a note without its files, which cannot be moved, is not sent before that was said: a %s",
		async (mode) => {
			const bridge = luca();
			const composer = new ComposerStore(bridge, "t-1042", LUCA);
			await composer.load();
			bridge.world.choose(photo("interno.jpg"));
			await composer.files.reply.pick();
			composer.type("Solo per noi");
			// The note has a file of its own on its way, which is not waited for by what is sent as a reply.
			void composer.files.note.addPaths(["/media/usb/nota.log"]);
			vi.spyOn(bridge.attachments, "move").mockRejectedValueOnce({ code: "storage" });
			const send = vi.spyOn(bridge.compose, "send");
			composer.toNote();
			composer.setMode(mode);
			composer.type("Ecco");
			expect(await composer.send()).toBe(false);
			expect(send).not.toHaveBeenCalled();
			await composer.settled();
			expect(names(composer.files.reply)).toEqual(["interno.jpg"]);
			for (const { value } of [composer.files.reply, composer.files.note]) {
				expect(value.unmoved).toEqual({ code: "storage" });
			}
			// Whoever has been told it decides.
			expect(await composer.send()).toBe(true);
		},
	);

	test("that is nothing but a file is not asked about as if words were missing", async () => {
		const bridge = luca();
		const composer = new ComposerStore(bridge, "t-1042", LUCA);
		await composer.load();
		bridge.world.choose(photo("a.jpg"));
		await composer.files.reply.pick();
		const sending = new SendingStore({ composer, items: [], markerId: "", support: true, askResolution: () => {} });
		expect(await sending.send()).toBe(true);
	});
});

test("a note that is nothing but a file goes on as a note, in front of whoever comes back", async () => {
	const bridge = luca();
	const files = new AttachmentsStore(bridge, "note:t-1042", LUCA);
	bridge.world.choose(photo("a.jpg"));
	await files.pick();
	const composer = new ComposerStore(bridge, "t-1042", LUCA);
	await composer.load();
	expect(composer.value.mode).toBe("note");
});

describe("a new ticket", () => {
	const store = async (bridge: ReturnType<typeof anna>) => {
		const ticket = new NewTicketStore(bridge, ANNA, false);
		await ticket.load();
		return ticket;
	};

	test("has its files with its description", async () => {
		const bridge = anna();
		const ticket = await store(bridge);
		bridge.world.choose(photo("a.jpg"), log);
		await ticket.files.pick();
		expect(ticket.empty).toBe(false);
		ticket.change({ categoryId: "c-mech", machineId: "m-24-0117", severity: "stopped", description: "Perde olio" });
		const opened = await ticket.submit();
		const id = opened && "id" in opened ? opened.id : "";
		const { items } = await bridge.tickets.messages({ ticketId: id, before: "", limit: 9 });
		expect(items[0]?.attachments.map(({ name }) => name)).toEqual(["a.jpg", "registro.log"]);
		expect(await bridge.attachments.ofDraft(ANNA, "new")).toEqual([]);
	});

	test("that was discarded by mistake has its files again with its words", async () => {
		const bridge = anna();
		const ticket = await store(bridge);
		bridge.world.choose(photo("a.jpg"));
		await ticket.files.pick();
		ticket.change({ description: "Perde olio" });
		await ticket.flush();
		await ticket.discard();
		expect(names(ticket.files)).toEqual([]);
		await ticket.restore();
		expect(names(ticket.files)).toEqual(["a.jpg"]);
		expect(ticket.value.draft.description).toBe("Perde olio");
	});

	test("is not sent without the files that could not be brought back before that was said", async () => {
		const bridge = anna();
		const ticket = await store(bridge);
		bridge.world.choose(photo("a.jpg"));
		await ticket.files.pick();
		ticket.change({ kind: "callback", phone: "0595550142", severity: "stopped", description: "Ferma" });
		await ticket.discard();
		const moving = slow(() => Promise.reject({ code: "storage" }));
		bridge.attachments.move = moving.call;
		void ticket.restore();
		const sent = ticket.submit();
		await vi.waitFor(() => expect(ticket.value.sending).toBe(true));
		moving.open();
		expect(await sent).toBeNull();
		expect(ticket.files.value.unmoved).toEqual({ code: "storage" });
		await ticket.flush();
		expect((await bridge.compose.newTicketDraft()).description).toBe("Ferma");
	});

	test("that was discarded goes with its files or stays with them", async () => {
		const bridge = anna();
		const ticket = await store(bridge);
		bridge.world.choose(photo("a.jpg"));
		await ticket.files.pick();
		const discard = vi.spyOn(bridge.compose, "discardNewTicketDraft").mockRejectedValue({ code: "storage" });
		await ticket.discard();
		// As the disk has it when the program dies now.
		expect(names(ticket.files)).toEqual(["a.jpg"]);
		expect(await bridge.attachments.ofDraft(ANNA, "discarded")).toEqual([]);
		discard.mockRestore();
		await ticket.discard();
		expect(names(ticket.files)).toEqual([]);
		await ticket.restore();
		expect(names(ticket.files)).toEqual(["a.jpg"]);
	});

	test("brings back nothing of one that was discarded before", async () => {
		const bridge = anna();
		const ticket = await store(bridge);
		bridge.world.choose(photo("a.jpg"));
		await ticket.files.pick();
		await ticket.discard();
		ticket.change({ description: "Un’altra" });
		await ticket.flush();
		await ticket.discard();
		await ticket.restore();
		expect(ticket.value.draft.description).toBe("Un’altra");
		expect(names(ticket.files)).toEqual([]);
	});

	test("for somebody on the telephone is not begun over files that wait for another", async () => {
		const bridge = luca();
		const program = new Program(bridge);
		await program.start();
		bridge.world.choose(photo("a.jpg"));
		await program.newFiles().pick();
		await program.newTicketFor("co-biscotti-tremolino", "p-anna");
		expect((await bridge.compose.newTicketDraft()).companyId).toBe("");
		program.stop();
	});
});

describe("while a large file is being copied", () => {
	/** Anna's program, with a film on its way into a ticket in front. */
	async function copying() {
		const bridge = anna();
		const program = new Program(bridge);
		await program.start();
		const film = slow(bridge.attachments.addPaths);
		bridge.attachments.addPaths = film.call;
		const ticket = program.enter("t-1042");
		await ticket.composer.load();
		ticket.composer.type("Ecco il filmato.");
		void ticket.composer.files.reply.addPaths(["/media/usb/film.mp4"]);
		return { bridge, program, ticket, arrive: film.open };
	}

	const replyOf = async (bridge: ReturnType<typeof anna>, ticketId: string) =>
		(await bridge.compose.replyDraft(ticketId, "reply")).text;

	test("other tickets and the new one are there, and what is typed in them is on the disk", async () => {
		const { bridge, program, ticket } = await copying();
		await bridge.compose.saveReplyDraft(ANNA, { ticketId: "t-1040", kind: "reply", text: "Bozza" });
		void ticket.composer.send();
		program.leave(ticket);
		const other = program.enter("t-1040");
		await vi.waitFor(() => expect(other.composer.value.texts.reply).toBe("Bozza"));
		other.composer.type("Bozza finita");
		program.leave(other);
		const opened = program.newTicket();
		program.enterNewTicket(opened);
		await vi.waitFor(() => expect(opened.value.loaded).toBe(true));
		opened.change({ description: "Non parte" });
		expect(await program.flush()).toBe(true);
		expect(await replyOf(bridge, "t-1042")).toBe("Ecco il filmato.");
		expect(await replyOf(bridge, "t-1040")).toBe("Bozza finita");
		expect((await bridge.compose.newTicketDraft()).description).toBe("Non parte");
		program.stop();
	});

	test("whoever comes back to its ticket finds their words, and the file on its way", async () => {
		const { bridge, program, ticket, arrive } = await copying();
		program.leave(ticket);
		program.leave(program.enter("t-1040"));
		await program.flush();
		const again = program.enter("t-1042");
		expect(again.composer.value.texts.reply).toBe("Ecco il filmato.");
		expect(again.composer.files.reply.value.coming).toHaveLength(1);
		again.composer.type("Ecco.");
		arrive();
		await vi.waitFor(() => expect(names(again.composer.files.reply)).toEqual(["film.mp4"]));
		expect(again.composer.value.texts.reply).toBe("Ecco.");
		program.leave(again);
		await program.flush();
		expect(await replyOf(bridge, "t-1042")).toBe("Ecco.");
		program.stop();
	});

	test("a reply that waits for it goes with it, though its ticket was left", async () => {
		const { bridge, program, ticket, arrive } = await copying();
		const sent = ticket.composer.send();
		program.leave(ticket);
		await program.flush();
		expect(await replyOf(bridge, "t-1042")).toBe("Ecco il filmato.");
		arrive();
		expect(await sent).toBe(true);
		const { items } = await bridge.tickets.messages({ ticketId: "t-1042", before: "", limit: 1 });
		expect(items[0]).toMatchObject({ text: "Ecco il filmato.", attachments: [{ name: "film.mp4" }] });
		const again = program.enter("t-1042");
		await again.composer.load();
		expect(again.composer.value.texts.reply).toBe("");
		program.stop();
	});

	test("into the new ticket, its form is there, and the words of one that is sent are a draft until it goes", async () => {
		const { bridge, program, arrive } = await copying();
		void program.newFiles().addPaths(["/media/usb/altro.mp4"]);
		const store = program.newTicket();
		program.enterNewTicket(store);
		await vi.waitFor(() => expect(store.value.loaded).toBe(true));
		store.change({ kind: "callback", phone: "0595550142", severity: "stopped", description: "Ferma" });
		const opening = store.submit();
		await vi.waitFor(() => expect(store.value.sending).toBe(true));
		program.leaveNewTicket(store);
		await program.flush();
		expect((await bridge.compose.newTicketDraft()).description).toBe("Ferma");
		// It is not begun again while it waits to go.
		expect(program.newTicket()).toBe(store);
		arrive();
		const opened = await opening;
		const id = opened && "id" in opened ? opened.id : "";
		const { items } = await bridge.tickets.messages({ ticketId: id, before: "", limit: 1 });
		expect(items[0]?.attachments.map(({ name }) => name)).toEqual(["altro.mp4"]);
		expect((await bridge.compose.newTicketDraft()).description).toBe("");
		program.stop();
	});

	test("whoever signs out is told, with their words on the disk, and goes once it is here", async () => {
		const { bridge, program, arrive } = await copying();
		const gone = program.signOut();
		await vi.waitFor(() => expect(program.dialogs.value).toEqual({ name: "copying", going: "signOut" }));
		expect(await replyOf(bridge, "t-1042")).toBe("Ecco il filmato.");
		expect(program.session.value?.screen).toBe("desk");
		arrive();
		await gone;
		expect(program.session.value?.screen).toBe("signIn");
		program.stop();
	});

	test("whoever thinks better of going stays, also when it is here", async () => {
		const { program, arrive } = await copying();
		const gone = program.signOut();
		await vi.waitFor(() => expect(program.dialogs.value.name).toBe("copying"));
		program.dialogs.close();
		arrive();
		await gone;
		expect(program.session.value?.screen).toBe("desk");
		program.stop();
	});

	test("whoever cannot wait goes without it, and what was to go with it is a draft", async () => {
		const { bridge, program, ticket, arrive } = await copying();
		const sent = ticket.composer.send();
		void program.signOut();
		await vi.waitFor(() => expect(program.dialogs.value.name).toBe("copying"));
		const send = vi.spyOn(bridge.compose, "send");
		await program.goAnyway("signOut");
		expect(program.session.value?.screen).toBe("signIn");
		program.leave(ticket);
		arrive();
		expect(await sent).toBe(false);
		expect(send).not.toHaveBeenCalled();
		await program.session.signIn({ address: "", login: "anna.rossi", password: "una parola", remember: false });
		const again = program.enter("t-1042");
		await again.composer.load();
		expect(again).not.toBe(ticket);
		expect(again.composer.value.texts.reply).toBe("Ecco il filmato.");
		program.stop();
	});
});

describe("files dropped on the window", () => {
	const offer = (program: Program, kind: "reply" | "note") => ({
		id: kind,
		kind,
		number: 1042,
		files: new AttachmentsStore(program.bridge, `${kind}:t-1042`, LUCA),
		show: vi.fn(),
	});

	test("go where they were let go, though the system says later what they are", async () => {
		const bridge = luca();
		const program = new Program(bridge);
		const [reply, note] = [offer(program, "reply"), offer(program, "note")];
		program.drop.offer([reply, note]);
		program.drop.drag("note");
		program.drop.await();
		expect(program.drop.value.dragging).toBe(false);
		program.drop.paths(["C:\\Foto\\ventosa.jpg"]);
		await note.files.settled();
		expect(names(note.files)).toEqual(["ventosa.jpg"]);
		expect(note.show).toHaveBeenCalled();
		expect(names(reply.files)).toEqual([]);
	});

	test("go where they are held, when the system is quicker than the page", async () => {
		const program = new Program(luca());
		const [reply, note] = [offer(program, "reply"), offer(program, "note")];
		program.drop.offer([reply, note]);
		program.drop.drag("reply");
		program.drop.paths(["/home/linea2/ventosa.jpg"]);
		await reply.files.settled();
		expect(names(reply.files)).toEqual(["ventosa.jpg"]);
	});

	test("go nowhere where nobody said where", async () => {
		const program = new Program(luca());
		const [reply, note] = [offer(program, "reply"), offer(program, "note")];
		program.drop.offer([reply, note]);
		program.drop.drag("");
		program.drop.await();
		program.drop.paths(["/home/linea2/ventosa.jpg"]);
		await Promise.all([reply.files.settled(), note.files.settled()]);
		expect([...names(reply.files), ...names(note.files)]).toEqual([]);
	});

	test("need no aim where there is one place for them, and what is in front comes before what lies behind", () => {
		const program = new Program(luca());
		const reply = offer(program, "reply");
		const leave = program.drop.offer([reply]);
		program.drop.offer([offer(program, "note")], true);
		program.drop.drag("");
		expect(program.drop.target?.id).toBe("reply");
		leave();
		program.drop.drag("");
		expect(program.drop.target?.id).toBe("note");
	});
});
