import { describe, expect, test } from "vitest";
import { filled, slashWord, unfilled, valuesOf } from "./placeholders";

const values = valuesOf({
	person: "Anna Rossi",
	machineName: "Astucciatrice 2",
	machineSerial: "24-0117",
	number: 1042,
});

describe("a canned reply", () => {
	test("gets from the ticket what it knows", () => {
		expect(filled("Buongiorno {operatore}: {macchina} ({seriale}), {Numero}.", values)).toBe(
			"Buongiorno Anna: Astucciatrice 2 (24-0117), #1042.",
		);
	});

	test("keeps what nobody knows, to be seen", () => {
		const text = filled("{operatore}, {macchina}: il {giorno}, per {numero}", {
			...valuesOf({ person: "Anna Rossi", machineName: "", machineSerial: "", number: 0 }),
		});
		expect(text).toBe("Anna, {macchina}: il {giorno}, per {numero}");
		expect(unfilled(text).map(({ name }) => name)).toEqual(["macchina", "giorno", "numero"]);
	});

	test("leaves alone what is somebody's program", () => {
		const text = 'if (x) { y(); } {"a":1} {} { } {1} {a,b}';
		expect(filled(text, values)).toBe(text);
		expect(unfilled(text)).toEqual([]);
	});

	test("does not read as a place what the ticket itself says", () => {
		const odd = valuesOf({
			person: "{seriale} Rossi",
			machineName: "$& {numero}",
			machineSerial: "24-0117",
			number: 7,
		});
		expect(filled("{operatore} {macchina}", odd)).toBe("{seriale} $& {numero}");
	});
});

describe("a word after a slash", () => {
	test.each([
		["/", 1, "", 0],
		["/ven", 4, "ven", 0],
		["Grazie.\n/foto", 13, "foto", 8],
		["Sì /più-tardi", 13, "più-tardi", 3],
		["/vent e poi", 5, "vent", 0],
	])("%j calls for canned replies", (text, caret, query, start) => {
		expect(slashWord(text, caret)).toEqual({ query, start });
	});

	test.each([
		["e/o", 3],
		["/ ", 2],
		["/dev/tty", 8],
		["https://x", 9],
		["12/11", 5],
		["", 0],
	])("%j does not", (text, caret) => {
		expect(slashWord(text, caret)).toBeNull();
	});
});
