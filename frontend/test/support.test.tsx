import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { mount, row, TECHNICIAN, words } from "./mount";

describe("the support", () => {
	test("sees every company's tickets, and which company each is of", async () => {
		const { program } = await mount(TECHNICIAN);
		await row(1042);
		expect(new Set(program.console.value.list.value.rows.map((row) => row.company)).size).toBe(8);
		expect((await row(1042)).textContent).toContain("Biscotti Tremolino");
	});

	test("writes a note on yellow paper, and its draft is another one than the reply's", async () => {
		const { user, bridge } = await mount(TECHNICIAN);
		await user.click(await row(1042));
		await user.type(await screen.findByRole("textbox", { name: words("composer.reply") }), "Buongiorno");
		await user.click(screen.getByRole("button", { name: words("composer.note") }));
		const box = screen.getByRole("textbox", { name: words("composer.note") });
		expect(box).toHaveProperty("value", "");
		await user.type(box, "Lotto 2231.");
		await user.click(screen.getByRole("button", { name: words("composer.note.save") }));
		expect(await screen.findByText("Lotto 2231.", { selector: "article p" })).toBeTruthy();
		await user.click(screen.getByRole("button", { name: words("composer.reply.mode") }));
		expect(screen.getByRole("textbox", { name: words("composer.reply") })).toHaveProperty("value", "Buongiorno");
		expect((await bridge.tickets.get("t-1042")).noteCount).toBe(2);
	});

	test("takes a ticket", async () => {
		const { user } = await mount(TECHNICIAN);
		await user.click(await row(1041));
		await user.click(await screen.findByRole("button", { name: words("take.action") }));
		expect(await screen.findByRole("button", { name: words("assign.menuTo", { name: "Luca Bianchi" }) })).toBeTruthy();
		expect(await screen.findByText(/ha preso in carico il ticket/)).toBeTruthy();
	});

	test("assigns it to a colleague, or to nobody", async () => {
		const { user, bridge } = await mount(TECHNICIAN);
		await user.click(await row(1042));
		await user.click(await screen.findByRole("button", { name: /Assegnato a/ }));
		await user.click(await screen.findByRole("menuitemradio", { name: "Paolo Serra" }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).assignee).toBe("Paolo Serra"));
		await user.click(await screen.findByRole("button", { name: /Assegnato a Paolo/ }));
		await user.click(await screen.findByRole("menuitemradio", { name: words("assign.nobody") }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).assignee).toBe(""));
	});

	test("sets it waiting", async () => {
		const { user, bridge } = await mount(TECHNICIAN);
		await user.click(await row(1042));
		await user.click(await screen.findByRole("button", { name: words("status.change") }));
		await user.click(await screen.findByRole("menuitem", { name: words("status.waiting") }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).status).toBe("waiting"));
	});

	test("closes it only with a resolution, and may reopen it", async () => {
		const { user, bridge } = await mount(TECHNICIAN);
		const close = vi.spyOn(bridge.support, "close");
		await user.click(await row(1042));
		await user.click(await screen.findByRole("button", { name: words("close.action") }));
		const dialog = await screen.findByRole("dialog");
		await user.click(within(dialog).getByRole("button", { name: words("close.confirm") }));
		expect(await within(dialog).findByText(words("close.fault"))).toBeTruthy();
		expect(close).not.toHaveBeenCalled();
		await user.type(within(dialog).getByRole("textbox", { name: words("close.resolution") }), "Ventosa sostituita.");
		await user.click(within(dialog).getByRole("button", { name: words("close.confirm") }));
		await user.click(await screen.findByRole("button", { name: words("reopen.action") }));
		await waitFor(async () => expect((await bridge.tickets.get("t-1042")).status).toBe("in_progress"));
	});

	test("finds what they wrote of the solution and of a call, whatever came between", async () => {
		const first = await mount(TECHNICIAN);
		const { user, bridge } = first;
		async function open(action: "close.action" | "call.action", box: "close.resolution" | "call.text") {
			await user.click(await screen.findByRole("button", { name: words(action) }));
			return within(await screen.findByRole("dialog")).getByRole<HTMLTextAreaElement>("textbox", { name: words(box) });
		}
		await user.click(await row(1042));
		await user.type(await open("close.action", "close.resolution"), "Ventosa sost");
		await user.keyboard("{Escape}");
		await user.type(await open("call.action", "call.text"), "Spedisco");
		await user.keyboard("{Escape}");
		expect((await open("close.action", "close.resolution")).value).toBe("Ventosa sost");
		await user.keyboard("{Escape}");
		await first.program.flush();
		first.unmount();
		await mount(TECHNICIAN, bridge);
		await user.click(await row(1042));
		const box = await open("close.action", "close.resolution");
		await waitFor(() => expect(box.value).toBe("Ventosa sost"));
		await user.type(box, "ituita.");
		await user.click(screen.getByRole("button", { name: words("close.confirm") }));
		await user.click(await screen.findByRole("button", { name: words("reopen.action") }));
		expect((await bridge.tickets.get("t-1042")).resolution).toBe("");
		expect((await bridge.support.draft("t-1042", "resolution")).text).toBe("");
		const call = await open("call.action", "call.text");
		await waitFor(() => expect(call.value).toBe("Spedisco"));
	});

	test("logs how a call went, which must be chosen", async () => {
		const { user } = await mount(TECHNICIAN);
		await user.click(await row(1042));
		await user.click(await screen.findByRole("button", { name: words("call.action") }));
		const dialog = await screen.findByRole("dialog");
		await user.click(within(dialog).getByRole("button", { name: words("call.save") }));
		expect(await within(dialog).findByText(words("call.fault"))).toBeTruthy();
		await user.click(within(dialog).getByRole("radio", { name: words("call.outcome.spoken") }));
		await user.type(within(dialog).getByRole("textbox", { name: words("call.text") }), "Spedisco domani.");
		await user.click(within(dialog).getByRole("button", { name: words("call.save") }));
		expect(await screen.findByText(/ha parlato al telefono/)).toBeTruthy();
		expect(screen.getByText("Spedisco domani.")).toBeTruthy();
	});
});
