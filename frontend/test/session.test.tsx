import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { card, mount, OPERATOR, words } from "./mount";

const login = () => screen.findByRole("textbox", { name: words("signIn.login") });
const password = () => screen.getByLabelText(words("signIn.password"));
const enter = () => screen.getByRole("button", { name: words("signIn.submit") });

describe("signing in", () => {
	test("says which server answers, lets one in, and is not remembered unless asked", async () => {
		const { user, bridge } = await mount();
		const signIn = vi.spyOn(bridge.session, "signIn");
		expect(await screen.findByText(words("signIn.address.found", { name: "Marzaghi Confezionamento" }))).toBeTruthy();
		await user.type(await login(), "anna.rossi");
		await user.type(password(), "una parola lunga");
		await user.click(enter());
		await card(1042);
		expect(signIn.mock.calls[0]?.[0]).toMatchObject({ login: "anna.rossi", remember: false });
	});

	test("without name and password says what is missing, at the first of them", async () => {
		const { user } = await mount();
		await user.click(enter());
		expect(await screen.findByText(words("signIn.login.required"))).toBeTruthy();
		expect(screen.getByText(words("signIn.password.required"))).toBeTruthy();
		expect(document.activeElement).toBe(await login());
	});

	test("with a wrong password keeps what was typed", async () => {
		const { user } = await mount();
		await user.type(await login(), "anna.rossi");
		await user.type(password(), "no");
		await user.click(enter());
		expect(await screen.findByText(words("error.unauthenticated"))).toBeTruthy();
		expect(await login()).toHaveProperty("value", "anna.rossi");
		expect(document.activeElement).toBe(password());
	});

	test("at an address where no server answers says so when it is left", async () => {
		const { user } = await mount();
		const address = screen.getByRole("textbox", { name: words("signIn.address") });
		await user.clear(address);
		await user.type(address, "niente.example");
		await user.tab();
		expect(await screen.findByText(words("error.unreachable"))).toBeTruthy();
	});

	test("shows the password while asked to", async () => {
		const { user } = await mount();
		expect(password()).toHaveProperty("type", "password");
		await user.click(screen.getByRole("button", { name: words("signIn.password.show") }));
		expect(password()).toHaveProperty("type", "text");
	});

	test("one who was here before is a press away", async () => {
		const { user } = await mount();
		await user.click(await screen.findByRole("button", { name: "Anna Rossi" }));
		expect(await login()).toHaveProperty("value", "anna.rossi");
		expect(document.activeElement).toBe(password());
	});

	test("on a workstation of many the others are a press further", async () => {
		const { user } = await mount({ crowd: 11 });
		const people = within(await screen.findByRole("list", { name: words("signIn.known") }));
		const last = { name: "Turno 11" };
		expect(people.queryByRole("button", last)).toBeNull();
		await user.click(people.getByRole("button", { name: words("signIn.known.more_other", { count: 6 }) }));
		await waitFor(() => expect(document.activeElement?.textContent).toContain("Turno 6"));
		await user.click(people.getByRole("button", last));
		expect(await login()).toHaveProperty("value", "turno.11");
	});

	test("the language can be chosen before", async () => {
		const { user } = await mount();
		await user.click(screen.getByRole("button", { name: /Italiano/ }));
		await user.click(await screen.findByRole("menuitemradio", { name: "English" }));
		expect(await screen.findByRole("button", { name: "Sign in" })).toBeTruthy();
	});
});

describe("a password that somebody else chose", () => {
	test("must be changed before anything else", async () => {
		const { user } = await mount({ ...OPERATOR, mustChangePassword: true });
		const current = await screen.findByLabelText(words("password.current"));
		expect(screen.queryByRole("navigation")).toBeNull();
		await user.type(current, "sbagliata");
		await user.type(screen.getByLabelText(words("password.next")), "corta");
		await user.click(screen.getByRole("button", { name: words("password.submit") }));
		expect(await screen.findByText(words("password.next.fault"))).toBeTruthy();
		await user.clear(screen.getByLabelText(words("password.next")));
		await user.type(screen.getByLabelText(words("password.next")), "quattro parole di prova");
		await user.type(screen.getByLabelText(words("password.again")), "quattro parole di prova");
		await user.click(screen.getByRole("button", { name: words("password.submit") }));
		expect(await screen.findByText(words("password.current.fault"))).toBeTruthy();
		await user.clear(screen.getByLabelText(words("password.current")));
		await user.type(screen.getByLabelText(words("password.current")), "iniziale");
		await user.click(screen.getByRole("button", { name: words("password.submit") }));
		await card(1042);
	});
});

test("signing out locks the screen", async () => {
	const { user } = await mount(OPERATOR);
	await card(1042);
	await user.click(screen.getByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
	await user.click(await screen.findByRole("menuitem", { name: words("signOut.action") }));
	await login();
	await waitFor(() => expect(document.title).toBe("Filo Diretto"));
	expect(screen.queryByText("Le ventose perdono gli astucci")).toBeNull();
});

describe("what is said before signing out", () => {
	const begin = async (unkept: boolean) => {
		const { user, bridge } = await mount({ ...OPERATOR, unkept });
		await user.click(await card(1042));
		await user.type(await screen.findByRole("textbox", { name: words("composer.reply") }), "Aspetto");
		await user.click(screen.getByRole("button", { name: words("action.send") }));
		await screen.findByText("Aspetto", { selector: "article p" });
		const said = async () => {
			await user.click(screen.getByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
			const entry = await screen.findByRole("menuitem", { name: words("signOut.action") });
			const help = document.getElementById(entry.getAttribute("aria-describedby") ?? "")?.textContent;
			await user.keyboard("{Escape}");
			return help;
		};
		return { bridge, said };
	};

	test("where nothing keeps the session and something waits, that the program is to stay open", async () => {
		const { bridge, said } = await begin(true);
		expect(await said()).toBe(words("signOut.unkept"));
		act(() => bridge.world.carry());
		await waitFor(async () => expect(await said()).toBeUndefined());
	});

	test("nothing where the session is kept", async () => {
		const { said } = await begin(false);
		expect(await said()).toBeUndefined();
	});
});

test("the program ends from the menu, with what was typed kept", async () => {
	const { user, bridge } = await mount(OPERATOR);
	await user.click(await card(1042));
	await user.type(await screen.findByRole("textbox", { name: words("composer.reply") }), "Aspett");
	await user.click(screen.getByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
	await user.click(await screen.findByRole("menuitem", { name: words("quit.action") }));
	await waitFor(() => expect(bridge.world.done).toEqual(["quit"]));
	expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Aspett");
});

test("the program ends from outside the window, with what was typed kept before", async () => {
	const { user, bridge } = await mount(OPERATOR);
	await user.click(await card(1042));
	await user.type(await screen.findByRole("textbox", { name: words("composer.reply") }), "Aspett");
	bridge.world.end();
	await waitFor(() => expect(bridge.world.done).toEqual(["flushed"]));
	expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Aspett");
});

describe("the sheet of keys", () => {
	test("opens by F1, and by ? where nobody types", async () => {
		const { user } = await mount(OPERATOR);
		const box = await screen.findByRole("textbox", { name: words("search.label") });
		await user.type(box, "?");
		expect(screen.queryByRole("dialog")).toBeNull();
		expect(box).toHaveProperty("value", "?");
		await user.clear(box);
		await user.keyboard("{F1}");
		const sheet = await screen.findByRole("dialog", { name: words("shortcuts.title") });
		expect(sheet.textContent).toContain(words("shortcuts.send"));
		await user.keyboard("{Escape}");
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
		(await card(1042)).focus();
		await user.keyboard("?");
		await screen.findByRole("dialog", { name: words("shortcuts.title") });
	});
});
