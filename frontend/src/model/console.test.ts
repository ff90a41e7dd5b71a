// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { Clock, ConsoleRow, SavedFilter } from "../bridge/bridge";
import { linesOf, moved, noCriteria, queueOf, said, sameCriteria, without } from "./criteria";
import { capsOf, isSign, isStroke, strokesOf } from "./keys";
import { matchWords } from "./match";
import { waitAt, waitWords } from "./wait";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("the wait", () => {
	const clock: Clock = { since: 1000, half: 1000 + 15 * MINUTE, due: 1000 + 30 * MINUTE, pausedSince: 0 };

	test.each([
		[0, "plain"],
		[15 * MINUTE - 1, "plain"],
		[15 * MINUTE, "half"],
		[30 * MINUTE - 1, "half"],
		[30 * MINUTE, "due"],
		[40 * HOUR, "due"],
	])("after %i ms is %s", (ms, urgency) => {
		expect(waitAt(clock, 1000 + ms)).toEqual({ urgency, ms });
	});

	test("is of nobody where nothing is owed", () => {
		expect(waitAt({ since: 0, half: 0, due: 0, pausedSince: 0 }, 5000).urgency).toBe("none");
	});

	test("stands still while the customer is waited for, however long it was before", () => {
		const paused = { ...clock, pausedSince: 50 * MINUTE };
		expect(waitAt(paused, 60 * MINUTE)).toEqual({ urgency: "paused", ms: 10 * MINUTE });
	});

	test("is not negative where this clock is behind the server's", () => {
		expect(waitAt(clock, 0)).toEqual({ urgency: "plain", ms: 0 });
	});

	test.each([
		[0, "0 min", "0 min"],
		[59 * MINUTE + 59_000, "59 min", "59 min"],
		[HOUR, "1 h", "1 h"],
		[2 * HOUR + 5 * MINUTE, "2 h 05", "2 h 05"],
		[12 * HOUR + 40 * MINUTE, "12 h", "12 h"],
		[24 * HOUR, "1 g", "1 d"],
		[26 * HOUR, "1 g 2 h", "1 d 2 h"],
		[75 * HOUR, "3 g", "3 d"],
	])("of %i ms reads %s", (ms, italian, english) => {
		expect(waitWords(ms, "it").replaceAll("\u00a0", " ")).toBe(italian);
		expect(waitWords(ms, "en").replaceAll("\u00a0", " ")).toBe(english);
	});
});

describe("criteria", () => {
	test("say what is filtered by, and lose one at a time", () => {
		const criteria = { ...noCriteria(), severities: ["stopped" as const], text: " olio ", olderThanHours: 24 };
		expect(said(criteria)).toEqual(["severities", "olderThanHours", "text"]);
		expect(said(without(criteria, "severities"))).toEqual(["olderThanHours", "text"]);
		expect(said({ ...noCriteria(), text: "  " })).toEqual([]);
	});

	test("are the same in whatever order they were chosen", () => {
		const one = { ...noCriteria(), statuses: ["new" as const, "waiting" as const], text: "olio" };
		const other = { ...noCriteria(), statuses: ["waiting" as const, "new" as const], text: "olio " };
		expect(sameCriteria(one, other)).toBe(true);
		expect(sameCriteria(one, { ...other, statuses: ["new"] })).toBe(false);
	});

	test("look among the open, unless they name the closed", () => {
		expect(queueOf(noCriteria())).toBe("open");
		expect(queueOf({ ...noCriteria(), statuses: ["closed"] })).toBe("closed");
	});

	test("that are saved change places, and stop at the ends", () => {
		const filters = ["a", "b", "c"].map((id, place): SavedFilter => ({ id, name: id, place, criteria: noCriteria() }));
		expect(moved(filters, "a", 1)?.map(({ id, place }) => id + place)).toEqual(["b0", "a1", "c2"]);
		expect(moved(filters, "a", -1)).toBeNull();
		expect(moved(filters, "c", 1)).toBeNull();
	});

	test("group rows under headings only where they are grouped", () => {
		const rows = [
			{ id: "1", severity: "stopped" },
			{ id: "2", severity: "stopped" },
			{ id: "3", severity: "question" },
		] as ConsoleRow[];
		expect(linesOf(rows, true).map(({ id }) => id)).toEqual(["group stopped", "1", "2", "group question", "3"]);
		expect(linesOf(rows, false).map(({ id }) => id)).toEqual(["1", "2", "3"]);
	});
});

describe("a match", () => {
	test("is found whatever the accents, and each word of it", () => {
		expect(matchWords("Perché perde olio", "perche")?.marks).toEqual([[0, 6]]);
		expect(matchWords("Chiudi con soluzione", "sol chi")?.marks).toEqual([
			[0, 3],
			[11, 14],
		]);
		expect(matchWords("Chiudi", "chi xyz")).toBeNull();
	});

	test("at the beginning is better than at a word, and that than in the middle", () => {
		expect(matchWords("Chiudi", "chi")?.rank).toBe(0);
		expect(matchWords("Registra chiamata", "chi")?.rank).toBe(1);
		expect(matchWords("Presa a macchina", "chi")?.rank).toBe(2);
	});

	test("prefers the beginning of a word to letters before it", () => {
		expect(matchWords("macchina chiusa", "chi")?.marks).toEqual([[9, 12]]);
	});

	test("of nothing is everything", () => {
		expect(matchWords("Chiudi", " ")).toEqual({ rank: 0, marks: [] });
	});
});

describe("keys", () => {
	const press = (key: string, held: Partial<Record<"ctrlKey" | "shiftKey" | "altKey" | "metaKey", boolean>> = {}) => ({
		key,
		ctrlKey: false,
		metaKey: false,
		shiftKey: false,
		altKey: false,
		...held,
	});
	const is = (keys: string, pressed: ReturnType<typeof press>) => isStroke(pressed, strokesOf(keys)[0] as never);

	test("are told apart by what is held with them", () => {
		expect(is("c", press("c"))).toBe(true);
		expect(is("c", press("C", { shiftKey: true }))).toBe(false);
		expect(is("Shift+C", press("C", { shiftKey: true }))).toBe(true);
		expect(is("Ctrl+K", press("k", { ctrlKey: true }))).toBe(true);
		expect(is("Ctrl+K", press("k", { metaKey: true }))).toBe(true);
		expect(is("Ctrl+K", press("k"))).toBe(false);
		expect(is("Ctrl+Shift+Enter", press("Enter", { ctrlKey: true, shiftKey: true }))).toBe(true);
		expect(is("Ctrl+Shift+Enter", press("Enter", { ctrlKey: true }))).toBe(false);
	});

	test("that are signs are what they type, however a keyboard makes it", () => {
		expect(is("?", press("?", { shiftKey: true }))).toBe(true);
		expect(is("/", press("/", { shiftKey: true }))).toBe(true);
		expect(is("/", press("7", { shiftKey: true }))).toBe(false);
	});

	test("that type something are left to whoever types", () => {
		expect(isSign(strokesOf("j")[0] as never)).toBe(true);
		expect(isSign(strokesOf("Shift+J")[0] as never)).toBe(true);
		expect(isSign(strokesOf("Enter")[0] as never)).toBe(true);
		expect(isSign(strokesOf("Ctrl+K")[0] as never)).toBe(false);
		expect(isSign(strokesOf("F8")[0] as never)).toBe(false);
		expect(isSign(strokesOf("Escape")[0] as never)).toBe(false);
	});

	test("are shown as they are held, one after the other", () => {
		expect(capsOf("g c")).toEqual([["G"], ["C"]]);
		expect(capsOf("Ctrl+Shift+Enter")).toEqual([["Ctrl", "Shift", "Enter"]]);
		expect(capsOf("Ctrl+,")).toEqual([["Ctrl", ","]]);
	});
});
