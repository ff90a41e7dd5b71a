import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { fakeBridge } from "../src/bridge/fake/fake";
import { webViewOf } from "../src/state/about";
import { card, mount, OPERATOR, TECHNICIAN, words } from "./mount";

type View = Awaited<ReturnType<typeof mount>>;

async function open({ user }: View, part?: "work" | "network" | "about" | "licences") {
	await user.keyboard("{Control>},{/Control}");
	const dialog = await screen.findByRole("dialog", { name: words("settings.title") });
	if (part) await user.click(within(dialog).getByRole("tab", { name: words(`settings.part.${part}`) }));
	return dialog;
}

const radio = (name: string) => screen.getByRole("radio", { name });

describe("the settings", () => {
	test("are in the person's menu, and before anybody has signed in", async () => {
		const first = await mount(OPERATOR);
		await first.user.click(await screen.findByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
		await first.user.click(await screen.findByRole("menuitem", { name: words("settings.title") }));
		expect(await screen.findByRole("dialog", { name: words("settings.title") })).toBeTruthy();
		first.unmount();
		const second = await mount();
		await second.user.click(await screen.findByRole("button", { name: words("settings.title") }));
		expect(await screen.findByRole("dialog", { name: words("settings.title") })).toBeTruthy();
	});

	test("hold at once: language, theme, contrast, text size", async () => {
		const view = await mount(OPERATOR);
		await card(1042);
		await open(view);
		const root = document.documentElement;
		await view.user.click(radio(words("settings.theme.dark")));
		await view.user.click(radio(words("settings.contrast.more")));
		await view.user.click(radio(words("settings.textSize.150")));
		await view.user.click(radio("English"));
		expect(await screen.findByRole("dialog", { name: "Settings" })).toBeTruthy();
		expect({ ...root.dataset, lang: root.lang }).toMatchObject({
			theme: "dark",
			contrast: "more",
			text: "150",
			lang: "en",
		});
		await waitFor(async () =>
			expect(await view.bridge.settings.get()).toMatchObject({
				theme: "dark",
				contrast: "more",
				textSize: 150,
				language: "en",
			}),
		);
	});

	test("that cannot be kept hold all the same, and say so", async () => {
		const bridge = fakeBridge(OPERATOR);
		vi.spyOn(bridge.settings, "set").mockRejectedValue({ code: "storage" });
		const view = await mount(OPERATOR, bridge);
		await open(view);
		await view.user.click(radio(words("settings.theme.dark")));
		expect((await screen.findByRole("alert")).textContent).toBe(
			words("settings.unkept", { reason: words("error.storage") }),
		);
		expect(document.documentElement.dataset.theme).toBe("dark");
	});

	test("play the sound, or say that nothing here can", async () => {
		const view = await mount(OPERATOR);
		await open(view, "work");
		await view.user.click(screen.getByRole("button", { name: words("settings.sound.try") }));
		expect(view.bridge.world.done).toContain("sound");
		vi.spyOn(view.bridge.settings, "playSound").mockRejectedValue({ code: "unavailable" });
		await view.user.click(screen.getByRole("button", { name: words("settings.sound.try") }));
		expect(await screen.findByText(words("settings.sound.none"))).toBeTruthy();
		await view.user.click(screen.getByRole("checkbox", { name: words("settings.sound.check") }));
		await waitFor(async () => expect((await view.bridge.settings.get()).sound).toBe(false));
	});

	test("tell the support of a sound that comes once, when a customer writes", async () => {
		const view = await mount(TECHNICIAN);
		await open(view, "work");
		await view.user.click(screen.getByRole("checkbox", { name: words("settings.sound.support.check") }));
		await waitFor(async () => expect((await view.bridge.settings.get()).sound).toBe(false));
		expect(screen.getByText(words("settings.sound.support.help"))).toBeTruthy();
		expect(screen.queryByText(words("settings.sound.help"))).toBeNull();
	});

	test("are walked over by the arrows as soon as they are open", async () => {
		const view = await mount(OPERATOR);
		await open(view);
		const first = screen.getByRole("tab", { name: words("settings.part.appearance") });
		await waitFor(() => expect(document.activeElement).toBe(first));
		await view.user.keyboard("{ArrowDown}");
		expect(await screen.findByText(words("settings.sound.help"))).toBeTruthy();
	});

	test("close by Escape, and the focus is where it was", async () => {
		const view = await mount(OPERATOR);
		const first = await card(1042);
		act(() => first.focus());
		await open(view);
		await view.user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		await waitFor(() => expect(document.activeElement).toBe(first));
	});
});

describe("the way to the network", () => {
	const field = () => screen.getByRole("textbox", { name: words("settings.proxyAddress") });

	test("by a proxy is taken once its address is left", async () => {
		const view = await mount();
		await open(view, "network");
		await view.user.click(radio(words("settings.proxy.address")));
		await waitFor(() => expect(document.activeElement).toBe(field()));
		await view.user.type(field(), "http://proxy.example:3128");
		expect((await view.bridge.settings.get()).proxy).toBe("system");
		await view.user.tab();
		await waitFor(async () =>
			expect(await view.bridge.settings.get()).toMatchObject({
				proxy: "address",
				proxyAddress: "http://proxy.example:3128",
			}),
		);
		expect(await screen.findByText(words("settings.taken"))).toBeTruthy();
	});

	test("that is refused says why under its field, keeps what was typed, and changes nothing", async () => {
		const view = await mount();
		await open(view, "network");
		await view.user.click(radio(words("settings.proxy.address")));
		await view.user.type(field(), "proxy.example{Enter}");
		expect(await screen.findByText(words("settings.proxyAddress.refused"))).toBeTruthy();
		expect(field()).toHaveProperty("value", "proxy.example");
		expect(await view.bridge.settings.get()).toMatchObject({ proxy: "system", proxyAddress: "" });
		await view.user.clear(field());
		await view.user.tab();
		expect(await screen.findByText(words("settings.proxyAddress.required"))).toBeTruthy();
		await view.user.click(radio(words("settings.proxy.none")));
		await waitFor(async () => expect((await view.bridge.settings.get()).proxy).toBe("none"));
	});

	test("with another authority names its file, and lets go of it", async () => {
		const view = await mount();
		await open(view, "network");
		const choose = vi.spyOn(view.bridge.settings, "chooseCaFile").mockResolvedValueOnce("/home/linea2/foto.png");
		await view.user.click(screen.getByRole("button", { name: words("settings.caFile.choose") }));
		expect(await screen.findByText(words("settings.caFile.refused"))).toBeTruthy();
		expect(screen.getByText("/home/linea2/foto.png")).toBeTruthy();
		expect((await view.bridge.settings.get()).caFile).toBe("");
		choose.mockResolvedValueOnce("/home/linea2/azienda-ca.pem");
		await view.user.click(screen.getByRole("button", { name: words("settings.caFile.other") }));
		await waitFor(async () => expect((await view.bridge.settings.get()).caFile).toBe("/home/linea2/azienda-ca.pem"));
		expect(screen.queryByText(words("settings.caFile.refused"))).toBeNull();
		await view.user.click(screen.getByRole("button", { name: words("settings.caFile.remove") }));
		await waitFor(async () => expect((await view.bridge.settings.get()).caFile).toBe(""));
	});
});

describe("what runs here", () => {
	test("says its versions, its folders and where the session is kept", async () => {
		const view = await mount(OPERATOR);
		const dialog = await open(view, "about");
		expect(await within(dialog).findByText("WebKitGTK 2.48.5")).toBeTruthy();
		expect(within(dialog).getByText(/Marzaghi Confezionamento · 1\.0\.0/)).toBeTruthy();
		expect(within(dialog).getByText(words("settings.session.keyring"))).toBeTruthy();
		await view.user.click(within(dialog).getByRole("button", { name: new RegExp(words("settings.folder.logs")) }));
		expect(view.bridge.world.done).toEqual(["open logs"]);
	});

	test("a folder that does not open is said", async () => {
		const view = await mount(OPERATOR);
		vi.spyOn(view.bridge.settings, "openFolder").mockRejectedValue({ code: "internal" });
		const dialog = await open(view, "about");
		await view.user.click(
			await within(dialog).findByRole("button", { name: new RegExp(words("settings.folder.data")) }),
		);
		expect(await within(dialog).findByText(words("settings.folder.failed"))).toBeTruthy();
	});

	test("the web view is known from what it says of itself", () => {
		expect(
			webViewOf(
				"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.70",
			),
		).toBe("WebView2 131.0.2903.70");
		expect(
			webViewOf(
				"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
			),
		).toBe("WebKit (Safari 18.5)");
		expect(webViewOf("something else")).toBe("");
	});

	test("licences are read when asked for, each with its words; their absence is a sentence", async () => {
		const licences = [{ name: "react", version: "19.3.1", kind: "MIT", text: "MIT License\n\nPermission is granted" }];
		const fetched = vi.fn().mockResolvedValue(new Response(JSON.stringify(licences)));
		vi.stubGlobal("fetch", fetched);
		const view = await mount(OPERATOR);
		const dialog = await open(view);
		expect(fetched).not.toHaveBeenCalled();
		await view.user.click(within(dialog).getByRole("tab", { name: words("settings.part.licences") }));
		const react = await within(dialog).findByRole("button", { name: /^react 19\.3\.1/ });
		expect(within(dialog).queryByText(/Permission is granted/)).toBeNull();
		await view.user.click(react);
		expect(within(dialog).getByText(/Permission is granted/)).toBeTruthy();
		view.unmount();

		fetched.mockResolvedValue(new Response("", { status: 404 }));
		await open(await mount(OPERATOR), "licences");
		expect(await screen.findByText(words("settings.licences.none"))).toBeTruthy();
		vi.unstubAllGlobals();
	});
});
