import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { attach, last, log, open, operator, photo, plain, strip, type View } from "./files";
import { card, words } from "./mount";

describe("in the conversation", () => {
	async function sent(view: View) {
		view.bridge.world.choose(photo("uno.jpg"), log);
		view.bridge.world.holdFiles();
		await attach(view);
		await strip();
		await view.user.type(screen.getByRole("textbox", { name: words("composer.reply") }), "Ecco");
		await view.user.click(screen.getByRole("button", { name: words("action.send") }));
		await screen.findByText("Ecco", { selector: "article p" });
		return within(last());
	}

	test("one's own are there at once, and say in words how far they have come", async () => {
		const view = await operator();
		const message = await sent(view);
		expect((await open("uno.jpg")).textContent).toContain(words("message.state.waiting"));
		act(() => view.bridge.world.progress("registro-plc.log", 80_840_000));
		await message.findByText(new RegExp(plain(words("attachment.sending", { percent: 43 }))));
		act(() => view.bridge.world.progress("registro-plc.log", 188_000_000));
		const going = new RegExp(words("attachment.sending", { percent: 0 }).split("0")[0] ?? "");
		await waitFor(() => expect(message.queryByText(going)).toBeNull());
	});

	test("one that did not get there says why, and can be sent again", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "not_found"));
		await message.findByText(new RegExp(words("attachment.failed.not_found").replace(/[.()]/g, "\\$&")));
		await view.user.click(message.getByRole("button", { name: words("attachment.retry") }));
		await waitFor(() => expect(message.queryByRole("button", { name: words("attachment.retry") })).toBeNull());
		// The button that was pressed is gone: one goes on with the file.
		const file = await open("registro-plc.log");
		await waitFor(() => expect(document.activeElement).toBe(file));
	});

	test("those that have not arrived are counted wherever somebody may go", async () => {
		const view = await operator();
		await sent(view);
		act(() => view.bridge.world.carry());
		const going = words("files.going_other", { count: 2 });
		await screen.findByRole("button", { name: going });
		act(() => view.bridge.world.failFile("registro-plc.log", "too_large"));
		await screen.findByRole("button", { name: words("files.failed_one", { count: 1 }) });
		const files = `${words("files.failed_one", { count: 1 })} · ${words("files.going_one", { count: 1 })}`;
		await view.user.click(screen.getByRole("button", { name: words("person.menu", { name: "Anna Rossi" }) }));
		const menu = within(await screen.findByRole("menu"));
		const outgoing = menu.getByRole("menuitem", { name: words("outbox.menuCount", { count: 1 }) });
		expect(outgoing.textContent).toContain(files);
		for (const name of [words("signOut.action"), words("quit.action")]) {
			expect(menu.getByRole("menuitem", { name }).textContent).toContain(words("signOut.filesFailed", { files }));
		}
		await view.user.click(outgoing);
		const outbox = within(await screen.findByRole("dialog", { name: words("outbox.title") }));
		outbox.getByText(files);
		outbox.getByText(words("outbox.filesFailed"));
	});

	test("one whose writer is no longer let in says so, and can only be taken away", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "disabled"));
		await message.findByText(new RegExp(words("attachment.failed.disabled").replace(/[.()]/g, "\\$&")));
		expect(message.queryByRole("button", { name: words("attachment.retry") })).toBeNull();
		message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) });
	});

	test("one that did not get there is given up by keys, after a question, and a calm line says so", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "not_found"));
		await message.findByRole("button", { name: words("attachment.retry") });
		const take = message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) });
		act(() => take.focus());
		await view.user.keyboard("{Enter}");
		const question = within(
			await screen.findByRole("dialog", { name: words("attachment.giveUp.title", { name: "registro-plc.log" }) }),
		);
		question.getByText(words("attachment.giveUp.question"));
		await view.user.keyboard("{Escape}");
		expect(screen.queryByRole("dialog")).toBeNull();
		message.getByRole("button", { name: words("attachment.retry") });
		await view.user.click(
			message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) }),
		);
		await view.user.click(await screen.findByRole("button", { name: words("attachment.giveUp.confirm") }));
		const line = await message.findByText(words("attachment.abandoned.own"), { exact: false });
		expect(message.queryAllByRole("button", { name: /registro-plc\.log/ })).toEqual([]);
		await waitFor(() => expect(document.activeElement).toBe(line.closest("p")));
		// Who leaves and comes back begins where everybody does.
		await view.user.click(await card(1037));
		await waitFor(() => expect(screen.queryByText(words("attachment.abandoned.own"), { exact: false })).toBeNull());
		await view.user.click(await card(1042));
		await screen.findByText(words("attachment.abandoned.own"), { exact: false });
		expect((document.activeElement as HTMLElement).textContent).not.toContain("registro-plc.log");
	});

	test("one's own that is on its way can be given up, another's cannot", async () => {
		const view = await operator();
		const message = await sent(view);
		await view.user.click(
			message.getByRole("button", { name: words("attachment.remove", { name: "registro-plc.log" }) }),
		);
		await view.user.click(await screen.findByRole("button", { name: words("attachment.giveUp.confirm") }));
		await message.findByText(words("attachment.abandoned.own"), { exact: false });
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [photo("sua.jpg")]));
		await open("sua.jpg");
		act(() => view.bridge.world.failFile("sua.jpg", "other"));
		expect(within(last()).queryByRole("button", { name: words("attachment.remove", { name: "sua.jpg" }) })).toBeNull();
		act(() => view.bridge.world.abandonFile("sua.jpg"));
		await within(last()).findByText(words("attachment.abandoned"), { exact: false });
		expect(within(last()).queryByRole("button", { name: /sua\.jpg/ })).toBeNull();
	});

	test("what could not be done with one is said beneath it", async () => {
		const view = await operator();
		const message = await sent(view);
		act(() => view.bridge.world.failFile("registro-plc.log", "not_found"));
		const { attachments } = view.bridge;
		const name = "registro-plc.log";
		const fails = (code: string) => () => Promise.reject({ code });
		attachments.retry = fails("storage");
		await view.user.click(await message.findByRole("button", { name: words("attachment.retry") }));
		await message.findByText(words("attachment.retry.failed", { name, reason: words("error.storage") }));
		attachments.abandon = fails("storage");
		await view.user.click(message.getByRole("button", { name: words("attachment.remove", { name }) }));
		await view.user.click(await screen.findByRole("button", { name: words("attachment.giveUp.confirm") }));
		await message.findByText(words("attachment.giveUp.failed", { name, reason: words("error.storage") }));
		attachments.ofTicket = fails("internal");
		await view.user.click(await open(name));
		await message.findByText(words("attachment.open.failed", { name, reason: words("error.internal") }));
	});

	test("a picture has its place before its bytes are here", async () => {
		const view = await operator();
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [{ ...photo("alta.jpg"), width: 600, height: 900 }]));
		const picture = await open("alta.jpg");
		expect(Number(picture.style.getPropertyValue("--ratio"))).toBeCloseTo(3 / 4);
	});

	test("a picture of which the small one was not to be had is asked for again once the line is there", async () => {
		const view = await operator();
		act(() => view.bridge.world.receive(1042, "luca.bianchi", "", [photo("lontana.jpg")]));
		const small = async () => (await open("lontana.jpg")).querySelector("img");
		act(() => view.bridge.world.goOffline());
		await waitFor(() => expect(view.program.line.value?.phase).not.toBe("online"));
		fireEvent.error((await small()) as HTMLElement);
		expect(await small()).toBeNull();
		act(() => view.bridge.world.goOnline());
		await waitFor(async () => expect(await small()).not.toBeNull());
	});

	test("what calls itself a picture and is none is a file, and never shown", async () => {
		const view = await operator();
		act(() =>
			view.bridge.world.receive(1042, "luca.bianchi", "", [
				{ name: "disegno.svg", size: 900, type: "image/svg+xml" },
				{ name: "foto.jpg", size: 900, type: "text/html" },
			]),
		);
		expect(within(await open("disegno.svg")).queryByRole("img")).toBeNull();
		expect(last().querySelector("img, iframe, object, embed")).toBeNull();
	});
});
