import { act, screen } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { mount, OPERATOR, row, TECHNICIAN, words } from "./mount";

const press = (key: Parameters<typeof words>[0]) => screen.findByRole("button", { name: words(key) });

describe("a ticket as a PDF", () => {
	test("is saved from the options, and the dialog says where it lies", async () => {
		const { user, program, bridge } = await mount(OPERATOR);
		act(() => program.place.open("t-1042"));
		await user.click(await press("options.title"));
		await user.click(await press("options.dossier"));
		expect(await screen.findByRole("dialog", { name: words("dossier.title", { number: "#1042" }) })).toBeTruthy();
		expect(screen.queryByRole("checkbox", { name: words("dossier.withNotes") })).toBeNull();
		await user.click(await press("dossier.choose"));
		expect(await screen.findByText(/ticket-1042\.pdf/)).toBeTruthy();
		expect(bridge.world.done).toContain("dossier");
	});

	test("is found in the console among what is done seldom", async () => {
		const { user } = await mount(TECHNICIAN);
		await user.click(await row(1042));
		await user.click(await press("ticket.more"));
		await user.click(await screen.findByRole("menuitem", { name: words("options.dossier") }));
		expect(await screen.findByRole("dialog", { name: words("dossier.title", { number: "#1042" }) })).toBeTruthy();
	});

	test("has internal notes only where a technician asks for them", async () => {
		const { user, program, bridge } = await mount(TECHNICIAN);
		act(() => program.dialogs.dossier("t-1042", 1042));
		await user.click(await screen.findByRole("checkbox", { name: words("dossier.withNotes") }));
		await user.click(await press("dossier.choose"));
		expect(await screen.findByText(/ticket-1042\.pdf/)).toBeTruthy();
		expect(bridge.world.done).toContain("dossier with notes");
	});

	test("shows how far it is, and says what to do where it cannot be written", async () => {
		const { user, program, bridge } = await mount(OPERATOR);
		act(() => program.dialogs.dossier("t-1042", 1042));
		let fail = (_: unknown) => {};
		vi.spyOn(bridge.dossier, "save").mockImplementationOnce(
			() =>
				new Promise((_, reject) => {
					fail = reject;
				}),
		);
		await user.click(await press("dossier.choose"));
		act(() => bridge.world.writes("t-1042", 1, 4));
		expect((await screen.findByRole("progressbar")).getAttribute("aria-valuenow")).toBe("1");
		await act(async () => fail({ code: "storage" }));
		expect(await screen.findByText(words("diagnosis.save.failed"))).toBeTruthy();
		expect(screen.queryByRole("progressbar")).toBeNull();
	});
});
