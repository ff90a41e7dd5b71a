import { expect, test, vi } from "vitest";
import { fakeBridge } from "../bridge/fake/fake";
import { Program } from "./program";

/** A technician's program. */
async function started(bridge = fakeBridge({ login: "luca.bianchi" })) {
	const program = new Program(bridge);
	await program.start();
	await vi.waitFor(() => expect(program.canned.value.loaded).toBe(true));
	return { bridge, program, canned: program.canned };
}

test("what is written of a canned reply is there again after a crash, that of each by itself", async () => {
	const { bridge, program, canned } = await started();
	await canned.edit(null);
	canned.write({ name: "lotto", text: "Che lotto" });
	const [first] = canned.value.replies;
	if (!first) throw new Error("there is none");
	await canned.edit(first);
	expect(canned.value.draft).toEqual(first);
	canned.write({ text: "Anche questa" });
	await program.flush();
	program.stop();
	const again = await started(bridge);
	await again.canned.edit(null);
	expect(again.canned.value.draft).toMatchObject({ id: "", name: "lotto", text: "Che lotto" });
	await again.canned.edit(first);
	expect(again.canned.value.draft).toEqual({ ...first, text: "Anche questa" });
	await again.canned.giveUp();
	await again.canned.edit(first);
	expect(again.canned.value.draft).toEqual(first);
	again.program.stop();
});

test("a canned reply that is kept leaves no draft, and what was typed meanwhile is a change of it", async () => {
	const { bridge, program, canned } = await started();
	await canned.edit(null);
	canned.write({ name: "lotto", text: "Che lotto è?" });
	expect(await canned.save()).toBe(true);
	expect(canned.value.draft).toBeNull();
	expect(await bridge.console.cannedReplyDraft("")).toMatchObject({ name: "", text: "" });
	const { id } = canned.value.replies.find(({ name }) => name === "lotto") ?? { id: "" };

	await canned.edit(null);
	canned.write({ name: "foto-lotto", text: "Una foto" });
	const keeping = canned.save();
	canned.write({ text: "Una foto del lotto?" });
	expect(await keeping).toBe(true);
	const { draft } = canned.value;
	expect(draft).toMatchObject({ name: "foto-lotto", text: "Una foto del lotto?" });
	expect([id, ""]).not.toContain(draft?.id);
	program.stop();
});

test("a canned reply that cannot be put on the disk stays in front, and says why until it can", async () => {
	const { bridge, program, canned } = await started();
	await canned.edit(null);
	canned.write({ name: "lotto", text: "Che lotto è?" });
	const save = vi.spyOn(bridge.console, "saveCannedReplyDraft").mockRejectedValue({ code: "disk_full" });
	await canned.edit(canned.value.replies[0] ?? null);
	expect(canned.value).toMatchObject({ draft: { name: "lotto" }, unkept: { code: "disk_full" } });
	save.mockRestore();
	canned.write({ text: "Che lotto è, di preciso?" });
	expect(await program.flush()).toBe(true);
	expect(canned.value).toMatchObject({ unkept: null, failure: null });
	program.stop();
});
