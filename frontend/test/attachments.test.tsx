import { act, createEvent, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../src/bridge/fake/fake";
import { card, mount, OPERATOR, row, TECHNICIAN, words } from "./mount";

const photo = (name: string, size = 300_000) => ({ name, size, type: "image/jpeg", width: 1200, height: 900 });
const log = { name: "registro-plc.log", size: 188_000_000, type: "text/plain", text: "14:02 E42 <b>vuoto</b>" };

type View = Awaited<ReturnType<typeof mount>>;

async function operator(): Promise<View> {
	const view = await mount(OPERATOR);
	await view.user.click(await card(1042));
	await screen.findByRole("log", { name: words("conversation.label") });
	return view;
}

async function support(bridge = fakeBridge(TECHNICIAN)): Promise<View> {
	const view = await mount(TECHNICIAN, bridge);
	await view.user.click(await row(1042));
	await screen.findByRole("log", { name: words("conversation.label") });
	return view;
}

const attach = async ({ user }: View) => user.click(screen.getByRole("button", { name: words("attachment.add") }));
const strip = async () => within(await screen.findByRole("list", { name: words("attachment.list") }));
const open = (name: string) =>
	screen.findByRole("button", { name: new RegExp(`^${words("attachment.open", { name })}`) });
const last = () => screen.getAllByRole("article").at(-1) as HTMLElement;

/** As the library reads what is on the page: there all room is the same. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");

/** A file in the clipboard, or dragged. */
const held = (name: string, type: string) => new File(["x".repeat(300)], name, { type });

function paste(target: Element, files: File[], text = "") {
	const event = createEvent.paste(target, { clipboardData: { files, getData: () => text } });
	fireEvent(target, event);
	return event;
}

/** What a page is told of files that are dragged over it; jsdom has no DataTransfer. */
function drag(
	type: "dragEnter" | "dragOver" | "dragLeave" | "drop",
	target: Element,
	files: File[] = [],
	types = ["Files"],
) {
	const items = files.map((file) => ({ kind: "file", getAsFile: () => file, webkitGetAsEntry: () => null }));
	const event = createEvent[type](target, { dataTransfer: { types, items, files, dropEffect: "none" } });
	fireEvent(target, event);
	return event;
}

describe("attaching", () => {
	test("shows what was chosen, with its size, and takes it out again with the focus on the next one", async () => {
		const view = await operator();
		view.bridge.world.choose(photo("uno.jpg"), photo("due.jpg"), log);
		await attach(view);
		const files = await strip();
		expect(files.getAllByRole("listitem").map((item) => item.textContent)).toEqual([
			expect.stringMatching(/uno\.jpg.*293\u00a0kB/),
			expect.stringMatching(/due\.jpg.*293\u00a0kB/),
			expect.stringMatching(/registro-plc\.log.*179\u00a0MB/),
		]);
		await view.user.click(files.getByRole("button", { name: words("attachment.remove", { name: "uno.jpg" }) }));
		await waitFor(() =>
			expect(document.activeElement?.getAttribute("aria-label")).toBe(words("attachment.remove", { name: "due.jpg" })),
		);
		expect(files.getAllByRole("listitem")).toHaveLength(2);
	});

	test("says of what could not be taken why, by its name, until somebody has read it", async () => {
		const view = await operator();
		view.bridge.world.choose(
			{ ...log, name: "film.mp4", size: 600 << 20 },
			{ ...log, name: "Foto", refused: "folder" },
			{ ...log, name: "b.bin", refused: "who knows" },
		);
		await attach(view);
		await screen.findByText(words("attachment.refused.too_large", { name: "film.mp4", limit: "500 MB" }));
		screen.getByText(words("attachment.refused.folder", { name: "Foto" }));
		screen.getByText(words("attachment.refused.other", { name: "b.bin" }));
		await view.user.click(screen.getByRole("button", { name: words("attachment.refused.dismiss") }));
		expect(screen.queryByText(/film\.mp4/)).toBeNull();
	});

	test("a picture that cannot be shown says so beside its size, and where it is opened why", async () => {
		const view = await operator();
		view.bridge.world.choose({ name: "tronca.jpg", size: 20_480, type: "image/jpeg" });
		await attach(view);
		const file = await (await strip()).findByRole("button", { name: /^tronca\.jpg/ });
		expect(plain(file.textContent ?? "")).toContain(words("attachment.damaged", { size: "20 kB" }));
		await view.user.click(file);
		within(await screen.findByRole("dialog", { name: "tronca.jpg" })).getByText(words("viewer.unshown"));
	});

	test("to a reply that becomes a note says on the note's paper when the files could not follow", async () => {
		const view = await support();
		view.bridge.world.choose(photo("interno.jpg"));
		await attach(view);
		await (await strip()).findByText("interno.jpg");
		vi.spyOn(view.bridge.attachments, "move").mockRejectedValueOnce({ code: "storage" });
		act(() => view.program.front.value?.composer.toNote());
		await screen.findByText(words("attachment.unmoved", { reason: words("error.storage") }));
		expect(screen.getByRole("textbox", { name: words("composer.note") })).toBeTruthy();
		await view.user.click(screen.getByRole("button", { name: words("attachment.refused.dismiss") }));
		expect(screen.queryByText(words("attachment.unmoved", { reason: words("error.storage") }))).toBeNull();
	});

	test("of a large file holds nobody up: a new ticket is there, and whoever goes is asked whether they wait", async () => {
		const view = await operator();
		vi.spyOn(view.bridge.attachments, "pick").mockReturnValue(new Promise(() => {}));
		await view.user.type(screen.getByRole("textbox", { name: words("composer.reply") }), "Ecco");
		await attach(view);
		await (await strip()).findByText(words("attachment.picking"));
		await view.user.keyboard("{Control>}n{/Control}");
		await view.user.type(await screen.findByRole("textbox", { name: words("newTicket.description") }), "Ferma");
		await view.user.keyboard("{Escape}");
		await view.user.click(await card(1042));
		await (await strip()).findByText(words("attachment.picking"));
		act(() => void view.program.signOut());
		const dialog = within(await screen.findByRole("dialog", { name: words("copying.title") }));
		expect((await view.bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Ecco");
		expect((await view.bridge.compose.newTicketDraft()).description).toBe("Ferma");
		await view.user.click(dialog.getByRole("button", { name: words("copying.go") }));
		await screen.findByRole("button", { name: words("signIn.submit") });
	});

	test("brings into sight what could not be taken", async () => {
		const view = await operator();
		const shown: Element[] = [];
		vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(function (this: Element) {
			shown.push(this);
		});
		view.bridge.world.choose({ ...log, refused: "empty" });
		await attach(view);
		const fault = await screen.findByText(words("attachment.refused.empty", { name: log.name }));
		await waitFor(() => expect(shown.some((part) => part.contains(fault))).toBe(true));
	});

	test("is all that a reply needs", async () => {
		const view = await operator();
		view.bridge.world.choose(photo("uno.jpg"));
		await attach(view);
		await strip();
		await view.user.click(screen.getByRole("button", { name: words("action.send") }));
		await open("uno.jpg");
		expect(screen.queryByRole("list", { name: words("attachment.list") })).toBeNull();
		// The list says that there is something, though nothing was said.
		expect((await card(1042)).textContent).toContain(`${words("card.you")}: ${words("said.photo")}`);
		for (const [files, line] of [
			[[log], log.name],
			[[photo("a.jpg"), photo("b.jpg")], words("said.photos_other", { count: 2 })],
			[
				[photo("a.jpg"), photo("b.jpg"), log],
				words("said.both", { photos: words("said.photos_other", { count: 2 }), files: words("said.files_one") }),
			],
		] as const) {
			act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [...files]));
			await waitFor(async () => expect((await card(1042)).textContent).toContain(`Luca: ${line}`));
		}
	});

	test("takes a screen out of the clipboard under a name of its own, and leaves words to the box", async () => {
		const view = await operator();
		const box = screen.getByRole("textbox", { name: words("composer.reply") });
		expect(paste(box, [held("image.png", "image/png")]).defaultPrevented).toBe(true);
		const files = await strip();
		files.getByText(/^Immagine \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/);
		// A cell of a table is a picture as well; its words are meant.
		expect(paste(box, [held("image.png", "image/png")], "42").defaultPrevented).toBe(false);
		expect(files.getAllByRole("listitem")).toHaveLength(1);
		// What some systems show only to the program.
		expect(paste(box, []).defaultPrevented).toBe(true);
		view.bridge.world.copy(photo(""));
		paste(box, []);
		await waitFor(() => expect(files.getAllByRole("listitem")).toHaveLength(2));
	});

	test("takes photographs whole for whoever wants it, and says what that takes", async () => {
		const view = await operator();
		view.bridge.world.choose(photo("uno.jpg", 4_000_000), photo("due.jpg", 2_400_000));
		await attach(view);
		const whole = await screen.findByRole("checkbox", {
			name: words("attachment.original_other", { count: 2, original: "6,1\u00a0MB", scaled: "781\u00a0kB" }),
		});
		await view.user.click(whole);
		await waitFor(() => expect((whole as HTMLInputElement).checked).toBe(true));
		(await strip()).getByText("3,8 MB");
	});

	test("to a note is on the note's paper, and stays with the note when one turns to a reply", async () => {
		const view = await support();
		await view.user.click(screen.getByRole("button", { name: words("composer.note") }));
		view.bridge.world.choose(photo("solo-noi.jpg"));
		await attach(view);
		await strip();
		await view.user.click(screen.getByRole("button", { name: /^Risposta/ }));
		expect(screen.queryByRole("list", { name: words("attachment.list") })).toBeNull();
		await view.user.click(screen.getByRole("button", { name: new RegExp(`^${words("composer.note")}`) }));
		await strip();
		await view.user.click(screen.getByRole("button", { name: words("composer.note.save") }));
		await open("solo-noi.jpg");
		within(last()).getByText(words("note.only"));
	});

	test("to a new ticket stands under its description, and goes with it", async () => {
		const view = await mount(OPERATOR);
		await view.user.click(await screen.findByRole("button", { name: words("newTicket.submit") }));
		view.bridge.world.choose(photo("guarnizione.jpg"));
		await view.user.click(await screen.findByRole("button", { name: new RegExp(words("newTicket.files.add")) }));
		(await strip()).getByText("guarnizione.jpg");
		await view.user.click(screen.getByRole("button", { name: words("newTicket.discard") }));
		expect(screen.queryByText("guarnizione.jpg")).toBeNull();
		await view.user.click(screen.getByRole("button", { name: words("newTicket.restore") }));
		await screen.findByText("guarnizione.jpg");
	});

	test("by a key, wherever the focus is in the console", async () => {
		const view = await support();
		const pick = vi.spyOn(view.bridge.attachments, "pick");
		await view.user.keyboard("{Control>}{Shift>}A{/Shift}{/Control}");
		await waitFor(() => expect(pick).toHaveBeenCalledWith("p-luca", "reply:t-1042"));
	});
});

/** Whether that place to drop on is in sight. */
const shownZone = (key: "drop.note.to" | "drop.reply.to") =>
	!screen.getByText(words(key, { number: 1042 })).closest("[hidden]");

describe("files dragged over the window", () => {
	test("are told where they will go, and go there", async () => {
		await support();
		const body = document.body;
		expect(shownZone("drop.note.to")).toBe(false);
		drag("dragEnter", body);
		await waitFor(() => expect(shownZone("drop.note.to")).toBe(true));
		const note = screen.getByText(words("drop.note.to", { number: 1042 })).parentElement as HTMLElement;
		screen.getByText(words("drop.reply.to", { number: 1042 }));
		expect(drag("dragOver", note).defaultPrevented).toBe(true);
		drag("drop", note, [held("ventosa.jpg", "image/jpeg")]);
		(await strip()).getByText("ventosa.jpg");
		expect(shownZone("drop.note.to")).toBe(false);
		expect(screen.getByRole("textbox", { name: words("composer.note") })).toBeTruthy();
	});

	// WebKitGTK says no more of them than that they are addresses, moves the pointer before they fall, and gives what falls
	// to the element that it was over last: were that gone, the file would take the page's place.
	test("go where they are let go in a window that hears of addresses alone", async () => {
		const bridge = fakeBridge(TECHNICIAN);
		Object.defineProperty(bridge.attachments, "dropsPaths", { value: true });
		const on = vi.spyOn(bridge, "on");
		await support(bridge);
		const dropped = on.mock.calls.find(([event]) => event === "files:dropped")?.[1] as (said: {
			paths: string[];
		}) => void;
		const addresses = ["text/uri-list", "text/html"];
		drag("dragEnter", document.body, [], addresses);
		await waitFor(() => expect(shownZone("drop.note.to")).toBe(true));
		const note = screen.getByText(words("drop.note.to", { number: 1042 })).parentElement as HTMLElement;
		drag("dragOver", note, [], addresses);
		fireEvent.pointerMove(document.body);
		act(() => dropped({ paths: ["/home/linea2/ventosa.jpg"] }));
		expect(drag("drop", note, [], addresses).defaultPrevented).toBe(true);
		(await strip()).getByText("ventosa.jpg");
		expect(screen.getByRole("textbox", { name: words("composer.note") })).toBeTruthy();
		expect(shownZone("drop.note.to")).toBe(false);
	});

	test("are no links: one that is dragged out of the page falls nowhere", async () => {
		const bridge = fakeBridge(TECHNICIAN);
		Object.defineProperty(bridge.attachments, "dropsPaths", { value: true });
		await support(bridge);
		fireEvent.dragStart(document.body);
		drag("dragEnter", document.body, [], ["text/uri-list"]);
		expect(shownZone("drop.note.to")).toBe(false);
		fireEvent.pointerMove(document.body);
		drag("dragOver", document.body, [], ["text/uri-list"]);
		expect(shownZone("drop.note.to")).toBe(false);
		expect(drag("drop", document.body, [], ["text/uri-list"]).defaultPrevented).toBe(true);
	});

	test("are known as files again, though a link that was dragged left the page before it fell", async () => {
		await support();
		const link = document.body.appendChild(document.createElement("a"));
		vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
		try {
			fireEvent.dragStart(link);
			link.remove();
			fireEvent.dragEnd(link);
			fireEvent.pointerMove(document.body);
			vi.advanceTimersByTime(500);
			drag("dragEnter", document.body);
			expect(shownZone("drop.note.to")).toBe(true);
		} finally {
			vi.useRealTimers();
		}
	});

	test("make a new ticket where no ticket is in front", async () => {
		await mount(OPERATOR);
		await card(1042);
		drag("dragEnter", document.body);
		await screen.findByText(words("drop.new.help"));
		drag("drop", document.body, [held("ventosa.jpg", "image/jpeg")]);
		await screen.findByRole("heading", { name: words("newTicket.title") });
		(await strip()).getByText("ventosa.jpg");
	});

	test("never take the program's place, also where nothing takes them", async () => {
		await mount({});
		expect(drag("dragOver", document.body).defaultPrevented).toBe(true);
		expect(drag("drop", document.body, [held("pagina.html", "text/html")]).defaultPrevented).toBe(true);
	});

	test("that leave again leave nothing behind", async () => {
		await operator();
		drag("dragEnter", document.body);
		await screen.findByText(words("drop.reply.to", { number: 1042 }));
		drag("dragLeave", document.body);
		await waitFor(() => expect(shownZone("drop.reply.to")).toBe(false));
	});
});

describe("in the conversation", () => {
	async function sent(view: View) {
		view.bridge.world.choose(photo("uno.jpg"), log);
		view.bridge.world.holdFiles();
		await attach(view);
		await strip();
		await view.user.type(screen.getByRole("textbox", { name: words("composer.reply") }), "Ecco");
		await view.user.click(screen.getByRole("button", { name: words("action.send") }));
		await screen.findByText("Ecco", { selector: "article p" });
		return within(last());
	}

	test("one's own are there at once, and say in words how far they have come", async () => {
		const view = await operator();
		const message = await sent(view);
		expect((await open("uno.jpg")).textContent).toContain(words("message.state.waiting"));
		act(() => view.bridge.world.progress("registro-plc.log", 80_840_000));
		await message.findByText(new RegExp(plain(words("attachment.sending", { percent: 43 }))));
		act(() => view.bridge.world.progress("registro-plc.log", 188_000_000));
		const going = new RegExp(words("attachment.sending", { percent: 0 }).split("0")[0] ?? "");
		await waitFor(() => expect(message.queryByText(going)).toBeNull());
	});

	test("one that did not get there says why, and can be sent again", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "not_found"));
		await message.findByText(new RegExp(words("attachment.failed.not_found").replace(/[.()]/g, "\\$&")));
		await view.user.click(message.getByRole("button", { name: words("attachment.retry") }));
		await waitFor(() => expect(message.queryByRole("button", { name: words("attachment.retry") })).toBeNull());
		// The button that was pressed is gone: one goes on with the file.
		const file = await open("registro-plc.log");
		await waitFor(() => expect(document.activeElement).toBe(file));
	});

	test("those that have not arrived are counted wherever somebody may go", async () => {
		const view = await operator();
		await sent(view);
		act(() => view.bridge.world.carry());
		const going = words("files.going_other", { count: 2 });
		await screen.findByRole("button", { name: going });
		act(() => view.bridge.world.failFile("registro-plc.log", "too_large"));
		await screen.findByRole("button", { name: words("files.failed_one", { count: 1 }) });
		const files = `${words("files.failed_one", { count: 1 })} · ${words("files.going_one", { count: 1 })}`;
		await view.user.click(screen.getByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
		const menu = within(await screen.findByRole("menu"));
		const outgoing = menu.getByRole("menuitem", { name: words("outbox.menuCount", { count: 1 }) });
		expect(outgoing.textContent).toContain(files);
		for (const name of [words("signOut.action"), words("quit.action")]) {
			expect(menu.getByRole("menuitem", { name }).textContent).toContain(words("signOut.filesFailed", { files }));
		}
		await view.user.click(outgoing);
		const outbox = within(await screen.findByRole("dialog", { name: words("outbox.title") }));
		outbox.getByText(files);
		outbox.getByText(words("outbox.filesFailed"));
	});

	test("one whose writer is no longer let in says so, and can only be taken away", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "disabled"));
		await message.findByText(new RegExp(words("attachment.failed.disabled").replace(/[.()]/g, "\\$&")));
		expect(message.queryByRole("button", { name: words("attachment.retry") })).toBeNull();
		message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) });
	});

	test("one that did not get there is given up by keys, after a question, and a calm line says so", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "not_found"));
		await message.findByRole("button", { name: words("attachment.retry") });
		const take = message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) });
		act(() => take.focus());
		await view.user.keyboard("{Enter}");
		const question = within(
			await screen.findByRole("dialog", { name: words("attachment.giveUp.title", { name: "registro-plc.log" }) }),
		);
		question.getByText(words("attachment.giveUp.question"));
		await view.user.keyboard("{Escape}");
		expect(screen.queryByRole("dialog")).toBeNull();
		message.getByRole("button", { name: words("attachment.retry") });
		await view.user.click(
			message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) }),
		);
		await view.user.click(await screen.findByRole("button", { name: words("attachment.giveUp.confirm") }));
		const line = await message.findByText(words("attachment.abandoned.own"), { exact: false });
		expect(message.queryAllByRole("button", { name: /registro-plc\.log/ })).toEqual([]);
		await waitFor(() => expect(document.activeElement).toBe(line.closest("p")));
		// Who leaves and comes back begins where everybody does.
		await view.user.click(await card(1037));
		await waitFor(() => expect(screen.queryByText(words("attachment.abandoned.own"), { exact: false })).toBeNull());
		await view.user.click(await card(1042));
		await screen.findByText(words("attachment.abandoned.own"), { exact: false });
		expect((document.activeElement as HTMLElement).textContent).not.toContain("registro-plc.log");
	});

	test("one's own that is on its way can be given up, another's cannot", async () => {
		const view = await operator();
		const message = await sent(view);
		await view.user.click(
			message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) }),
		);
		await view.user.click(await screen.findByRole("button", { name: words("attachment.giveUp.confirm") }));
		await message.findByText(words("attachment.abandoned.own"), { exact: false });
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [photo("sua.jpg")]));
		await open("sua.jpg");
		act(() => view.bridge.world.failFile("sua.jpg", "other"));
		expect(within(last()).queryByRole("button", { name: words("attachment.remove", { name: "sua.jpg" }) })).toBeNull();
		act(() => view.bridge.world.abandonFile("sua.jpg"));
		await within(last()).findByText(words("attachment.abandoned"), { exact: false });
		expect(within(last()).queryByRole("button", { name: /sua\.jpg/ })).toBeNull();
	});

	test("what could not be done with one is said beneath it", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "not_found"));
		const { attachments } = view.bridge;
		const name = "registro-plc.log";
		const fails = (code: string) => () => Promise.reject({ code });
		attachments.retry = fails("storage");
		await view.user.click(await message.findByRole("button", { name: words("attachment.retry") }));
		await message.findByText(words("attachment.retry.failed", { name, reason: words("error.storage") }));
		attachments.abandon = fails("storage");
		await view.user.click(message.getByRole("button", { name: words("attachment.remove", { name }) }));
		await view.user.click(await screen.findByRole("button", { name: words("attachment.giveUp.confirm") }));
		await message.findByText(words("attachment.giveUp.failed", { name, reason: words("error.storage") }));
		attachments.ofTicket = fails("internal");
		await view.user.click(await open(name));
		await message.findByText(words("attachment.open.failed", { name, reason: words("error.internal") }));
	});

	test("a picture has its place before its bytes are here", async () => {
		const view = await operator();
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [{ ...photo("alta.jpg"), width: 600, height: 900 }]));
		const picture = await open("alta.jpg");
		expect(Number(picture.style.getPropertyValue("--ratio"))).toBeCloseTo(3 / 4);
	});

	test("a picture of which the small one was not to be had is asked for again once the line is there", async () => {
		const view = await operator();
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [photo("lontana.jpg")]));
		const small = async () => (await open("lontana.jpg")).querySelector("img");
		act(() => view.bridge.world.goOffline());
		await waitFor(() => expect(view.program.line.value?.phase).not.toBe("online"));
		fireEvent.error((await small()) as HTMLElement);
		expect(await small()).toBeNull();
		act(() => view.bridge.world.goOnline());
		await waitFor(async () => expect(await small()).not.toBeNull());
	});

	test("what calls itself a picture and is none is a file, and never shown", async () => {
		const view = await operator();
		act(() =>
			view.bridge.world.receive(1042, "luca.bianchi", "", [
				{ name: "disegno.svg", size: 900, type: "image/svg+xml" },
				{ name: "foto.jpg", size: 900, type: "text/html" },
			]),
		);
		expect(within(await open("disegno.svg")).queryByRole("img")).toBeNull();
		expect(last().querySelector("img, iframe, object, embed")).toBeNull();
	});
});

describe("the viewer", () => {
	async function viewed() {
		const view = await operator();
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "Così.", [photo("uno.jpg"), log, photo("due.jpg")]));
		await view.user.click(await open("uno.jpg"));
		const dialog = within(await screen.findByRole("dialog", { name: "uno.jpg" }));
		return { ...view, dialog };
	}

	test("walks over the ticket's pictures, zooms and turns by keys alone, and leaves by Escape", async () => {
		const { user, dialog } = await viewed();
		dialog.getByText(/Luca Bianchi.*2 di 3/);
		await user.keyboard("{ArrowRight}");
		await screen.findByRole("img", { name: words("viewer.picture", { name: "due.jpg" }) });
		await user.keyboard("{ArrowLeft}{ArrowLeft}");
		const picture = await screen.findByRole("img", { name: words("viewer.picture", { name: "ventosa-sinistra.jpg" }) });
		await user.keyboard("++r");
		expect(picture.style.transform).toContain("rotate(90deg) scale(1.5625)");
		for (let i = 0; i < 20; i++) await user.keyboard("+");
		expect(screen.getByText(plain(words("viewer.zoom.percent", { percent: 800 })))).toBeTruthy();
		await user.keyboard("0");
		expect(picture.style.transform).toContain("rotate(90deg) scale(1)");
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
	});

	test("does by keys all that its buttons do, says which keys, and leaves the focus where one came from", async () => {
		const { user, bridge } = await viewed();
		await user.keyboard("?");
		const sheet = within(await screen.findByRole("dialog", { name: words("shortcuts.title") }));
		for (const does of ["walk", "zoom", "fit", "turn", "move", "save", "open", "draw", "close"] as const) {
			sheet.getByText(words(`shortcuts.viewer.${does}`));
		}
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog", { name: words("shortcuts.title") })).toBeNull());
		const viewer = screen.getByRole("dialog", { name: "uno.jpg" });
		await waitFor(() => expect(viewer.contains(document.activeElement)).toBe(true));
		await user.keyboard("s");
		await waitFor(() => expect(bridge.world.done).toEqual(["save uno.jpg"]));
		await user.keyboard("o");
		await screen.findByRole("dialog", { name: words("viewer.open.title") });
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog", { name: words("viewer.open.title") })).toBeNull());
		await waitFor(() => expect(viewer.contains(document.activeElement)).toBe(true));
		await user.keyboard("{ArrowRight}");
		await screen.findByRole("dialog", { name: "due.jpg" });
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		await waitFor(async () => expect(document.activeElement).toBe(await open("uno.jpg")));
	});

	test("asks before anything is opened outside, and names what", async () => {
		const { user, bridge, dialog } = await viewed();
		await user.click(dialog.getByRole("button", { name: words("viewer.open") }));
		const question = within(await screen.findByRole("dialog", { name: words("viewer.open.title") }));
		question.getByText(words("viewer.open.question", { name: "uno.jpg", kind: words("attachment.kind.picture") }));
		expect(bridge.world.done).toEqual([]);
		await user.click(question.getByRole("button", { name: words("viewer.open.confirm") }));
		await waitFor(() => expect(bridge.world.done).toEqual(["open uno.jpg"]));
	});

	test.each([
		["aggiorna.exe", "application/octet-stream", "runs", "program"],
		["firmware.bin", "application/octet-stream", "saved", "file"],
		["manuale.pdf", "application/zip", "other", "pdf"],
	] as const)("does not open %s, says why, and saves it", async (name, type, why, kind) => {
		const view = await operator();
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [{ name, size: 900, type }]));
		await view.user.click(await open(name));
		await view.user.click(await screen.findByRole("button", { name: words("viewer.open") }));
		const question = within(await screen.findByRole("dialog", { name: words("viewer.open.not.title") }));
		question.getByText(words(`viewer.open.${why}`, { name, kind: words(`attachment.kind.${kind}`) }));
		expect(question.queryByRole("button", { name: words("viewer.open.confirm") })).toBeNull();
		await view.user.click(question.getByRole("button", { name: words("viewer.save") }));
		await waitFor(() => expect(view.bridge.world.done).toEqual([`save ${name}`]));
	});

	test("shows the beginning of a text as letters and nothing else", async () => {
		const { user } = await viewed();
		await user.keyboard("{Escape}");
		await user.click(await open("registro-plc.log"));
		const text = await screen.findByText("14:02 E42 <b>vuoto</b>");
		expect(text.tagName).toBe("PRE");
		expect(text.querySelector("b")).toBeNull();
	});

	test("reads out once that something is being fetched, not each percent of it", async () => {
		const view = await operator();
		act(() => {
			view.bridge.world.receive(1042, "luca.bianchi", "", [photo("lontana.jpg")]);
			view.bridge.world.evict("lontana.jpg");
		});
		view.bridge.attachments.fetch = () => new Promise(() => {});
		await view.user.click(await open("lontana.jpg"));
		const said = await screen.findByText(words("viewer.fetching"));
		const { id } = (await view.bridge.attachments.ofTicket("p-anna", "t-1042")).items.at(-1)?.attached ?? { id: "" };
		act(() => view.program.progress.tell({ id, sent: 0, received: 150_000 }));
		const percent = await screen.findByText(plain(words("viewer.fetching.percent", { percent: 50 })));
		expect(percent.getAttribute("aria-hidden")).toBe("true");
		expect(said.isConnected).toBe(true);
	});

	test("says of what cannot be fetched because the session has expired that one must enter again", async () => {
		const view = await operator();
		act(() => {
			view.bridge.world.receive(1042, "luca.bianchi", "", [photo("lontana.jpg")]);
			view.bridge.world.evict("lontana.jpg");
		});
		vi.spyOn(view.bridge.attachments, "fetch").mockRejectedValueOnce({ code: "unauthenticated" });
		await view.user.click(await open("lontana.jpg"));
		await screen.findByText(words("viewer.failed.fetch", { reason: words("viewer.expired") }));
	});

	/** A file of Luca's that his program has not sent to the end. */
	async function coming(file: Parameters<View["bridge"]["world"]["choose"]>[0]) {
		const view = await operator();
		const { ofTicket } = view.bridge.attachments;
		// As in Go: a picture is one from when there is a small one to be had.
		vi.spyOn(view.bridge.attachments, "ofTicket").mockImplementation(async (by, ticketId) => {
			const all = await ofTicket(by, ticketId);
			for (const { attached } of all.items) attached.thumbnail &&= attached.here || attached.state === "arrived";
			return all;
		});
		act(() => {
			view.bridge.world.receive(1042, "luca.bianchi", "Ecco.", [file]);
			view.bridge.world.evict(file.name);
			view.bridge.world.progress(file.name, 1);
		});
		await view.user.click(await open(file.name));
		const dialog = within(await screen.findByRole("dialog", { name: file.name }));
		await dialog.findByText(words("viewer.coming"));
		return { ...view, dialog };
	}

	test("says of a picture that it is still to come, and shows it once it has, among the others", async () => {
		const { bridge, dialog } = await coming(photo("lenta.jpg"));
		const picture = words("viewer.picture", { name: "lenta.jpg" });
		expect(dialog.queryByRole("img", { name: picture })).toBeNull();
		expect(dialog.queryByRole("button", { name: words("viewer.turn") })).toBeNull();
		const fetch = vi.spyOn(bridge.attachments, "fetch");
		act(() => bridge.world.progress("lenta.jpg", 300_000));
		await dialog.findByRole("img", { name: picture });
		dialog.getByText(/Luca Bianchi.*2 di 2/);
		expect(dialog.queryByText(words("viewer.coming"))).toBeNull();
		await waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
	});

	test("says of a text that it is still to come, and lets it be read once it has", async () => {
		const { bridge, dialog } = await coming(log);
		act(() => bridge.world.progress(log.name, log.size));
		await dialog.findByText("14:02 E42 <b>vuoto</b>");
		expect(dialog.queryByText(words("viewer.coming"))).toBeNull();
	});

	test("does not say that what has not arrived is gone, and lets it be saved once it has", async () => {
		const { user, bridge, dialog } = await coming({ name: "manuale.pdf", size: 900, type: "application/pdf" });
		vi.spyOn(bridge.attachments, "saveAs").mockRejectedValueOnce({ code: "not_found" });
		await user.click(dialog.getByRole("button", { name: words("viewer.save") }));
		const failed = words("viewer.failed.save", { reason: words("viewer.coming") });
		await dialog.findByText(failed);
		act(() => bridge.world.progress("manuale.pdf", 900));
		await waitFor(() => expect(dialog.queryByText(failed)).toBeNull());
		expect(dialog.queryByText(words("viewer.coming"))).toBeNull();
		await user.click(dialog.getByRole("button", { name: words("viewer.save") }));
		await dialog.findByText(words("viewer.saved"));
	});

	test("says of what will not come what the conversation says", async () => {
		const { user, bridge, dialog } = await coming(photo("lenta.jpg"));
		act(() => bridge.world.abandonFile("lenta.jpg"));
		const said = (_: string, part: Element | null) =>
			part?.tagName === "P" && part.textContent === `lenta.jpg: ${words("attachment.abandoned")}`;
		await dialog.findByText(said);
		expect(dialog.queryByText(words("viewer.coming"))).toBeNull();
		vi.spyOn(bridge.attachments, "saveAs").mockRejectedValueOnce({ code: "not_found" });
		await user.click(dialog.getByRole("button", { name: words("viewer.save") }));
		await dialog.findByText(words("viewer.failed.save", { reason: words("error.abandoned") }));
	});

	test("says where what is not here cannot be fetched, and tries again", async () => {
		const view = await operator();
		act(() => {
			view.bridge.world.receive(1042, "luca.bianchi", "", [photo("lontana.jpg")]);
			view.bridge.world.evict("lontana.jpg");
			view.bridge.world.goOffline();
		});
		await view.user.click(await open("lontana.jpg"));
		await screen.findByText(words("viewer.failed.fetch", { reason: words("error.unreachable") }));
		// Neither the small one: that does not make the picture a damaged one.
		const shown = () => screen.queryByRole("img", { name: words("viewer.picture", { name: "lontana.jpg" }) });
		fireEvent.error(shown() as HTMLElement);
		await waitFor(() => expect(shown()).toBeNull());
		expect(screen.queryByText(words("viewer.unshown"))).toBeNull();
		act(() => view.bridge.world.goOnline());
		await view.user.click(screen.getByRole("button", { name: words("action.retry") }));
		await waitFor(() => expect(screen.queryByText(/non si può scaricare/)).toBeNull());
		await waitFor(() => expect(shown()).not.toBeNull());
		fireEvent.error(shown() as HTMLElement);
		await screen.findByText(words("viewer.unshown"));
	});
});

describe("drawing on a picture of a draft", () => {
	/** jsdom loads no pictures and paints none. */
	function paintable() {
		vi.stubGlobal(
			"Image",
			class {
				naturalWidth = 1200;
				naturalHeight = 900;
				onload: (() => void) | null = null;
				onerror: (() => void) | null = null;
				set src(_: string) {
					queueMicrotask(() => this.onload?.());
				}
			},
		);
		vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
		vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation(function (this: HTMLCanvasElement, take, type) {
			take(new Blob([`${this.width}×${this.height} ${type}`], { type: type ?? "" }));
		});
	}

	async function drawing() {
		paintable();
		const view = await operator();
		view.bridge.world.choose(photo("uno.jpg"));
		await attach(view);
		await view.user.click((await strip()).getByRole("button", { name: /^uno\.jpg/ }));
		await view.user.click(await screen.findByRole("button", { name: words("drawing.open") }));
		await screen.findByRole("img", { name: words("drawing.picture", { name: "uno.jpg" }) });
		return view;
	}

	test("is done by keys alone, and takes the picture's place in the draft", async () => {
		const { user, bridge } = await drawing();
		const replace = vi.spyOn(bridge.attachments, "replace");
		await user.click(screen.getByRole("button", { name: words("drawing.arrow.add") }));
		await waitFor(() =>
			expect(document.activeElement?.getAttribute("aria-label")).toBe(words("drawing.arrow.head", { number: 1 })),
		);
		await user.keyboard("{ArrowRight}{Shift>}{ArrowDown}{/Shift}");
		await user.click(screen.getByRole("button", { name: words("drawing.crop") }));
		screen.getByRole("button", { name: words("drawing.corner.bottomRight") }).focus();
		await user.keyboard("{Shift>}{ArrowLeft}{ArrowLeft}{/Shift}");
		await user.click(screen.getByRole("button", { name: words("drawing.save") }));
		await waitFor(() => expect(replace).toHaveBeenCalledTimes(1));
		const bytes = replace.mock.calls[0]?.[2] as Blob;
		expect(bytes.type).toBe("image/jpeg");
		expect(await bytes.text()).toBe("1104×900 image/jpeg");
		await screen.findByRole("button", { name: words("drawing.open") });
	});

	test("leaves the keys where one was: in the viewer, and after that at the file", async () => {
		const { user } = await drawing();
		await user.click(screen.getByRole("button", { name: words("drawing.arrow.add") }));
		await user.click(screen.getByRole("button", { name: words("drawing.save") }));
		const again = await screen.findByRole("button", { name: words("drawing.open") });
		await waitFor(() => expect(document.activeElement).toBe(again));
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		const file = (await strip()).getByRole("button", { name: /^uno\.jpg/ });
		await waitFor(() => expect(document.activeElement).toBe(file));
	});

	test("is not lost by Escape: one is asked first", async () => {
		const { user } = await drawing();
		await user.click(screen.getByRole("button", { name: words("drawing.arrow.add") }));
		await user.keyboard("{Escape}");
		screen.getByText(words("drawing.leave"));
		screen.getByRole("button", { name: words("drawing.arrow.head", { number: 1 }) });
		await user.keyboard("{Escape}");
		await screen.findByRole("button", { name: words("drawing.open") });
		expect(screen.getByRole("dialog")).toBeTruthy();
	});

	test("can be taken back, and with nothing drawn there is nothing to be saved", async () => {
		const { user, bridge } = await drawing();
		const replace = vi.spyOn(bridge.attachments, "replace");
		await user.click(screen.getByRole("button", { name: words("drawing.arrow.add") }));
		await user.click(screen.getByRole("button", { name: words("drawing.arrow.add") }));
		screen.getByRole("button", { name: words("drawing.arrow.head", { number: 2 }) }).focus();
		await user.keyboard("{Delete}");
		// The keys go on: what had the focus is gone, and it is on something that is there.
		await user.keyboard("{Control>}zzz{/Control}");
		expect(screen.queryByRole("button", { name: words("drawing.arrow.head", { number: 1 }) })).toBeNull();
		await user.click(screen.getByRole("button", { name: words("drawing.save") }));
		await screen.findByRole("button", { name: words("drawing.open") });
		expect(replace).not.toHaveBeenCalled();
	});
});

describe("a ticket's files", () => {
	test("are kept here from the options, and it is said whether they all are", async () => {
		const view = await operator();
		act(() => view.bridge.world.evict("ventosa-sinistra.jpg"));
		await view.user.click(screen.getByRole("button", { name: words("options.title") }));
		await screen.findByText(words("options.files.count_one", { size: "402 kB" }));
		await view.user.click(screen.getByRole("checkbox", { name: words("options.files.keep") }));
		await screen.findByText(words("options.files.kept"));
		expect((await view.bridge.attachments.ofTicket("p-anna", "t-1042")).keptOffline).toBe(true);
	});

	test("are not said to be none where nobody knows, and what could not be done is named as what it was", async () => {
		const view = await operator();
		const { ofTicket } = view.bridge.attachments;
		view.bridge.attachments.ofTicket = () => Promise.reject({ code: "storage" });
		await view.user.click(screen.getByRole("button", { name: words("options.title") }));
		await screen.findByText(words("options.files.failed", { reason: words("error.storage") }));
		expect(screen.queryByText(words("options.files.none"))).toBeNull();
		view.bridge.attachments.ofTicket = ofTicket;
		view.bridge.attachments.keepOffline = () => Promise.reject({ code: "storage" });
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "Ecco", [photo("nuova.jpg")]));
		await view.user.click(await screen.findByRole("checkbox", { name: words("options.files.keep") }));
		await screen.findByText(words("dialog.failed", { reason: words("error.storage") }));
	});

	test("are kept in the console by a key", async () => {
		const view = await support();
		await view.user.keyboard("o");
		await waitFor(async () =>
			expect((await view.bridge.attachments.ofTicket("p-luca", "t-1042")).keptOffline).toBe(true),
		);
	});

	test("may take as much of the disk as somebody says, who sees how much they do", async () => {
		const { user, bridge } = await operator();
		await user.keyboard("{Control>},{/Control}");
		await user.click(await screen.findByRole("tab", { name: words("settings.part.work") }));
		await screen.findByText(words("settings.files.used", { used: "393 MB", kept: "36 MB" }));
		await user.click(screen.getByRole("radio", { name: "10\u00a0GB" }));
		await waitFor(async () => expect((await bridge.settings.get()).fileRoom).toBe(10 * 1024 ** 3));
	});
});
