import { expect, test, vi } from "vitest";
import { type FakeBridge, fakeBridge } from "../bridge/fake/fake";
import { Program } from "./program";

const ANNA = "p-anna";

/** Anna's program, with a reply that the server did not take. */
async function refused(bridge: FakeBridge = fakeBridge({ login: "anna.rossi", carryAfter: Number.POSITIVE_INFINITY })) {
	bridge.world.refuse("too_large");
	const program = new Program(bridge);
	await program.start();
	await vi.waitFor(() => expect(program.outbox.value).toHaveLength(1));
	const act = program.outbox.value[0] as (typeof program.outbox.value)[0];
	const store = program.refused(act.id, act.text);
	await store.load();
	return { bridge, program, act, store };
}

test("a correction is kept as it is written, and opens by itself when one comes back to it", async () => {
	const { bridge, program, act, store } = await refused();
	await store.edit();
	expect(store.value).toMatchObject({ editing: true, text: act.text });
	store.type("Più corto");
	await program.flush();
	expect(await bridge.compose.correction(act.id)).toBe("Più corto");
	program.stop();
	const again = new Program(bridge);
	await again.start();
	const back = again.refused(act.id, act.text);
	await back.load();
	expect(back.value).toMatchObject({ editing: true, text: "Più corto" });
	again.stop();
});

test("a correction that goes leaves nothing behind, and goes once however often it is pressed", async () => {
	const { bridge, program, act, store } = await refused();
	const resend = vi.spyOn(bridge.compose, "resend");
	store.type("Più corto");
	expect(await Promise.all([store.resend(), store.resend()])).toEqual([true, true]);
	expect(resend.mock.calls).toEqual([[act.id, "Più corto"]]);
	await program.flush();
	expect(await bridge.compose.correction(act.id)).toBe("");
	program.stop();
});

test("a correction that cannot go stays, says why, and is kept", async () => {
	const { bridge, program, act, store } = await refused();
	vi.spyOn(bridge.compose, "resend").mockRejectedValue({ code: "invalid" });
	store.type("Ancora troppo lungo");
	expect(await store.resend()).toBe(false);
	expect(store.value).toMatchObject({ text: "Ancora troppo lungo", failure: { code: "invalid" } });
	await program.flush();
	expect(await bridge.compose.correction(act.id)).toBe("Ancora troppo lungo");
	program.stop();
});

test("on a full disk nobody goes from a correction without having been asked", async () => {
	const { bridge, program, store } = await refused();
	bridge.compose.saveCorrection = () => Promise.reject({ code: "storage" });
	store.type("Più corto");
	await program.signOut();
	expect(program.dialogs.value).toEqual({ name: "unsaved", going: "signOut" });
	program.stop();
});

test("the words of a refused act go on in another ticket also while a new one is being written", async () => {
	const { bridge, program, act, store } = await refused();
	store.type("Più corto");
	program.place.newTicket();
	const begun = program.place.value.place;
	const written = program.newTicket();
	await written.load();
	written.change({ description: "Altro guasto" });
	const saved = vi.spyOn(bridge.compose, "saveNewTicketDraft");
	const followed = vi.spyOn(bridge.compose, "followUp");
	await program.followUp(act.ticketId, act.id);
	// What was being written is on the disk before it makes room, and nothing of it is written over the other.
	expect(saved.mock.calls.map(([by, { description }]) => [by, description])).toEqual([[ANNA, "Altro guasto"]]);
	expect(saved.mock.invocationCallOrder[0]).toBeLessThan(followed.mock.invocationCallOrder[0] ?? 0);
	// Another form is in front, with the other draft in it.
	expect(program.place.value.place).not.toEqual(begun);
	const shown = program.newTicket();
	await shown.load();
	expect(shown.value.draft.description).toBe("Più corto");
	program.stop();
});

test("nothing makes room for another ticket while what is being written cannot be saved", async () => {
	const { bridge, program, act } = await refused();
	bridge.compose.saveNewTicketDraft = () => Promise.reject({ code: "storage" });
	const written = program.newTicket();
	await written.load();
	written.change({ description: "Altro guasto" });
	await expect(program.followUp(act.ticketId, act.id)).rejects.toMatchObject({ code: "storage" });
	expect(program.newTicket().value.draft.description).toBe("Altro guasto");
	program.stop();
});
