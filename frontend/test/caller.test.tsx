import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import type { FakeBridge } from "../src/bridge/fake/fake";
import { mount, TECHNICIAN, words } from "./mount";

const box = (key: Parameters<typeof words>[0]) =>
	screen.findByRole<HTMLInputElement>("combobox", { name: new RegExp(`^${words(key)}`) });

/** At the form's foot; the bar has one of the same name. */
const submit = () => screen.getAllByRole("button", { name: words("newTicket.submit") }).at(-1) as HTMLElement;

/** A new ticket in front of Luca, who is on the telephone. */
async function caller(bridge?: FakeBridge) {
	const view = await mount(TECHNICIAN, bridge);
	act(() => view.program.place.newTicket());
	await screen.findByRole("heading", { name: words("newTicket.title") });
	return view;
}

describe("a technician on the telephone", () => {
	test("opens a ticket for the person who calls, whose company the machine says", async () => {
		const { user, bridge, program } = await caller();
		const opened = vi.spyOn(bridge.compose, "openTicket");
		await user.type(await box("machine.of"), "24-0152{Enter}");
		await waitFor(async () => expect((await box("machine.company")).value).toBe("Biscotti Tremolino"));
		await user.type(await box("caller.person"), "marc{Enter}");
		expect((await box("caller.person")).value).toBe("Marco Ferri");
		await user.click(screen.getByRole("radio", { name: new RegExp(words("severity.stopped")) }));
		await user.type(screen.getByRole("textbox", { name: words("newTicket.description") }), "Il film si strappa.");
		await user.click(screen.getByRole("button", { name: new RegExp(words("newTicket.category")) }));
		await user.click(
			within(await screen.findByRole("listbox", { name: /Tipologia/ })).getByRole("option", {
				name: "Guasto meccanico",
			}),
		);
		await user.click(submit());
		await waitFor(() => expect(opened).toHaveBeenCalled());
		expect(opened.mock.calls[0]?.[1]).toMatchObject({ companyId: "co-biscotti-tremolino", openedForId: "p-marco" });
		await waitFor(() => expect(program.place.value.place.screen).toBe("ticket"));
		const { place } = program.place.value;
		const id = place.screen === "ticket" ? place.id : "";
		expect(await bridge.tickets.get(id)).toMatchObject({ person: "Marco Ferri", company: "Biscotti Tremolino" });
	});

	test("may call back somebody without a machine, but not without a company", async () => {
		const { user, program } = await caller();
		await user.click(await screen.findByRole("tab", { name: new RegExp(words("caller.callback")) }));
		// What is asked of a customer for themselves is not what a technician is asked.
		expect(screen.queryByText(new RegExp(words("callWindow.label")))).toBeNull();
		expect(screen.getByText(words("caller.phone.help"))).toBeTruthy();
		await user.click(submit());
		expect(await screen.findByText(words("fault.company.required"))).toBeTruthy();
		await user.type(await box("machine.company"), "altera{Enter}");
		await waitFor(() => expect(screen.queryByText(words("fault.company.required"))).toBeNull());
		expect(program.newTicket().value.faults.machine).toBeUndefined();
	});

	test("finds company and person again after the program has ended", async () => {
		const first = await caller();
		await first.user.type(await box("machine.company"), "tremol{Enter}");
		await first.user.type(await box("caller.person"), "sara{Enter}");
		await first.program.flush();
		first.unmount();
		await caller(first.bridge);
		await waitFor(async () => expect((await box("machine.company")).value).toBe("Biscotti Tremolino"));
		expect((await box("caller.person")).value).toBe("Sara Conti");
	});

	test("who chooses another company means neither its person nor its machine any more", async () => {
		const { user, program } = await caller();
		await user.type(await box("machine.of"), "24-0152{Enter}");
		await waitFor(async () => expect((await box("machine.company")).value).toBe("Biscotti Tremolino"));
		await user.type(await box("caller.person"), "sara{Enter}");
		await user.clear(await box("machine.company"));
		await user.type(await box("machine.company"), "altera{Enter}");
		const { draft } = program.newTicket().value;
		expect(draft.openedForId).toBe("");
		expect((await box("machine.of")).value).toBe("");
	});
});
