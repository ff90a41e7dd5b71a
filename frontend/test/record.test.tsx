import { act, screen } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { card, mount, OPERATOR, TECHNICIAN, words } from "./mount";

describe("a ticket whose record does not hold", () => {
	test("says so at once, and to whom to turn", async () => {
		const { user } = await mount({ ...OPERATOR, records: { 1042: "broken" } });
		await user.click(await card(1042));
		expect((await screen.findByRole("alert")).textContent).toBe(words("record.broken"));
		await user.click(await card(1037));
		expect(screen.queryByRole("alert")).toBeNull();
	});

	test("has another way on for a technician", async () => {
		const { program } = await mount({ ...TECHNICIAN, records: { 1042: "broken" } });
		act(() => program.place.open("t-1042"));
		expect((await screen.findByRole("alert")).textContent).toBe(words("record.broken.support"));
	});

	test("because a restored server has lost some of it raises no alarm", async () => {
		const { user } = await mount({ ...OPERATOR, records: { 1042: "restored" } });
		await user.click(await card(1042));
		expect(await screen.findByText(words("record.restored"))).toBeTruthy();
		expect(screen.queryByRole("alert")).toBeNull();
	});
});
