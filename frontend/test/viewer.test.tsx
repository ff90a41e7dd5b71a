import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { attach, log, open, operator, photo, plain, strip, type View } from "./files";
import { words } from "./mount";

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
