// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { MessageItem, TicketRow } from "../bridge/bridge";
import { byDay, joinMessages } from "./conversation";
import { emptyDraft, faultsFrom, faultsOf, firstFault } from "./draft";
import { appendPage, mergeHead } from "./list";
import { ago, dayAndTime, dayHeading, dayWord, until } from "./time";
import { cutAtMarks, fromFirstMark, initials, matchIn } from "./words";

const now = new Date(2025, 10, 12, 14, 33).getTime();
const MINUTE = 60_000;
const DAY = 86_400_000;

describe("time", () => {
	test("near by is said as people say it, then as a date", () => {
		expect(ago(now - 20_000, now, "it")).toBe("ora");
		expect(ago(now - 3 * MINUTE, now, "it")).toBe("3 min fa");
		expect(ago(now - 3 * MINUTE, now, "en")).toBe("3 min ago");
		expect(ago(now - DAY, now, "it")).toBe("ieri");
		expect(ago(now - 2 * DAY, now, "it")).toBe("10 nov");
		expect(ago(now - 400 * DAY, now, "it")).toMatch(/2024/);
	});

	test("the day follows the calendar, not 24 hours", () => {
		const lastNight = new Date(2025, 10, 11, 23, 50).getTime();
		expect(dayWord(lastNight, new Date(2025, 10, 12, 0, 10).getTime(), "it")).toBe("ieri");
		expect(dayAndTime(now - 35 * MINUTE, now, "it")).toBe("oggi, 13:58");
		expect(dayHeading(now, now, "it")).toBe("Oggi");
		expect(dayHeading(now - 2 * DAY, now, "en")).toBe("Monday 10 November");
	});

	test("a wait is in seconds, then in minutes", () => {
		expect(until(now + 20_000, now, "it")).toBe("20\u00a0s");
		expect(until(now + 5 * MINUTE, now, "it")).toBe("5\u00a0min");
		expect(until(now - 1, now, "it")).toBe("0\u00a0s");
	});
});

describe("words", () => {
	test("initials are the first and the last name's", () => {
		expect(initials("Anna Maria de Rossi")).toBe("AR");
		expect(initials("Anna")).toBe("A");
		expect(initials("")).toBe("");
	});

	test("a match ignores case and accents", () => {
		expect(matchIn("Perché si ferma", "PERCHE")).toEqual([[0, 6]]);
		expect(matchIn("24-0117", "24-01")).toEqual([[0, 5]]);
		expect(matchIn("Pressa", "x")).toEqual([]);
		expect(matchIn("Pressa", " ")).toEqual([]);
	});

	test("what was found far into a text stands at the beginning of what is shown", () => {
		const text = "Il nastro si ferma ogni dieci minuti e poi il film si strappa";
		const at = text.indexOf("film");
		const shown = fromFirstMark(text, [[at, at + 4]]);
		const [start, end] = shown.marks[0] ?? [0, 0];
		expect(shown.text.slice(start, end)).toBe("film");
		expect(start).toBeLessThan(20);
		expect(fromFirstMark("il film", [[3, 7]])).toEqual({ text: "il film", marks: [[3, 7]] });
	});

	test("marks that do not fit the text are left out", () => {
		expect(cutAtMarks("abcdef", [[1, 3]])).toEqual([
			{ text: "a", marked: false },
			{ text: "bc", marked: true },
			{ text: "def", marked: false },
		]);
		expect(cutAtMarks("abc", [[2, 9]])).toEqual([{ text: "abc", marked: false }]);
		expect(
			cutAtMarks("abc", [
				[0, 2],
				[1, 3],
			]),
		).toEqual([
			{ text: "ab", marked: true },
			{ text: "c", marked: false },
		]);
	});
});

const message = (id: string, at: number, author = "a", kind: MessageItem["kind"] = "reply"): MessageItem => ({
	id,
	kind,
	author: { id: author, name: author, role: "operator" },
	own: false,
	ours: false,
	attachments: [],
	text: id,
	event: null,
	at,
	writtenAt: 0,
	state: "",
	refusal: null,
});

describe("conversation", () => {
	test("is grouped by day, and a person who goes on speaking is not named again", () => {
		const days = byDay([
			message("1", now - DAY),
			message("2", now),
			message("3", now + MINUTE),
			message("4", now + 2 * MINUTE, "b"),
			message("5", now + 30 * MINUTE, "b"),
		]);
		expect(days.map((day) => day.items.map(({ item, goesOn }) => `${item.id}${goesOn ? "+" : ""}`))).toEqual([
			["1"],
			["2", "3+", "4", "5"],
		]);
	});

	test("older messages that were fetched stay when the end is read again", () => {
		const loaded = [message("1", 1), message("2", 2), message("3", 3)];
		const fresh = [message("2", 2), message("3", 3), message("4", 4)];
		expect(joinMessages(loaded, fresh).map((m) => m.id)).toEqual(["1", "2", "3", "4"]);
		expect(joinMessages(loaded, [message("9", 9)]).map((m) => m.id)).toEqual(["9"]);
	});
});

describe("list", () => {
	const row = (id: string) => ({ id }) as TicketRow;
	const ids = (rows: TicketRow[]) => rows.map((r) => r.id).join("");

	test("what moved to the head is not shown twice, and what left goes", () => {
		const loaded = ["a", "b", "c", "d"].map(row);
		expect(ids(mergeHead(["d", "a"].map(row), loaded, new Set(["d", "c"])))).toBe("dab");
	});

	test("a page that overlaps adds only what is new", () => {
		expect(ids(appendPage(["a", "b"].map(row), ["b", "c"].map(row)))).toBe("abc");
	});
});

describe("a new ticket", () => {
	const phone = { valid: false, e164: "", formatted: "059", reason: "too_short" };
	const circumstances = { technician: false, phone: null, now };

	test("a support request needs category, machine, severity and words", () => {
		expect(faultsOf(emptyDraft(), circumstances)).toEqual({
			category: "required",
			machine: "required",
			severity: "required",
			description: "required",
		});
	});

	test("a callback needs a real number, and no machine unless the support opens it", () => {
		const draft = {
			...emptyDraft(),
			kind: "callback" as const,
			severity: "stopped" as const,
			description: "x",
			phone: "059",
		};
		expect(faultsOf(draft, { ...circumstances, phone })).toEqual({ phone: "too_short" });
		expect(faultsOf({ ...draft, phone: "" }, circumstances)).toEqual({ phone: "required" });
		expect(faultsOf(draft, { ...circumstances, technician: true })).toEqual({ company: "required" });
		expect(faultsOf({ ...draft, companyId: "co-1" }, { ...circumstances, technician: true })).toEqual({});
	});

	test("a time to be called is ahead, and ends after it begins", () => {
		const draft = {
			...emptyDraft(),
			kind: "callback" as const,
			severity: "stopped" as const,
			description: "x",
			phone: "1",
		};
		expect(faultsOf({ ...draft, callWindow: { from: now + 2, to: now + 1 } }, circumstances)).toEqual({
			callWindow: "order",
		});
		expect(faultsOf({ ...draft, callWindow: { from: now - 2, to: now - 1 } }, circumstances)).toEqual({
			callWindow: "past",
		});
		expect(faultsOf({ ...draft, callWindow: { from: now - 2, to: now + 1 } }, circumstances)).toEqual({});
	});

	test("what the program refuses falls to its field, the first in the order of the page", () => {
		const faults = faultsFrom({
			code: "invalid",
			fields: [
				{ location: "body.description", reason: "too_long" },
				{ location: "body.machineId", reason: "unknown" },
				{ location: "body.elsewhere", reason: "odd" },
			],
		});
		expect(faults).toEqual({ description: "too_long", machine: "unknown" });
		expect(firstFault(faults)).toBe("machine");
	});
});
