// @vitest-environment node
import { describe, expect, test } from "vitest";
import { plainAddress } from "../bridge/wails";
import { cutAtLinks } from "./links";
import { reformatted } from "./phone";

const links = (text: string) => cutAtLinks(text).flatMap(({ text: shown, href }) => (href ? [[shown, href]] : []));

describe("a link", () => {
	test("is what begins as an address does, and ends before what ends the sentence", () => {
		expect(links("Vedi https://maker.example/av-120?p=42#vuoto.")).toEqual([
			["https://maker.example/av-120?p=42#vuoto", "https://maker.example/av-120?p=42#vuoto"],
		]);
		expect(links("(http://maker.example/a_(b)), poi www.maker.example!")).toEqual([
			["http://maker.example/a_(b)", "http://maker.example/a_(b)"],
			["www.maker.example", "https://www.maker.example/"],
		]);
		expect(links("mailto:anna@tremolino.example;")).toEqual([
			["mailto:anna@tremolino.example", "mailto:anna@tremolino.example"],
		]);
	});

	test("loses no letter of the text", () => {
		const text = "a https://x.example/1, b www.y.example c";
		expect(
			cutAtLinks(text)
				.map((piece) => piece.text)
				.join(""),
		).toBe(text);
		expect(cutAtLinks("niente")).toEqual([{ text: "niente", href: "" }]);
		expect(cutAtLinks("")).toEqual([]);
	});

	test.each([
		"javascript:alert(1)",
		"file:///etc/passwd",
		"data:text/html,x",
		"https://maker.example@elsewhere.example/",
		"http://localhost/",
		"https://",
		"www.",
		"700.1",
		"xhttps://maker.example",
		"mailto:nobody",
	])("is none in %s", (text) => {
		expect(links(text)).toEqual([]);
	});

	test("in a text of twenty thousand characters is found at once", () => {
		const began = performance.now();
		cutAtLinks("www.".repeat(5000));
		cutAtLinks(`https://x.example/${".".repeat(20_000)}x`);
		cutAtLinks(`https://${"(".repeat(20_000)}`);
		cutAtLinks(`https://x.example/${")".repeat(20_000)}`);
		expect(performance.now() - began).toBeLessThan(1000);
	});

	test("is written so that the system takes it", () => {
		expect(plainAddress("https://x.example/a_(b);~c!")).toBe("https://x.example/a_%28b%29%3B%7Ec%21");
	});
});

describe("a number that is being typed", () => {
	test("is written as people write it, and the caret stays after its digit", () => {
		expect(reformatted("0595550142", 10, "059 555 0142")).toEqual({ text: "059 555 0142", caret: 12 });
		// A digit typed in the middle.
		expect(reformatted("059 9555 0142", 5, "059 955 50142")).toEqual({ text: "059 955 50142", caret: 5 });
		expect(reformatted("0595", 3, "059 5")).toEqual({ text: "059 5", caret: 3 });
		expect(reformatted("0595", 0, "059 5")).toEqual({ text: "059 5", caret: 0 });
	});

	test("is left alone while the formatted one is another number, or the same text", () => {
		expect(reformatted("+39059", 6, "059")).toBeNull();
		expect(reformatted("059 x", 5, "059")).not.toBeNull();
		expect(reformatted("059", 3, "059")).toBeNull();
	});
});
