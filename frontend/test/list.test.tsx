import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../src/bridge/fake/fake";
import { card, mount, OPERATOR, words } from "./mount";

const focused = () => document.activeElement?.getAttribute("aria-label") ?? "";

describe("the list by keys", () => {
	test("walks by arrows and pages, to its ends, and opens by Enter", async () => {
		// jsdom scrolls nothing by itself, and the list holds only what is in sight.
		vi.spyOn(Element.prototype, "scrollTo").mockImplementation(function (this: Element, to) {
			this.scrollTop = (to as ScrollToOptions).top ?? 0;
			this.dispatchEvent(new Event("scroll"));
		});
		const { user } = await mount(OPERATOR);
		const first = await screen.findAllByRole("button", { name: /^#/ });
		first[0]?.focus();
		const start = focused();
		await user.keyboard("{ArrowDown}");
		await waitFor(() => expect(focused()).not.toBe(start));
		await user.keyboard("{ArrowUp}");
		await waitFor(() => expect(focused()).toBe(start));
		await user.keyboard("{ArrowDown}");
		await user.keyboard("{Home}");
		await waitFor(() => expect(focused()).toBe(start));
		await user.keyboard("{PageDown}");
		await waitFor(() => expect(focused()).not.toBe(start));
		await user.keyboard("{PageUp}");
		await waitFor(() => expect(focused()).toBe(start));
		await user.keyboard("{End}");
		await waitFor(() => expect(focused()).toContain("#1037"));
		await user.keyboard("{Enter}");
		expect(await screen.findByRole("heading", { level: 1, name: /#1037/ })).toBeTruthy();
	});

	test("beside a ticket is where Escape leads, and the ticket stays", async () => {
		const { user } = await mount(OPERATOR);
		await user.click(await card(1037));
		await user.click(await screen.findByRole("textbox", { name: words("composer.reply") }));
		await user.keyboard("{Escape}");
		await waitFor(() => expect(focused()).toContain("#1037"));
		expect(screen.getByRole("log")).toBeTruthy();
	});
});

describe("an empty list", () => {
	test("of closed tickets says so", async () => {
		const { user } = await mount({ ...OPERATOR, empty: true });
		await user.click(await screen.findByRole("button", { name: words("list.toggleClosed") }));
		expect(await screen.findByText(words("empty.noClosed"))).toBeTruthy();
	});

	test("does not ask to choose what is not there, nor does a search that found nothing", async () => {
		const { unmount } = await mount({ ...OPERATOR, empty: true });
		expect(await screen.findByText(words("empty.noTickets"))).toBeTruthy();
		expect(screen.queryByText(words("empty.noneChosen"))).toBeNull();
		unmount();
		const { user } = await mount(OPERATOR);
		expect(await screen.findByText(words("empty.noneChosen"))).toBeTruthy();
		await user.type(screen.getByRole("textbox", { name: words("search.label") }), "zanzara");
		expect(await screen.findByText(words("empty.noHits", { text: "zanzara" }))).toBeTruthy();
		expect(screen.queryByText(words("empty.noneChosen"))).toBeNull();
	});

	test("while the first sync runs is not called empty", async () => {
		const { user } = await mount({ ...OPERATOR, empty: true, filling: true });
		expect(await screen.findByText(words("empty.filling"))).toBeTruthy();
		expect(screen.queryByText(words("empty.noTickets"))).toBeNull();
		await user.type(screen.getByRole("textbox", { name: words("search.label") }), "zanzara");
		expect(await screen.findByText(words("empty.noHits.filling", { text: "zanzara" }))).toBeTruthy();
	});
});

describe("a list that could not be read", () => {
	test("says so, is not called empty, and is read again when asked", async () => {
		const bridge = fakeBridge(OPERATOR);
		const list = vi.spyOn(bridge.tickets, "list").mockRejectedValueOnce({ code: "storage" });
		const { user } = await mount(OPERATOR, bridge);
		const failure = await screen.findByRole("alert");
		expect(failure.textContent).toContain(words("list.failed"));
		expect(screen.queryByText(words("empty.noTickets"))).toBeNull();
		await user.click(within(failure).getByRole("button", { name: words("action.retry") }));
		await card(1042);
		expect(screen.queryByRole("alert")).toBeNull();
		expect(list).toHaveBeenCalled();
	});

	test("of closed tickets as well", async () => {
		const bridge = fakeBridge(OPERATOR);
		const { user } = await mount(OPERATOR, bridge);
		await card(1042);
		vi.spyOn(bridge.tickets, "list").mockRejectedValueOnce({ code: "storage" });
		await user.click(screen.getByRole("button", { name: words("list.toggleClosed") }));
		const failure = await screen.findByRole("alert");
		await user.click(within(failure).getByRole("button", { name: words("action.retry") }));
		expect(await card(1020)).toBeTruthy();
	});

	test("of what was searched is no list without hits", async () => {
		const bridge = fakeBridge(OPERATOR);
		const { user } = await mount(OPERATOR, bridge);
		await card(1042);
		vi.spyOn(bridge.tickets, "search").mockRejectedValue({ code: "storage" });
		await user.type(screen.getByRole("textbox", { name: words("search.label") }), "v");
		expect((await screen.findByRole("alert")).textContent).toContain(words("list.failed"));
		expect(screen.queryByText(words("empty.noHits", { text: "v" }))).toBeNull();
	});
});

describe("in a narrow window, coming back", () => {
	beforeEach(() => {
		vi.spyOn(window, "matchMedia").mockImplementation(
			(query) =>
				({
					matches: query === "(max-width: 759px)",
					media: query,
					addEventListener: () => {},
					removeEventListener: () => {},
				}) as unknown as MediaQueryList,
		);
	});

	test("from a ticket that was found leads to where it was found", async () => {
		const { user } = await mount(OPERATOR);
		await card(1042);
		await user.type(screen.getByRole("textbox", { name: words("search.label") }), "E42");
		await user.click((await screen.findAllByRole("button", { name: /^#794 / }))[0] as HTMLElement);
		await screen.findByRole("log");
		await user.keyboard("{Escape}");
		await waitFor(() => expect(focused()).toContain("#794"));
		expect(screen.getByRole("textbox", { name: words("search.label") })).toHaveProperty("value", "E42");
	});

	test("from a ticket that has been closed meanwhile leads to the list all the same", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1042));
		await screen.findByRole("log");
		await bridge.support.close("t-1042", "Ventosa sostituita.", "");
		await screen.findByText(words("composer.closed"));
		await user.click(screen.getByRole("button", { name: words("action.back") }));
		await waitFor(() => expect(focused()).toMatch(/^#\d+/));
		expect(focused()).not.toContain("#1042");
	});
});
