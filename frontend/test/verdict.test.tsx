import { act, screen, waitFor } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import type { FakeBridge } from "../src/bridge/fake/fake";
import { mount, OPERATOR, TECHNICIAN, words } from "./mount";

/** A closed ticket in front of Anna: her own, closed some days ago. */
async function closed(number: number, bridge?: FakeBridge) {
	const view = await mount(OPERATOR, bridge);
	act(() => view.program.place.open(`t-${number}`));
	await screen.findByRole("log");
	return view;
}

const button = (key: Parameters<typeof words>[0]) => screen.findByRole("button", { name: words(key) });

describe("after a closing the customer", () => {
	test("says that the machine runs, by one large button, and may say otherwise", async () => {
		const { user, bridge } = await closed(1020);
		await user.click(await button("verdict.runs"));
		expect(await screen.findByText(words("verdict.said.runs"))).toBeTruthy();
		expect((await bridge.tickets.get("t-1020")).verdict).toBe("runs");
		expect(await screen.findByText(/dice che è risolto/)).toBeTruthy();
		await user.click(await button("verdict.change"));
		await user.click(await button("verdict.fails"));
		await user.click(await button("verdict.send"));
		expect(await screen.findByText(words("verdict.said.fails"))).toBeTruthy();
	});

	test("says that it does not, with a line of text that is kept until it goes", async () => {
		const first = await closed(1020);
		await first.user.click(await button("verdict.fails"));
		await first.user.type(screen.getByRole("textbox", { name: /^Che cosa non va/ }), "Si ferma an");
		await first.program.flush();
		first.unmount();
		const { user, bridge } = await closed(1020, first.bridge);
		await screen.findByDisplayValue("Si ferma an");
		await user.type(screen.getByDisplayValue("Si ferma an"), "cora.");
		const judge = vi.spyOn(bridge.tickets, "judge").mockRejectedValueOnce({ code: "storage" });
		await user.click(await button("verdict.send"));
		expect(screen.getByDisplayValue("Si ferma ancora.")).toBeTruthy();
		await user.click(await button("verdict.send"));
		expect(judge).toHaveBeenLastCalledWith("p-anna", {
			ticketId: "t-1020",
			verdict: "fails",
			text: "Si ferma ancora.",
		});
		expect(await screen.findByText("Si ferma ancora.")).toBeTruthy();
		expect((await bridge.support.draft("t-1020", "verdict")).text).toBe("");
	});

	test("sends the line of text by Ctrl+Enter, as everywhere, and begins another by Enter", async () => {
		const { user, bridge } = await closed(1020);
		await user.click(await button("verdict.fails"));
		await user.type(screen.getByRole("textbox", { name: /^Che cosa non va/ }), "Si ferma{Enter}ancora.");
		await user.keyboard("{Control>}{Enter}{/Control}");
		expect(await screen.findByText(words("verdict.said.fails"))).toBeTruthy();
		expect((await bridge.tickets.get("t-1020")).verdict).toBe("fails");
		expect(await screen.findByText(/Si ferma\s+ancora\./)).toBeTruthy();
	});

	test("answers by keys alone, and never loses the place", async () => {
		const { user } = await closed(1020);
		const press = async (key: Parameters<typeof words>[0]) => {
			(await button(key)).focus();
			await user.keyboard("{Enter}");
		};
		await press("verdict.fails");
		expect(document.activeElement?.tagName).toBe("TEXTAREA");
		await press("action.cancel");
		expect(document.activeElement).toBe(await button("verdict.fails"));
		await press("verdict.runs");
		const said = await screen.findByRole("region", { name: words("verdict.label") });
		await waitFor(() => expect(document.activeElement).toBe(said));
		await press("verdict.change");
		await waitFor(() =>
			expect(document.activeElement).toBe(screen.getByRole("region", { name: words("verdict.question") })),
		);
	});

	test("is asked only for a week", async () => {
		await closed(871);
		expect(screen.queryByText(words("verdict.question"))).toBeNull();
		expect(screen.getByText(words("composer.closed"))).toBeTruthy();
	});
});

test("the support sees that a machine does not run, and reopens", async () => {
	const { user, bridge, unmount } = await closed(1020);
	await bridge.tickets.judge("p-anna", { ticketId: "t-1020", verdict: "fails", text: "" });
	unmount();
	await bridge.session.signIn({ address: "", login: "luca.bianchi", password: "una parola", remember: false });
	const view = await mount(TECHNICIAN, bridge);
	act(() => view.program.place.open("t-1020"));
	expect(await screen.findByText(words("verdict.support.fails"))).toBeTruthy();
	await user.click(await button("reopen.action"));
	await waitFor(() => expect(screen.queryByText(words("verdict.support.fails"))).toBeNull());
});

test("an operator follows the link of a duplicate, and sees who of the support is there", async () => {
	const { user, bridge, program } = await closed(1020);
	await bridge.session.signIn({ address: "", login: "luca.bianchi", password: "una parola", remember: false });
	await bridge.support.join("t-1040", "t-1042");
	await bridge.session.signIn({ address: "", login: "anna.rossi", password: "una parola", remember: false });
	await waitFor(() => expect(program.session.value?.me?.login).toBe("anna.rossi"));
	act(() => program.place.open("t-1040"));
	await user.click(await screen.findByRole("button", { name: /#1042 Le ventose/ }));
	await waitFor(() => expect(program.place.value.place).toMatchObject({ id: "t-1042" }));
	act(() => bridge.world.comes(1042, "luca.bianchi", "typing_note"));
	expect(await screen.findByText("Luca sta guardando")).toBeTruthy();
	act(() => bridge.world.comes(1042, "luca.bianchi", "typing"));
	expect(await screen.findByText("Luca sta scrivendo…")).toBeTruthy();
});
