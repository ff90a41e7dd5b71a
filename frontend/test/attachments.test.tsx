import { act, createEvent, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { attach, held, last, log, open, operator, photo, plain, strip, support } from "./files";
import { card, mount, OPERATOR, words } from "./mount";

function paste(target: Element, files: File[], text = "") {
	const event = createEvent.paste(target, { clipboardData: { files, getData: () => text } });
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
