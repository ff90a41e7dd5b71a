import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../src/bridge/fake/fake";
import { emptyDraft } from "../src/model/draft";
import { card, mount, OPERATOR, words } from "./mount";

const machine = () => screen.getByRole<HTMLInputElement>("combobox", { name: new RegExp(`^${words("machine.of")}`) });
const description = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: words("newTicket.description") });
const severity = (name: RegExp) => screen.getByRole("radio", { name });
const category = () => screen.getByRole("button", { name: new RegExp(words("newTicket.category")) });

async function begin(bridge = fakeBridge(OPERATOR)) {
	const view = await mount(OPERATOR, bridge);
	await card(1042);
	await view.user.keyboard("{Control>}n{/Control}");
	await waitFor(() => expect(document.activeElement).toBe(machine()));
	await screen.findAllByRole("option", { hidden: false });
	return view;
}

/** Types a code and Enter with so many milliseconds from key to key: a scanner's few, or a hand's many. */
function scan(code: string, pause = 8) {
	const at = vi.spyOn(Event.prototype, "timeStamp", "get");
	[...code, "Enter"].forEach((key, i) => {
		at.mockReturnValue(1000 + i * pause);
		fireEvent.keyDown(document.activeElement ?? document.body, { key });
	});
	at.mockRestore();
}

describe("a ticket of a known machine", () => {
	test("takes four actions and the text, by the keyboard alone", async () => {
		const { user, bridge } = await begin(); // 1
		const opened = vi.spyOn(bridge.compose, "openTicket");
		await user.keyboard("{Enter}"); // 2: the machine that was named last
		await waitFor(() => expect(document.activeElement).toBe(severity(/Macchina ferma/)));
		expect(category().textContent).toContain("Guasto meccanico");
		expect(screen.getByText(words("newTicket.category.proposed"))).toBeTruthy();
		await user.keyboard("{Enter}"); // 3: the first urgency
		await user.keyboard("Le ventose perdono gli astucci.");
		expect(description().value).toBe("Le ventose perdono gli astucci.");
		await user.keyboard("{Control>}{Enter}{/Control}"); // 4
		await screen.findByRole("heading", { level: 1, name: /Le ventose perdono gli astucci/ });
		expect(opened.mock.calls[0]?.[1]).toMatchObject({
			machineId: "m-24-0117",
			categoryId: "c-mech",
			severity: "stopped",
			description: "Le ventose perdono gli astucci.",
		});
	});

	test("of another urgency takes no more: after an arrow one just types", async () => {
		const { user } = await begin();
		await user.keyboard("24-0138{Enter}");
		await waitFor(() => expect(document.activeElement).toBe(severity(/Macchina ferma/)));
		await user.keyboard("{ArrowDown}");
		await user.keyboard("Lento.");
		expect(severity(/Produce male/)).toHaveProperty("checked", true);
		expect(description().value).toBe("Lento.");
	});

	test("proposes its last category, and leaves alone the one that somebody chose", async () => {
		const { user } = await begin();
		await user.keyboard("24-0138{Enter}");
		await waitFor(() => expect(category().textContent).toContain("Pannello e ricette"));
		await user.clear(machine());
		await user.type(machine(), "24-0117{Enter}");
		await waitFor(() => expect(category().textContent).toContain("Guasto meccanico"));
		await user.click(category());
		await user.click(await screen.findByRole("option", { name: "Ricambi", hidden: false }));
		expect(screen.queryByText(words("newTicket.category.proposed"))).toBeNull();
		await user.clear(machine());
		await user.type(machine(), "24-0138{Enter}");
		await waitFor(() => expect(document.activeElement).toBe(severity(/Macchina ferma/)));
		expect(category().textContent).toContain("Ricambi");
	});
});

describe("a scanner", () => {
	test("picks the machine wherever the focus is, and presses nothing", async () => {
		const { user } = await begin();
		await user.keyboard("{Escape}");
		await user.tab();
		while (document.activeElement?.tagName !== "BUTTON") await user.tab();
		scan("24-0152");
		await waitFor(() => expect(machine().value).toContain("Fardellatrice 1"));
		await waitFor(() => expect(document.activeElement).toBe(severity(/Macchina ferma/)));
		expect(screen.getByRole("heading", { name: words("newTicket.title") })).toBeTruthy();
	});

	test("that reads an unknown serial keeps it and says so", async () => {
		const { user, bridge } = await begin();
		await user.keyboard("99-9999{Enter}");
		expect(await screen.findByText(words("machine.none", { text: "99-9999" }), { selector: "[id] span" })).toBeTruthy();
		expect(machine().value).toBe("99-9999");
		await user.tab();
		expect(machine().value).toBe("99-9999");
		// It is part of the draft.
		await user.click(screen.getByRole("button", { name: words("action.back") }));
		await user.keyboard("{Control>}n{/Control}");
		await waitFor(() => expect(machine().value).toBe("99-9999"));
		expect((await bridge.compose.newTicketDraft()).machineId).toBe("");
	});

	test("with the focus in no box says so as well", async () => {
		await begin();
		severity(/Domanda/).focus();
		scan("88-8888");
		await waitFor(() => expect(machine().value).toBe("88-8888"));
		await waitFor(() => expect(document.activeElement).toBe(machine()));
	});

	test("is not somebody who types slowly on a button", async () => {
		await begin();
		severity(/Domanda/).focus();
		scan("24-0152", 300);
		expect(machine().value).toBe("");
	});
});

test("Tab leads from the machine's box to what comes next, however long its list is", async () => {
	await begin();
	// A list that scrolls is a stop of its own in some browsers, unless it says that it is none.
	expect(screen.getByRole("listbox", { name: words("machine.of") }).getAttribute("tabindex")).toBe("-1");
});

describe("a machine that was looked for and not found", () => {
	test("is not left out of a callback without a word", async () => {
		const { user, bridge } = await begin();
		const opened = vi.spyOn(bridge.compose, "openTicket");
		await user.click(screen.getByRole("tab", { name: new RegExp(words("kind.callback")) }));
		await user.type(screen.getByRole("textbox", { name: words("newTicket.phone") }), "0595550142");
		await user.type(machine(), "Fardell");
		await user.click(severity(/Domanda/));
		await user.type(description(), "Una domanda.");
		await user.keyboard("{Control>}{Enter}{/Control}");
		expect(await screen.findByText(words("fault.machine.unmatched"))).toBeTruthy();
		expect(opened).not.toHaveBeenCalled();
	});
});

describe("a stopped machine", () => {
	test("shows whom to call as soon as it is chosen", async () => {
		const { user } = await begin();
		expect(screen.queryByText(new RegExp(words("support.stopped")))).toBeNull();
		await user.click(severity(/Macchina ferma/));
		const line = await screen.findByText(new RegExp(words("support.stopped")));
		expect(line.textContent).toContain("059 555 0100");
		await user.click(severity(/Domanda/));
		await waitFor(() => expect(screen.queryByText(new RegExp(words("support.stopped")))).toBeNull());
	});
});

describe("a telephone number", () => {
	test("is written as people write it while it is typed, also in its middle", async () => {
		const { user } = await begin();
		await user.click(screen.getByRole("tab", { name: new RegExp(words("kind.callback")) }));
		const phone = screen.getByRole<HTMLInputElement>("textbox", { name: words("newTicket.phone") });
		await user.type(phone, "059555014");
		await waitFor(() => expect(phone.value).toBe("059 555 014"));
		await user.type(phone, "8", { initialSelectionStart: 5, initialSelectionEnd: 5 });
		await waitFor(() => expect(phone.value).toBe("059 585 5014"));
		expect(phone.selectionStart).toBe(6);
	});
});

describe("Escape", () => {
	test("leads back and loses nothing", async () => {
		const { user, bridge } = await begin();
		await user.type(description(), "A metà");
		await user.keyboard("{Escape}");
		await card(1042);
		expect(screen.queryByRole("heading", { name: words("newTicket.title") })).toBeNull();
		expect((await bridge.compose.newTicketDraft()).description).toBe("A metà");
	});
});

test("a draft that cannot be read brings no empty form that would be written over it", async () => {
	const bridge = fakeBridge(OPERATOR);
	await bridge.compose.saveNewTicketDraft("p-anna", { ...emptyDraft(), description: "Perde olio" });
	const failing = vi.spyOn(bridge.compose, "newTicketDraft").mockRejectedValue({ code: "storage" });
	const { user } = await mount(OPERATOR, bridge);
	await card(1042);
	await user.keyboard("{Control>}n{/Control}");
	await screen.findByText(words("newTicket.unread", { reason: words("error.storage") }));
	expect(screen.queryByRole("textbox", { name: words("newTicket.description") })).toBeNull();
	failing.mockRestore();
	await user.click(screen.getByRole("button", { name: words("action.retry") }));
	await waitFor(() => expect(description().value).toBe("Perde olio"));
});

describe("a draft that is emptied by a key", () => {
	test.each(["words", "a file alone"] as const)("leaves the focus on the way back (%s)", async (what) => {
		const { user, bridge } = await begin();
		if (what === "words") await user.type(description(), "Perde olio");
		else {
			bridge.world.choose({ name: "perdita.jpg", size: 300_000, type: "image/jpeg", width: 1200, height: 900 });
			await user.click(await screen.findByRole("button", { name: new RegExp(words("newTicket.files.add")) }));
		}
		(await screen.findByRole("button", { name: words("newTicket.discard") })).focus();
		await user.keyboard("{Enter}");
		const restore = await screen.findByRole("button", { name: words("newTicket.restore") });
		expect(document.activeElement).toBe(restore);
		await user.keyboard("{Enter}");
		const discard = await screen.findByRole("button", { name: words("newTicket.discard") });
		expect(document.activeElement).toBe(discard);
	});
});
