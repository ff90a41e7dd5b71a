import { screen } from "@testing-library/react";
import axe from "axe-core";
import { expect, test } from "vitest";
import { card, mount, OPERATOR, TECHNICIAN, words } from "./mount";

/** Contrast is computed from the tokens in its own test: nothing is painted here. */
async function faults(): Promise<string[]> {
	const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
	return violations.flatMap((v) => v.nodes.map((node) => `${v.id}: ${node.html.slice(0, 160)}`));
}

type View = Awaited<ReturnType<typeof mount>>;
const press = async ({ user }: View, name: string | RegExp) => user.click(await screen.findByRole("button", { name }));

const screens: Record<string, () => Promise<unknown>> = {
	"sign-in": async () => {
		const view = await mount({ settings: {} });
		await press(view, words("signIn.submit"));
		await screen.findByText(words("signIn.login.required"));
	},
	"change of password": async () => {
		const view = await mount({ ...OPERATOR, mustChangePassword: true });
		await press(view, words("password.submit"));
	},
	"list and conversation": async () => {
		const view = await mount({ ...OPERATOR, online: false });
		await view.user.click(await card(1042));
		await press(view, words("options.title"));
		await screen.findByRole("complementary");
		await press(view, words("list.toggleClosed"));
	},
	"a refused message": async () => {
		const view = await mount(OPERATOR);
		await view.user.click(await card(1042));
		view.bridge.world.refuse("ticket_closed");
		await press(view, words("message.followUp")).catch(() => {});
	},
	"search results": async () => {
		const view = await mount(OPERATOR);
		await view.user.type(await screen.findByRole("textbox", { name: words("search.label") }), "ventose");
		await screen.findByText("ventose", { selector: "mark" });
	},
	"the person's menu": async () => {
		const view = await mount(OPERATOR);
		await press(view, words("person.menu", { name: "Anna Rossi" }));
		await screen.findByRole("menu");
	},
	"a new support request": async () => {
		const view = await mount(OPERATOR);
		await press(view, words("newTicket.submit"));
		await screen.findByRole("heading", { name: words("newTicket.title") });
		await press(view, words("newTicket.submit"));
		await view.user.type(screen.getByRole("combobox", { name: words("machine.of") }), "24-01");
		await screen.findAllByRole("option");
	},
	"a new callback": async () => {
		const view = await mount(OPERATOR);
		await press(view, words("newTicket.submit"));
		await view.user.click(await screen.findByRole("tab", { name: new RegExp(words("kind.callback")) }));
		await press(view, words("newTicket.submit"));
	},
	"the support's ticket": async () => {
		const view = await mount(TECHNICIAN);
		await view.user.click(await card(1042));
		await press(view, words("composer.note"));
	},
	"closing a ticket": async () => {
		const view = await mount(TECHNICIAN);
		await view.user.click(await card(1042));
		await press(view, words("close.action"));
		await screen.findByRole("dialog");
	},
};

test.each(Object.keys(screens))("axe finds nothing on %s, in either theme", async (name) => {
	await screens[name]?.();
	for (const theme of ["light", "dark"]) {
		document.documentElement.dataset.theme = theme;
		expect(await faults()).toEqual([]);
	}
});
