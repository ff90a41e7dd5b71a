import { act, createEvent, fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { mount, OPERATOR, TECHNICIAN } from "./mount";

const TEXT =
	"Controlli **il vuoto**:\n- la ventosa a sinistra\n- il filtro `F2`\nPoi il [manuale](https://assistenza.marzaghi.example/av).";

async function conversation(options: typeof OPERATOR, from: string, text = TEXT) {
	const view = await mount(options);
	act(() => view.program.place.open("t-1042"));
	await screen.findByRole("log");
	act(() => view.bridge.world.receive(1042, from, text));
	const messages = within(await screen.findByRole("log"));
	return { ...view, message: (await messages.findAllByRole("article")).at(-1) as HTMLElement };
}

/** Copies what is selected, as Ctrl+C does; what the program says it is, if it says something. */
function copied(start: Node, end: Node): string {
	const range = document.createRange();
	range.setStart(start, 0);
	range.setEnd(end, end.textContent?.length ?? 0);
	document.getSelection()?.removeAllRanges();
	document.getSelection()?.addRange(range);
	let text = "";
	const target = start.parentElement as HTMLElement;
	const event = createEvent.copy(target, { clipboardData: { setData: (_: string, said: string) => (text = said) } });
	fireEvent(target, event);
	return text;
}

describe("what somebody wrote with marks", () => {
	test.each([
		["the operator sees", OPERATOR, "luca.bianchi"],
		["the support sees", TECHNICIAN, "anna.rossi"],
	])("%s in bold, as a list, as code, as a link", async (_, options, from) => {
		const { message } = await conversation(options, from);
		expect(within(message).getByText("il vuoto").closest("strong")).not.toBeNull();
		expect(
			within(message)
				.getAllByRole("listitem")
				.map((item) => item.textContent),
		).toEqual(["la ventosa a sinistra", "il filtro F2"]);
		expect(within(message).getByText("F2").tagName).toBe("CODE");
		expect(message.textContent).not.toContain("**");
	});

	test("leads outside by its link, which says where to", async () => {
		const { user, bridge, message } = await conversation(OPERATOR, "luca.bianchi");
		const link = within(message).getByRole("link");
		expect(link.textContent).toBe("manuale (assistenza.marzaghi.example)");
		await user.click(link);
		expect(bridge.world.done).toEqual(["link https://assistenza.marzaghi.example/av"]);
	});

	test("is copied as it was written", async () => {
		const { message } = await conversation(OPERATOR, "luca.bianchi");
		const words = (text: string) => within(message).getByText(text, { exact: false }).firstChild as Node;
		const last = [...message.querySelectorAll("[data-at]")].at(-1)?.firstChild as Node;
		expect(copied(words("Controlli"), last)).toBe(TEXT);
		expect(copied(words("la ventosa"), words("F2"))).toBe("- la ventosa a sinistra\n- il filtro `F2`");
		expect(copied(words("il vuoto"), words("il vuoto"))).toBe("il vuoto");
	});

	test("brings no element and no script of its own", async () => {
		const { message } = await conversation(
			OPERATOR,
			"luca.bianchi",
			"**a** <img src=x onerror=alert(1)> [b](javascript:alert(1)) <script>alert(1)</script>",
		);
		expect(message.querySelector("img, script, a")).toBeNull();
		expect(message.textContent).toContain("<img src=x onerror=alert(1)> [b](javascript:alert(1)) <script>");
	});
});
