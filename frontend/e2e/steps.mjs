// What a person does in an operator's window and a technician's, step by step: shared by the tests of bindings and rules.
import assert from "node:assert/strict";
import { eventually, lookAway, t } from "./browser.mjs";
import { anna, luca } from "./windows.mjs";

/** The new ticket's fields, and what is done with it. */
export const field = {
	category: () => anna.getByRole("button", { name: t("newTicket.category") }),
	machine: () => anna.getByRole("combobox", { name: t("machine.of") }),
	severity: () => anna.getByRole("radiogroup", { name: t("severity.label") }),
	description: () => anna.getByRole("textbox", { name: t("newTicket.description") }),
	phone: () => anna.getByRole("textbox", { name: t("newTicket.phone") }),
};
export const submit = () =>
	anna.getByRole("contentinfo").getByRole("button", { name: t("newTicket.submit"), exact: true });
export const discardDraft = () => anna.getByRole("button", { name: t("newTicket.discard") }).click();
export const draftSaved = () => anna.getByText(t("composer.draft.saved")).waitFor();
export const chooseKind = (kind) => anna.getByRole("tab", { name: t(`kind.${kind}`) }).click();
export const chooseSeverity = (severity) =>
	field
		.severity()
		.getByText(t(`severity.${severity}`), { exact: true })
		.click();

/** Waits until something has the focus. */
export const focused = (locator) =>
	eventually(async () =>
		assert.ok(
			await locator.evaluate((element) => element.contains(document.activeElement)),
			`${locator} has the focus`,
		),
	);

/** Chooses a category where none is proposed. */
export async function chooseCategory() {
	if (!(await anna.getByText(t("newTicket.category.placeholder")).isVisible())) return;
	await field.category().click();
	await anna.getByRole("option", { name: "Guasto meccanico" }).click();
}

/** Fills in a whole support request, the machine as a scanner does. */
export async function fillRequest({ severity, description }) {
	await lookAway(anna);
	await chooseKind("chat");
	await field.machine().fill("24-0117");
	await anna.keyboard.press("Enter");
	await chooseCategory();
	await chooseSeverity(severity);
	await field.description().fill(description);
}

/** What the ticket in front of the operator is called. */
export const title = () => anna.getByRole("main").getByRole("heading", { level: 1 });

/** Waits until the ticket that begins with these words has reached the server. Answers its number. */
export const arrived = (words) =>
	eventually(async () => {
		const [, number] = new RegExp(`^#(\\d+) ${words}`).exec(await title().textContent()) ?? [];
		assert.ok(number, `${words} has no number yet`);
		return number;
	});

/** Waits until the ticket that begins with these words is there, though it has not left yet. */
export const waitsHere = (words) =>
	eventually(async () => assert.match(await title().textContent(), new RegExp(`^${t("card.unsent")} ${words}`)));

/** The button that leads to the open ticket of the machine chosen. */
export const pointer = (number, words) =>
	anna.getByRole("button", { name: t("newTicket.already.open", { number, title: words }) });

/** The technician closes the ticket in front, having been told first what is asked for. */
export async function closeTicket(resolution, { withoutWordsFirst } = {}) {
	await luca.getByRole("button", { name: t("close.action") }).click();
	const dialog = luca.getByRole("dialog");
	const confirm = dialog.getByRole("button", { name: t("close.confirm") });
	if (withoutWordsFirst) {
		await confirm.click();
		await withoutWordsFirst(dialog.getByRole("textbox"));
	}
	await dialog.getByRole("textbox").fill(resolution);
	// Where the maker keeps a list of causes, one of them is asked for.
	const cause = dialog.getByRole("combobox");
	if (await cause.count()) {
		await cause.click();
		await dialog.getByRole("option").first().click();
	}
	await confirm.click();
	await dialog.waitFor({ state: "detached" });
	await luca.getByText(t("status.closed"), { exact: true }).first().waitFor();
}

/** The technician says that the customer is to answer. */
export async function waitForCustomer() {
	await luca.getByRole("button", { name: t("status.change") }).click();
	await luca.getByRole("menuitem", { name: t("status.waiting") }).click();
	await anna.getByRole("main").getByText(t("status.waiting.customer"), { exact: true }).waitFor();
}

/** The technician logs a call to the customer of the ticket in front. */
export async function logCall(outcome) {
	await luca.getByRole("button", { name: t("call.action") }).click();
	await luca.getByText(t(`call.outcome.${outcome}`), { exact: true }).click();
	await luca.getByRole("button", { name: t("call.save"), exact: true }).click();
	await luca.getByRole("dialog").waitFor({ state: "detached" });
}
