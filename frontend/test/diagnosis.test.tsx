import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { card, mount, OPERATOR, words } from "./mount";

type View = Awaited<ReturnType<typeof mount>>;

const page = () => screen.findByRole("dialog", { name: words("diagnosis.title") });

async function open({ user }: View) {
	await user.keyboard("{F8}");
	const dialog = await page();
	await within(dialog).findByRole("region", { name: words("diagnosis.versions") });
	return dialog;
}

const group = (dialog: HTMLElement, title: string) => within(dialog).getByRole("region", { name: title });

const verdict = (dialog: HTMLElement) => within(dialog).getByRole("region", { name: words("diagnosis.verdict") });

describe("the diagnosis", () => {
	test("is reached by its key before and after sign-in, from the settings, and from the offline bar", async () => {
		const nobody = await mount();
		expect(verdict(await open(nobody)).textContent).toContain(words("diagnosis.nobody"));
		nobody.unmount();

		const view = await mount({ ...OPERATOR, online: false });
		await card(1042);
		await view.user.click(screen.getByRole("button", { name: words("diagnosis.title") }));
		await page();
		await view.user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		await view.user.keyboard("{Control>},{/Control}");
		await view.user.click(await screen.findByRole("tab", { name: words("settings.part.about") }));
		await view.user.click(await screen.findByRole("button", { name: words("diagnosis.open") }));
		expect(await page()).toBeTruthy();
	});

	test("says in one sentence how it stands, and that again when it changes while somebody looks", async () => {
		const view = await mount({ ...OPERATOR, othersWaiting: 2 });
		await card(1042);
		const dialog = await open(view);
		expect(verdict(dialog).textContent).toContain(
			`${words("diagnosis.verdict.online")}; ${words("diagnosis.verdict.waiting_one", { count: 1 })}; ${words("diagnosis.verdict.others_other", { count: 2 })}.`,
		);
		act(() => view.bridge.world.goOffline());
		await waitFor(() =>
			expect(within(verdict(dialog)).getByRole("status").textContent).toMatch(
				new RegExp(`^${words("diagnosis.verdict.silent")}; 1 messaggio`),
			),
		);
		expect(group(dialog, words("diagnosis.line")).textContent).toContain("unreachable");
	});

	test("tells connection, waiting acts, disk and versions, and no word that anybody wrote", async () => {
		const view = await mount({ ...OPERATOR, online: false });
		await card(1042);
		const dialog = await open(view);
		const told = (title: Parameters<typeof words>[0]) => group(dialog, words(title)).textContent ?? "";
		expect(told("diagnosis.line")).toContain("https://assistenza.marzaghi.example");
		expect(told("diagnosis.line")).toContain("proxy.tremolino.example:3128");
		expect(told("diagnosis.outbox")).toContain("Messaggio #1042");
		expect(told("diagnosis.outbox")).toContain(words("diagnosis.why.line"));
		expect(told("diagnosis.disk")).toContain("38 GB");
		expect(told("diagnosis.versions")).toContain("go1.26.8");
		for (const written of ["ventose", "VS-40", "Anna", "Rossi", "Astucciatrice"]) {
			expect(dialog.textContent).not.toContain(written);
		}
	});

	test("can be copied as text", async () => {
		const view = await mount({ ...OPERATOR, online: false });
		await card(1042);
		const dialog = await open(view);
		await view.user.click(within(dialog).getByRole("button", { name: words("action.copy") }));
		expect(await within(dialog).findByText(words("action.copied"))).toBeTruthy();
		const text = await navigator.clipboard.readText();
		expect(text).toMatch(
			/^Filo Diretto, Diagnosi: .+\nIl server non risponde da 6 minuti; 1 messaggio aspetta qui\.\n/,
		);
		expect(text).toMatch(/\n {2}Messaggio #1042: Aspetta la linea · scritto /);
		expect(text).not.toMatch(/ventose|VS-40|Anna|undefined/);
	});

	test("is saved where the dialog of the system says, and nothing is said when that is given up", async () => {
		const view = await mount(OPERATOR);
		await card(1042);
		const save = vi.spyOn(view.bridge.diagnosis, "save").mockResolvedValueOnce({ file: "" });
		const dialog = await open(view);
		const button = () => within(dialog).getByRole("button", { name: words("diagnosis.save") });
		await view.user.click(button());
		await waitFor(() => expect(save).toHaveBeenCalledTimes(1));
		expect(within(dialog).queryByText(/Salvata in/)).toBeNull();
		await view.user.click(button());
		expect(await within(dialog).findByText(/^Salvata in .+\.zip$/)).toBeTruthy();
	});

	test("that cannot be saved says so beside the button, until it is", async () => {
		const view = await mount(OPERATOR);
		await card(1042);
		vi.spyOn(view.bridge.diagnosis, "save").mockRejectedValueOnce({ code: "storage" });
		const dialog = await open(view);
		await view.user.click(within(dialog).getByRole("button", { name: words("diagnosis.save") }));
		expect(await within(dialog).findByText(words("diagnosis.save.failed"))).toBeTruthy();
		await view.user.click(within(dialog).getByRole("button", { name: words("diagnosis.save") }));
		expect(await within(dialog).findByText(/^Salvata in /)).toBeTruthy();
		expect(within(dialog).queryByText(words("diagnosis.save.failed"))).toBeNull();
	});

	test("that cannot be read is said, and what is known stays", async () => {
		const view = await mount(OPERATOR);
		await card(1042);
		const dialog = await open(view);
		vi.spyOn(view.bridge.diagnosis, "look").mockRejectedValue({ code: "internal" });
		act(() => view.bridge.world.goOffline());
		expect(await within(dialog).findByText(words("diagnosis.failed"))).toBeTruthy();
		expect(group(dialog, words("diagnosis.versions"))).toBeTruthy();
	});

	test("is asked for again only while somebody looks", async () => {
		const view = await mount(OPERATOR);
		await card(1042);
		const look = vi.spyOn(view.bridge.diagnosis, "look");
		act(() => view.bridge.world.goOffline());
		await screen.findByText(words("connection.offline"));
		expect(look).not.toHaveBeenCalled();
		await open(view);
		await view.user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		look.mockClear();
		act(() => view.bridge.world.goOnline());
		await screen.findByText(words("connection.online"));
		expect(look).not.toHaveBeenCalled();
	});
});
