import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { type Command, handsOf, makesSense } from "../src/features/console/command";
import { COMMANDS } from "../src/features/console/commands";
import { catalogues } from "../src/i18n/text";
import { capsOf, strokesOf } from "../src/model/keys";
import type { Program } from "../src/state/program";
import { mount, row, TECHNICIAN, words } from "./mount";

type View = Awaited<ReturnType<typeof mount>>;

/** Where each command makes sense: most of them on an open ticket in front; what is elsewhere is said here. */
const ELSEWHERE: Record<string, (view: View) => Promise<void>> = {
	reopen: async ({ program, bridge }) => {
		await bridge.support.close("t-1042", "Ventosa sostituita.", "");
		await waitFor(() => expect(program.front.value?.value.detail?.status).toBe("closed"));
	},
	resume: async ({ program, bridge }) => {
		await bridge.support.setStatus("t-1042", "waiting");
		await waitFor(() => expect(program.front.value?.value.detail?.status).toBe("waiting"));
	},
	take: async ({ program, bridge }) => {
		await bridge.support.assign("t-1042", "");
		await waitFor(() => expect(program.front.value?.value.detail?.assignee).toBe(""));
	},
	phone: (view) => inFront(view, 1040),
	copyPhone: (view) => inFront(view, 1040),
	unselect: async ({ program }) => program.console.value.list.toggle("t-1042"),
	clearFilters: async ({ program }) => program.console.value.list.filter({ severities: ["stopped"] }),
	saveFilter: async ({ program }) => program.console.value.list.filter({ severities: ["stopped"] }),
};

async function inFront({ program }: View, number: number) {
	program.console.value.list.point(`t-${number}`);
	program.place.open(`t-${number}`);
	program.console.atList = false;
	await waitFor(() => expect(program.front.value?.value.detail?.number).toBe(number));
}

const name = (command: Command) => catalogues.it[command.text as keyof typeof catalogues.it];

describe("the table of commands", () => {
	test("has a text in each language for every one, and no id twice", () => {
		for (const { id, text } of COMMANDS) {
			for (const catalogue of Object.values(catalogues)) {
				expect({ id, said: Boolean(catalogue[text as keyof typeof catalogue]) }).toEqual({ id, said: true });
			}
		}
		expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length);
		expect(new Set(COMMANDS.map(name)).size).toBe(COMMANDS.length);
	});

	test("has no keys twice, and none that begin others", () => {
		const all = COMMANDS.flatMap(({ keys = [] }) => keys.map((one) => JSON.stringify(strokesOf(one))));
		expect(new Set(all).size).toBe(all.length);
		const singles = new Set(COMMANDS.flatMap(({ keys = [] }) => keys.filter((one) => !one.includes(" "))));
		for (const { keys = [] } of COMMANDS) {
			for (const one of keys.filter((k) => k.includes(" "))) expect(singles).not.toContain(one.split(" ")[0]);
		}
	});

	test("has the keys that the product promises", () => {
		const keys = Object.fromEntries(COMMANDS.map(({ id, keys: [first] = [] }) => [id, first]));
		expect(keys).toMatchObject({
			next: "j",
			previous: "k",
			open: "Enter",
			reply: "r",
			note: "n",
			take: "t",
			wait: "w",
			close: "c",
			filterText: "/",
			select: "x",
			palette: "Ctrl+K",
			shortcuts: "?",
		});
		expect(COMMANDS.filter(({ group }) => group === "go").every(({ keys }) => /^g \w$/.test(keys?.[0] ?? ""))).toBe(
			true,
		);
	});

	/** Finds a command in the palette by its whole name, and does it from there. */
	async function walk({ program, user }: View, command: Command) {
		const does = vi.spyOn(command, "does").mockImplementation(() => {});
		await act(async () => program.palette.show());
		await act(() => program.palette.type(name(command)));
		const first = document.querySelector("[role=option]");
		expect({ id: command.id, first: first?.textContent }).toEqual({
			id: command.id,
			first: expect.stringContaining(name(command)),
		});
		const [keys] = command.keys ?? [];
		expect({ id: command.id, caps: first?.querySelectorAll("kbd").length }).toEqual({
			id: command.id,
			caps: keys ? capsOf(keys).flat().length : 0,
		});
		expect(document.activeElement?.getAttribute("role")).toBe("combobox");
		await user.keyboard("{Enter}");
		await waitFor(() => expect({ id: command.id, done: does.mock.calls.length }).toEqual({ id: command.id, done: 1 }));
		expect(document.querySelector("[role=dialog]")).toBeNull();
	}

	test.each(["ticket", "list", "go", "program"])(
		"is in the palette, each of the group %s by its name and with its keys, and is done from there",
		async (group) => {
			const view = await mount(TECHNICIAN);
			await row(1042);
			await inFront(view, 1042);
			for (const command of COMMANDS.filter((one) => one.group === group && one.id !== "palette")) {
				if (!(command.id in ELSEWHERE)) await walk(view, command);
			}
		},
		// A busy machine takes seconds for each of twenty commands.
		180_000,
	);

	test.each(Object.keys(ELSEWHERE))("has %s in the palette where it makes sense, and only there", async (id) => {
		const command = COMMANDS.find((one) => one.id === id) as Command;
		const view = await mount(TECHNICIAN);
		await row(1042);
		await inFront(view, 1042);
		expect(makesSense(command, handsOf(view.program))).toBe(false);
		await ELSEWHERE[id]?.(view);
		await walk(view, command);
	});

	test("every key does its command, and nothing while somebody types", async () => {
		const view = await mount(TECHNICIAN);
		await row(1042);
		await inFront(view, 1042);
		for (const command of COMMANDS) {
			const does = vi.spyOn(command, "does").mockImplementation(() => {});
			for (const keys of command.keys ?? []) {
				does.mockClear();
				if (!makesSense(command, handsOf(view.program))) continue;
				press(keys, document.body);
				expect({ keys, done: does.mock.calls.length }).toEqual({ keys, done: 1 });
			}
		}
		const box = await screen.findByRole("textbox", { name: words("composer.reply") });
		for (const command of COMMANDS) {
			const does = vi.mocked(command.does);
			for (const keys of command.keys ?? []) {
				if (strokesOf(keys).some(({ ctrl, alt, key }) => ctrl || alt || /^(F\d+|Escape)$/.test(key))) continue;
				does.mockClear();
				press(keys, box);
				expect({ keys, done: does.mock.calls.length }).toEqual({ keys, done: 0 });
			}
		}
	});

	test("is on the sheet of keys, each with its keys", async () => {
		const { user } = await mount(TECHNICIAN);
		await row(1042);
		await user.keyboard("?");
		const sheet = await screen.findByRole("dialog", { name: words("shortcuts.title") });
		for (const command of COMMANDS.filter(({ keys }) => keys)) {
			const caps = within(sheet)
				.getAllByText(name(command))
				.flatMap((line) => [...(line.parentElement?.querySelectorAll("kbd") ?? [])]);
			expect({ id: command.id, caps: caps.length }).toEqual({
				id: command.id,
				caps: (command.keys ?? []).flatMap(capsOf).flat().length,
			});
		}
	});

	test("says nothing about tickets and lists where a new ticket is written", async () => {
		const { program } = await mount(TECHNICIAN);
		await row(1042);
		program.place.newTicket();
		const shown = (of: Program) => COMMANDS.filter((command) => makesSense(command, handsOf(of)));
		expect(new Set(shown(program).map(({ group }) => group))).toEqual(new Set(["go", "program"]));
	});
});

/** Presses keys as a keyboard does. */
function press(keys: string, target: Element): void {
	for (const { key, ctrl, shift, alt } of strokesOf(keys)) {
		target.dispatchEvent(
			new KeyboardEvent("keydown", {
				key: shift && key.length === 1 ? key.toUpperCase() : key,
				ctrlKey: ctrl,
				shiftKey: shift,
				altKey: alt,
				bubbles: true,
				cancelable: true,
			}),
		);
	}
}
