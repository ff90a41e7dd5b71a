import { screen, within } from "@testing-library/react";
import { fakeBridge } from "../src/bridge/fake/fake";
import { card, mount, OPERATOR, row, TECHNICIAN, words } from "./mount";

export const photo = (name: string, size = 300_000) => ({ name, size, type: "image/jpeg", width: 1200, height: 900 });

export const log = { name: "registro-plc.log", size: 188_000_000, type: "text/plain", text: "14:02 E42 <b>vuoto</b>" };

export type View = Awaited<ReturnType<typeof mount>>;

export async function operator(): Promise<View> {
	const view = await mount(OPERATOR);
	await view.user.click(await card(1042));
	await screen.findByRole("log", { name: words("conversation.label") });
	return view;
}

export async function support(bridge = fakeBridge(TECHNICIAN)): Promise<View> {
	const view = await mount(TECHNICIAN, bridge);
	await view.user.click(await row(1042));
	await screen.findByRole("log", { name: words("conversation.label") });
	return view;
}

export const attach = async ({ user }: View) =>
	user.click(screen.getByRole("button", { name: words("attachment.add") }));

export const strip = async () => within(await screen.findByRole("list", { name: words("attachment.list") }));

export const open = (name: string) =>
	screen.findByRole("button", { name: new RegExp(`^${words("attachment.open", { name })}`) });

export const last = () => screen.getAllByRole("article").at(-1) as HTMLElement;

/** As the library reads what is on the page: there all room is the same. */
export const plain = (text: string) => text.replaceAll("\u00a0", " ");

/** A file in the clipboard, or dragged. */
export const held = (name: string, type: string) => new File(["x".repeat(300)], name, { type });
