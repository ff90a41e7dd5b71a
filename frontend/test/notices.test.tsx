import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import type { Notice } from "../src/bridge/bridge";
import { card, mount, OPERATOR, words } from "./mount";

const notice = (kind: Notice["kind"], more: Partial<Notice> = {}): Notice => ({
	id: `n-${kind}`,
	kind,
	person: "",
	count: 0,
	file: "",
	tickets: [],
	...more,
});

const region = () => screen.findByRole("region", { name: words("notice.label") });

describe("a notice", () => {
	test.each([
		[notice("cache_anew"), words("notice.cache_anew")],
		[notice("settings_anew"), words("notice.settings_anew")],
		[notice("session_not_kept"), words("notice.session_not_kept")],
		[notice("outbox_salvaged"), words("notice.outbox_salvaged.none")],
		[
			notice("outbox_salvaged", { count: 3, file: "/dati/rovinato.db" }),
			`${words("notice.outbox_salvaged_other", { count: 3 })} ${words("notice.file", { file: "/dati/rovinato.db" })}`,
		],
		[
			notice("person_disabled", { person: "Sara Conti" }),
			words("notice.person_disabled.idle", { person: "Sara Conti" }),
		],
		[
			notice("person_disabled", { person: "Sara Conti", count: 1 }),
			words("notice.person_disabled.waiting_one", { person: "Sara Conti", count: 1 }),
		],
		[
			notice("record_broken", { count: 1, tickets: [1042] }),
			`${words("notice.record_broken_one", { count: 1 })} ${words("notice.tickets", { tickets: "#1042" })}`,
		],
		[
			notice("record_restored", { count: 7, tickets: [1037, 1040] }),
			`${words("notice.record_restored_other", { count: 7 })} ${words("notice.tickets", { tickets: "#1037, #1040" })}`,
		],
		[notice("record_restored", { count: 1 }), words("notice.record_restored_one", { count: 1 })],
	])("of $kind says what happened and what to do, on the desk and before it", async (told, sentence) => {
		const desk = await mount({ ...OPERATOR, notices: [told] });
		expect(within(await region()).getByText(sentence)).toBeTruthy();
		desk.unmount();
		await mount({ notices: [told] });
		expect(within(await region()).getByText(sentence)).toBeTruthy();
	});

	test("goes when somebody has read it, and then the next one is shown; all when asked for, and the first alone again", async () => {
		const { user, bridge } = await mount({
			...OPERATOR,
			notices: [notice("cache_anew"), notice("settings_anew"), notice("session_not_kept")],
		});
		const lines = await region();
		expect(within(lines).getAllByRole("listitem")).toHaveLength(1);
		await user.click(within(lines).getByRole("button", { name: words("notice.dismiss") }));
		expect(await within(lines).findByText(words("notice.settings_anew"))).toBeTruthy();
		expect((await bridge.session.notices()).map(({ kind }) => kind)).toEqual(["settings_anew", "session_not_kept"]);
		await user.click(within(lines).getByRole("button", { name: words("notice.more_one") }));
		expect(within(lines).getAllByRole("listitem")).toHaveLength(2);
		await user.click(within(lines).getByRole("button", { name: words("notice.less") }));
		expect(within(lines).getAllByRole("listitem")).toHaveLength(1);
		expect(document.activeElement).toBe(within(lines).getByRole("button", { name: words("notice.more_one") }));
	});

	test("that is read by a key leaves the focus on the next one, and after the last where it was", async () => {
		const { user } = await mount({ ...OPERATOR, notices: [notice("cache_anew"), notice("settings_anew")] });
		const from = await card(1042);
		from.focus();
		const lines = await region();
		const read = () => within(lines).getByRole("button", { name: words("notice.dismiss") });
		read().focus();
		await user.keyboard("{Enter}");
		await within(lines).findByText(words("notice.settings_anew"));
		await waitFor(() => expect(document.activeElement).toBe(read()));
		await user.keyboard("{Enter}");
		await waitFor(() => expect(document.activeElement).toBe(from));
	});

	test("that is read before anything else was done leads to what one works in", async () => {
		const { user } = await mount({ ...OPERATOR, notices: [notice("cache_anew")] });
		await card(1042);
		within(await region())
			.getByRole("button", { name: words("notice.dismiss") })
			.focus();
		await user.keyboard("{Enter}");
		await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("main")));
	});

	test("of settings that could not be read leads to the settings", async () => {
		const { user } = await mount({ notices: [notice("settings_anew")] });
		await user.click(await screen.findByRole("button", { name: words("notice.way.settings") }));
		expect(await screen.findByRole("dialog", { name: words("settings.title") })).toBeTruthy();
	});
});

describe("a clock that is wrong", () => {
	test("is said with how much, until somebody has read it", async () => {
		const { user, bridge } = await mount({ ...OPERATOR, clockAhead: 2 * 3_600_000 });
		const sentence = words("notice.clock.ahead", { time: "2 ore" });
		await screen.findByText(sentence);
		await user.click(screen.getByRole("button", { name: words("notice.dismiss") }));
		await waitFor(() => expect(screen.queryByText(sentence)).toBeNull());
		act(() => bridge.world.goOffline());
		await screen.findByText(words("connection.offline"));
		expect(screen.queryByText(sentence)).toBeNull();
	});

	test("may be behind as well", async () => {
		await mount({ ...OPERATOR, clockAhead: -40 * 60_000 });
		expect(await screen.findByText(words("notice.clock.behind", { time: "40 minuti" }))).toBeTruthy();
	});
});

describe("a ticket asked for from outside the window", () => {
	test("that is not here is said", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await card(1042);
		act(() => bridge.world.ask(4711));
		expect(await screen.findByText(words("notice.missing", { number: 4711 }))).toBeTruthy();
		await user.click(screen.getByRole("button", { name: words("notice.dismiss") }));
		await waitFor(() => expect(screen.queryByText(words("notice.missing", { number: 4711 }))).toBeNull());
	});

	test("that is here opens, over whatever dialog there is", async () => {
		const { user, bridge } = await mount(OPERATOR);
		await card(1042);
		await user.keyboard("{F1}");
		await screen.findByRole("dialog", { name: words("shortcuts.title") });
		act(() => bridge.world.ask(1037));
		expect(await screen.findByRole("heading", { level: 1, name: /#1037/ })).toBeTruthy();
		await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
	});
});
