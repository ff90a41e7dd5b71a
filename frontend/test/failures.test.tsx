import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import type { ErrorCode, TicketDetail } from "../src/bridge/bridge";
import type it from "../src/i18n/it.json";
import { card, mount, OPERATOR, words } from "./mount";

type Key = keyof typeof it;
type View = Awaited<ReturnType<typeof mount>>;

/** The sentence under a field, as a screen reader finds it. */
const described = (field: HTMLElement) =>
	(field.getAttribute("aria-describedby") ?? "")
		.split(" ")
		.map((id) => document.getElementById(id)?.textContent ?? "")
		.join("");

const boxes = {
	address: () => screen.getByRole("textbox", { name: words("signIn.address") }),
	login: () => screen.getByRole("textbox", { name: words("signIn.login") }),
	password: () => screen.getByLabelText(words("signIn.password")),
};

async function signIn({ user }: View) {
	await user.type(boxes.login(), "anna.rossi");
	await user.type(boxes.password(), "una parola lunga");
	await user.click(screen.getByRole("button", { name: words("signIn.submit") }));
}

describe("signing in", () => {
	const at: [ErrorCode, "address" | "login" | "password", Key, Key?][] = [
		["unreachable", "address", "error.unreachable"],
		["untrusted", "address", "error.untrusted", "way.certificate"],
		["certificate_time", "address", "error.certificate_time"],
		["not_a_server", "address", "error.not_a_server", "way.browser"],
		["incompatible", "address", "error.incompatible"],
		["proxy", "address", "error.proxy", "way.proxy"],
		["proxy_auth", "address", "error.proxy_auth", "way.proxy"],
		["unavailable", "address", "error.unavailable"],
		["disabled", "login", "error.disabled"],
		["unauthenticated", "password", "error.unauthenticated"],
	];

	test.each(at)(
		"that fails by %s says so under the %s, and keeps what was typed",
		async (code, name, sentence, way) => {
			const view = await mount();
			view.bridge.world.answer(code);
			await signIn(view);
			await waitFor(() => expect(described(boxes[name]())).toContain(words(sentence)));
			expect(boxes[name]().getAttribute("aria-invalid")).toBe("true");
			expect(document.activeElement).toBe(boxes[name]());
			expect(boxes.login()).toHaveProperty("value", "anna.rossi");
			expect(boxes.password()).toHaveProperty("value", "una parola lunga");
			expect(screen.queryByRole("button", { name: words(way ?? "way.proxy") }) !== null).toBe(way !== undefined);
		},
	);

	test.each([
		["newer", "error.newer"],
		["storage", "error.storage"],
		["internal", "error.internal"],
	] as const)("that fails by %s says so above the button", async (code, sentence) => {
		const view = await mount();
		view.bridge.world.answer(code);
		await signIn(view);
		expect((await screen.findByRole("alert")).textContent).toContain(words(sentence));
	});

	test("through a proxy that asks for a password leads to its address, and asks the server again by the new way", async () => {
		const view = await mount({ refusing: "proxy_auth" });
		await view.user.click(await screen.findByRole("button", { name: words("way.proxy") }));
		await screen.findByRole("dialog", { name: words("settings.title") });
		await view.user.click(screen.getByRole("radio", { name: words("settings.proxy.address") }));
		view.bridge.world.answer(undefined);
		await view.user.type(
			screen.getByRole("textbox", { name: words("settings.proxyAddress") }),
			"http://anna:parola@proxy.example:3128{Enter}",
		);
		await view.user.keyboard("{Escape}");
		expect(await screen.findByText(words("signIn.address.found", { name: "Marzaghi Confezionamento" }))).toBeTruthy();
	});

	test("behind a network's own page leads to that page, in the browser", async () => {
		const view = await mount({ refusing: "not_a_server" });
		await view.user.click(await screen.findByRole("button", { name: words("way.browser") }));
		expect(view.bridge.world.done).toEqual(["link http://assistenza.marzaghi.example"]);
	});
});

describe("the bar", () => {
	const bar = () => screen.findByRole("region", { name: words("banner.label") });

	test.each([
		["untrusted", "banner.offline.reason.untrusted", "way.certificate"],
		["certificate_time", "banner.offline.reason.certificate_time", undefined],
		["not_a_server", "banner.offline.reason.not_a_server", "way.browser"],
		["incompatible", "banner.offline.reason.incompatible", undefined],
		["proxy", "banner.offline.reason.proxy", "way.proxy"],
		["proxy_auth", "banner.offline.reason.proxy_auth", "way.proxy"],
		["unavailable", "banner.offline.reason.unavailable", undefined],
		["storage", "banner.offline.reason.storage", "way.folder"],
		["newer", "banner.offline.reason.newer", undefined],
	] as const)("says that the line is down by %s, and leads on", async (reason, sentence, way) => {
		await mount({ ...OPERATOR, online: false, reason });
		const line = await bar();
		expect(line.textContent).toContain(words(sentence));
		expect(line.textContent).not.toContain("Manca la rete");
		if (way) expect(within(line).getByRole("button", { name: words(way) })).toBeTruthy();
		expect(line.textContent?.includes("1 messaggio in uscita partirà da solo")).toBe(reason !== "storage");
	});

	test("says how many acts wait for somebody to enter again", async () => {
		await mount({ ...OPERATOR, expired: true });
		expect((await bar()).textContent).toContain(words("banner.signedOut.waiting_one", { count: 1 }));
	});

	test("says that the access has ended, lets one read, and leads to somebody else's", async () => {
		const { user } = await mount({ ...OPERATOR, expired: true, reason: "disabled" });
		const line = await bar();
		expect(line.textContent).toContain(words("banner.disabled"));
		expect(line.textContent).toContain(words("banner.disabled.waiting_one", { count: 1 }));
		expect(within(line).queryByRole("button", { name: words("banner.signedOut.action") })).toBeNull();
		await user.click(within(line).getByRole("button", { name: words("notice.way.outbox") }));
		expect(await screen.findByRole("dialog", { name: words("outbox.title") })).toBeTruthy();
		await user.keyboard("{Escape}");
		await user.click(await within(line).findByRole("button", { name: words("signOut.action") }));
		expect(await screen.findByRole("button", { name: words("signIn.submit") })).toBeTruthy();
	});
});

describe("a fault of the program's own", () => {
	test("leaves a sentence and a way back, with what was typed kept", async () => {
		vi.spyOn(console, "error").mockImplementation(() => {});
		const { user, bridge } = await mount(OPERATOR);
		await user.click(await card(1042));
		await user.type(await screen.findByRole("textbox", { name: words("composer.reply") }), "Aspett");
		vi.spyOn(bridge.tickets, "get").mockResolvedValue({} as TicketDetail);
		act(() => bridge.world.receive(1042, "luca.bianchi", "Mi dica."));
		expect((await screen.findByRole("alert")).textContent).toContain(words("broken.text"));
		expect(screen.getByRole("button", { name: words("broken.again") })).toBeTruthy();
		await waitFor(async () => expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Aspett"));
	});
});

describe("a session that ended", () => {
	const replyBox = () => screen.findByRole("textbox", { name: words("composer.reply") });

	test("begins anew by the password alone: place, draft and what waits are where they were, and it leaves", async () => {
		const { user, bridge } = await mount(OPERATOR);
		const signIn = vi.spyOn(bridge.session, "signIn");
		await user.click(await card(1042));
		await user.type(await replyBox(), "Sto scriv");
		act(() => bridge.world.expire());
		await user.click(await screen.findByRole("button", { name: words("banner.signedOut.action") }));
		const dialog = await screen.findByRole("dialog", { name: words("enter.title") });
		expect(dialog.textContent).toContain("Anna Rossi");
		const password = within(dialog).getByLabelText(words("signIn.password"));
		expect(document.activeElement).toBe(password);
		await user.keyboard("no{Enter}");
		await waitFor(() => expect(described(password)).toContain(words("enter.wrong")));
		await user.keyboard("una parola lunga{Enter}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		expect(signIn.mock.lastCall?.[0]).toEqual({
			address: "https://assistenza.marzaghi.example",
			login: "anna.rossi",
			password: "una parola lunga",
			// Nobody asked to be remembered: that what waits keeps the session meanwhile changes nothing.
			remember: false,
		});
		expect(await replyBox()).toHaveProperty("value", "Sto scriv");
		expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Sto scriv");
		expect(await screen.findByText(words("connection.online"))).toBeTruthy();
		expect(await bridge.compose.outbox()).toEqual([]);
	});

	test("of somebody whose access has ended says so, and whom to call", async () => {
		const { user, bridge } = await mount({ ...OPERATOR, expired: true });
		bridge.world.answer("disabled");
		await user.click(await screen.findByRole("button", { name: words("banner.signedOut.action") }));
		const dialog = await screen.findByRole("dialog", { name: words("enter.title") });
		await user.type(within(dialog).getByLabelText(words("signIn.password")), "una parola lunga{Enter}");
		expect(await within(dialog).findByText(words("error.disabled"))).toBeTruthy();
		expect(dialog.textContent).toContain("059 555 0100");
	});
});
