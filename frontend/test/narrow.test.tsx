import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { card, mount, OPERATOR, words } from "./mount";

describe("in a narrow window", () => {
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

	test("there is one pane at a time, and the way back leads to where one was", async () => {
		const { user } = await mount(OPERATOR);
		await user.click(await card(1037));
		await screen.findByRole("log");
		expect(screen.queryByRole("navigation")).toBeNull();
		expect(screen.getByRole("img", { name: "2 messaggi non letti in altri ticket" })).toBeTruthy();
		await user.click(screen.getByRole("button", { name: words("action.back") }));
		const left = await card(1037);
		await waitFor(() => expect(document.activeElement).toBe(left));
		expect(screen.queryByRole("log")).toBeNull();
	});
});

test("a sheet of paper that is narrower than the window is printed as the window is", async () => {
	let onPaper = false;
	const watchers = new Set<() => void>();
	vi.spyOn(window, "matchMedia").mockImplementation(
		(query) =>
			({
				matches: onPaper && (query === "print" || query.startsWith("(max-width")),
				media: query,
				addEventListener: (_: string, watcher: () => void) => watchers.add(watcher),
				removeEventListener: (_: string, watcher: () => void) => watchers.delete(watcher),
			}) as unknown as MediaQueryList,
	);
	const { user } = await mount(OPERATOR);
	await user.click(await card(1037));
	const log = await screen.findByRole("log");
	onPaper = true;
	act(() => {
		for (const watcher of watchers) watcher();
	});
	expect(screen.getByRole("log")).toBe(log);
	expect(screen.getByRole("navigation")).toBeTruthy();
});

describe("a stopped machine's ticket", () => {
	test("that has waited two minutes to leave says whom to call", async () => {
		const { user, bridge, program } = await mount({ ...OPERATOR, online: false });
		await card(1042);
		const { id } = await bridge.compose.openTicket("p-anna", {
			kind: "chat",
			categoryId: "c-mech",
			machineId: "m-24-0138",
			machineLabel: "",
			severity: "stopped",
			description: "Ferma del tutto.",
			phone: "",
			callWindow: null,
			followsTicketId: "",
			companyId: "",
			openedForId: "",
		});
		act(() => program.place.open(id));
		await screen.findByRole("log");
		expect(screen.queryByRole("alert")).toBeNull();
		await user.click(await card(1040));
		const later = Date.now() + 3 * 60_000;
		vi.spyOn(Date, "now").mockReturnValue(later);
		act(() => program.place.open(id));
		expect((await screen.findByRole("alert")).textContent).toContain("059 555 0100");
	});
});

test("once the first sync is done, what came late is read again", async () => {
	const { bridge, program } = await mount(OPERATOR);
	await card(1042);
	const asked = vi.spyOn(bridge.tickets, "list");
	const line = await bridge.session.connection();
	vi.spyOn(bridge.session, "connection")
		.mockResolvedValueOnce({ ...line, filling: true })
		.mockResolvedValueOnce({ ...line, filling: false });
	await act(() => program.line.load());
	expect(asked).not.toHaveBeenCalled();
	await act(() => program.line.load());
	await waitFor(() => expect(asked).toHaveBeenCalled());
});
