import { act, createEvent, fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../src/bridge/fake/fake";
import { held, operator, strip, support } from "./files";
import { card, mount, OPERATOR, TECHNICIAN, words } from "./mount";

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
