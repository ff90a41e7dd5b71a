// @vitest-environment node
import { describe, expect, test } from "vitest";
import type { DiagnosisAct, DiagnosisFacts, DiagnosisLine, DiagnosisPerson } from "../bridge/bridge";
import { shortId, sizeOf, verdictOf } from "./diagnosis";

const NOW = Date.parse("2025-11-12T14:33:20+01:00");
const MINUTE = 60_000;

const line = (more: Partial<DiagnosisLine> = {}): DiagnosisLine => ({
	phase: "online",
	since: NOW - 60 * MINUTE,
	freshAt: NOW,
	retryAt: 0,
	reason: "",
	lastFailure: "",
	lastFailureAt: 0,
	clockAhead: 0,
	address: "https://assistenza.example",
	serverName: "Marzaghi",
	serverVersion: "1.0.0",
	epoch: "",
	sessionKept: "none",
	...more,
});

const person = (more: Partial<DiagnosisPerson> = {}): DiagnosisPerson => ({
	key: "k",
	front: true,
	open: true,
	phase: "online",
	disabled: false,
	begun: true,
	filled: true,
	renewing: false,
	openTickets: 3,
	closedTickets: 57,
	newestAt: NOW,
	waiting: 0,
	filesGoing: 0,
	filesFailed: 0,
	stuck: 0,
	refused: 0,
	oldestAt: 0,
	cacheSchema: 2,
	outboxSchema: 1,
	failed: "",
	...more,
});

const act = (more: Partial<DiagnosisAct> = {}): DiagnosisAct => ({
	id: "a",
	kind: "reply",
	ticketNumber: 1042,
	writtenAt: NOW - MINUTE,
	why: "leaving",
	attempts: 0,
	retryAt: 0,
	refusal: "",
	...more,
});

const facts = (more: Partial<DiagnosisFacts> = {}): DiagnosisFacts => ({
	at: NOW,
	line: line(),
	way: { proxy: "system", through: "", authorities: false },
	people: [person()],
	acts: [],
	disk: { free: 40e9, total: 240e9, cache: 1, outbox: 1, files: 0, logs: 1 },
	program: { version: "", go: "", wails: "", webView: "", system: "", started: 0 },
	setAside: [],
	notices: [],
	...more,
});

describe("the verdict", () => {
	test("is good when nothing is to be done and nothing waits", () => {
		expect(verdictOf(facts())).toEqual({ tone: "good", kind: "good", waiting: 0, files: 0, others: 0 });
	});

	test("says for how long the line has been down, why, and what waits of whom", () => {
		const down = line({ phase: "offline", reason: "proxy", since: NOW - 12 * MINUTE });
		const people = [
			person({ waiting: 3 }),
			person({ key: "l", front: false, waiting: 2 }),
			person({ key: "m", front: false }),
		];
		expect(verdictOf(facts({ line: down, people }))).toEqual({
			tone: "ask",
			kind: "offline",
			reason: "proxy",
			lasts: 12 * MINUTE,
			waiting: 3,
			files: 0,
			others: 2,
		});
	});

	test("of a clock that was set back while the line was down is not a negative time", () => {
		expect(verdictOf(facts({ line: line({ phase: "offline", since: NOW + MINUTE }) })).lasts).toBe(0);
	});

	test.each([
		["a disk that took nothing", { line: line({ phase: "offline", reason: "storage" }) }, "disk", "ask"],
		["a disk that is almost full", { disk: { ...facts().disk, free: 50e6 } }, "disk", "ask"],
		["an access that has ended", { line: line({ phase: "unauthenticated", reason: "disabled" }) }, "disabled", "ask"],
		["a session that has ended", { line: line({ phase: "unauthenticated" }) }, "expired", "ask"],
		["a clock that is wrong", { line: line({ clockAhead: -2 * 60 * MINUTE }) }, "clock", "ask"],
		["a line that is being made", { line: line({ phase: "connecting" }) }, "connecting", "busy"],
		["a first sync", { people: [person({ filled: false })] }, "filling", "busy"],
		["all fetched anew", { people: [person({ renewing: true })] }, "filling", "busy"],
		["something on its way", { people: [person({ waiting: 1 })], acts: [act()] }, "good", "busy"],
		["files on their way", { people: [person({ filesGoing: 2 })] }, "good", "busy"],
		["files that cannot arrive", { people: [person({ filesGoing: 2, filesFailed: 1 })] }, "files", "ask"],
		["what waits of others", { people: [person(), person({ front: false, waiting: 1 })] }, "good", "busy"],
	] as [string, Partial<DiagnosisFacts>, string, string][])("tells %s", (_, more, kind, tone) => {
		expect(verdictOf(facts(more))).toMatchObject({ kind, tone });
	});

	test("does not take what nobody knows of the disk for a full one", () => {
		expect(verdictOf(facts({ disk: { ...facts().disk, free: -1 } })).kind).toBe("good");
	});

	test("without anybody in front is about what waits here", () => {
		const { line: _, ...nobody } = facts({ people: [person({ front: false })] });
		expect(verdictOf(nobody)).toMatchObject({ kind: "nobody", tone: "good" });
		expect(verdictOf({ ...nobody, people: [person({ front: false, waiting: 2 })] })).toMatchObject({
			kind: "nobody",
			tone: "busy",
			others: 2,
		});
	});

	test("counts what was refused, and what the server fails, apart from what just waits", () => {
		const people = [person({ waiting: 2, stuck: 1, refused: 1 })];
		const acts = [act({ why: "stuck" }), act({ why: "behind" }), act({ why: "refused" })];
		expect(verdictOf(facts({ people, acts }))).toMatchObject({ kind: "refused", count: 1, waiting: 2 });
		expect(verdictOf(facts({ people, acts: acts.slice(0, 2) }))).toMatchObject({ kind: "stuck", count: 1, waiting: 1 });
	});

	test("does not call well what has waited for minutes with the line up", () => {
		const acts = [act({ writtenAt: NOW - 5 * MINUTE, why: "retry" }), act({ writtenAt: NOW - 3 * MINUTE }), act()];
		expect(verdictOf(facts({ people: [person({ waiting: 3 })], acts }))).toMatchObject({
			kind: "late",
			count: 2,
			lasts: 5 * MINUTE,
			waiting: 1,
		});
	});

	test("puts a line that is down before what was refused", () => {
		expect(verdictOf(facts({ line: line({ phase: "offline" }), acts: [act({ why: "refused" })] })).kind).toBe(
			"offline",
		);
	});
});

test("a size is told to two or three digits, in the language's form", () => {
	expect(["it", "en"].map((language) => sizeOf(3_140_000_000, language as "it"))).toEqual(["3,1 GB", "3.1 GB"]);
	expect([0, 999, 1000, 310_400, 999_600, 38_400_000_000].map((bytes) => sizeOf(bytes, "en"))).toEqual([
		"0 byte",
		"999 byte",
		"1 kB",
		"310 kB",
		"1 MB",
		"38 GB",
	]);
});

test("an id is cut to what one can say by telephone", () => {
	expect(shortId("3f2a9c1d08b64e75")).toBe("3f2a9c1d");
});
