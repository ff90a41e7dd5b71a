import { act, screen, waitFor } from "@testing-library/react";
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

	/** One that is being written until `fail` says otherwise. */
	async function writing() {
		const view = await mount(OPERATOR);
		act(() => view.program.dialogs.dossier("t-1042", 1042));
		let fail = (_: unknown) => {};
		const save = vi.spyOn(view.bridge.dossier, "save").mockImplementationOnce(
			() =>
				new Promise((_, reject) => {
					fail = reject;
				}),
		);
		await view.user.click(await press("dossier.choose"));
		return { ...view, save, fail: (cause: unknown) => fail(cause) };
	}

	test("shows how far it is, and says what to do where it cannot be written", async () => {
		const { bridge, fail } = await writing();
		act(() => bridge.world.writes("t-1042", 1, 4));
		expect((await screen.findByRole("progressbar")).getAttribute("aria-valuenow")).toBe("1");
		await act(async () => fail({ code: "storage" }));
		expect(await screen.findByText(words("diagnosis.save.failed"))).toBeTruthy();
		expect(screen.queryByRole("progressbar")).toBeNull();
	});

	test("is written on though its dialog is closed: whoever comes back sees how far it is, and once how it ended", async () => {
		const { user, program, bridge, save, fail } = await writing();
		const open = () => act(() => program.dialogs.dossier("t-1042", 1042));
		const close = async () => {
			await user.keyboard("{Escape}");
			await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		};
		await close();
		act(() => bridge.world.writes("t-1042", 3, 4));
		open();
		expect((await screen.findByRole("progressbar")).getAttribute("aria-valuenow")).toBe("3");
		await user.click(await press("dossier.writing"));
		expect(save).toHaveBeenCalledTimes(1);
		await close();
		await act(async () => fail({ code: "storage" }));
		open();
		expect(await screen.findByText(words("diagnosis.save.failed"))).toBeTruthy();
		await close();
		open();
		await press("dossier.choose");
		expect(screen.queryByText(words("diagnosis.save.failed"))).toBeNull();
	});

	test("is nothing to whoever comes after the one who had it written", async () => {
		const { program, fail } = await writing();
		await act(() => program.signOut());
		await act(async () => fail({ code: "storage" }));
		await act(async () => {
			await program.session.signIn({ address: "", login: "anna.rossi", password: "una parola", remember: false });
		});
		await waitFor(() => expect(program.session.value?.screen).toBe("desk"));
		act(() => program.dialogs.dossier("t-1042", 1042));
		await press("dossier.choose");
		expect(screen.queryByText(words("diagnosis.save.failed"))).toBeNull();
	});
});
