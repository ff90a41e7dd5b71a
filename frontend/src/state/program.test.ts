import { expect, test, vi } from "vitest";
import { fakeBridge } from "../bridge/fake/fake";
import { Program } from "./program";

const credentials = (login: string) => ({ address: "", login, password: "una parola", remember: false });

async function start() {
	const bridge = fakeBridge({ login: "anna.rossi", carryAfter: Number.POSITIVE_INFINITY });
	const program = new Program(bridge);
	await program.start();
	await vi.waitFor(() => expect(program.open.value.rows.length).toBeGreaterThan(0));
	return { bridge, program };
}

test("nobody signs out before the words of the ticket that they have just left are on the disk", async () => {
	const { bridge, program } = await start();
	const save = bridge.compose.saveReplyDraft;
	let onDisk = () => {};
	const slow = new Promise<void>((resolve) => {
		onDisk = resolve;
	});
	bridge.compose.saveReplyDraft = (by, draft) => slow.then(() => save(by, draft));
	const signOut = vi.spyOn(bridge.session, "signOut");
	const ticket = program.enter("t-1042");
	await ticket.composer.load();
	ticket.composer.type("Aspetti");
	program.leave(ticket);
	const gone = program.signOut();
	await new Promise((next) => setTimeout(next));
	expect(signOut).not.toHaveBeenCalled();
	onDisk();
	await gone;
	await program.session.signIn(credentials("anna.rossi"));
	expect((await bridge.compose.replyDraft("t-1042", "reply")).text).toBe("Aspetti");
	program.stop();
});

test("what was asked for one person and answered late is not shown to the next", async () => {
	const { bridge, program } = await start();
	const late: (() => void)[] = [];
	const slowly =
		<A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
		async (...args: A): Promise<R> => {
			const answer = await call(...args);
			await new Promise<void>((resolve) => late.push(resolve));
			return answer;
		};
	const { outbox } = bridge.compose;
	const { list, counts } = bridge.tickets;
	bridge.compose.outbox = slowly(outbox);
	bridge.tickets.list = slowly(list);
	bridge.tickets.counts = slowly(counts);
	void program.outbox.load();
	void program.open.load();
	void program.counts.load();
	await vi.waitFor(() => expect(late).toHaveLength(3));
	Object.assign(bridge.compose, { outbox });
	Object.assign(bridge.tickets, { list, counts });
	await program.signOut();
	const seen: unknown[] = [];
	for (const store of [program.outbox, program.open, program.counts]) {
		store.subscribe(() => seen.push(JSON.stringify(store.value)));
	}
	for (const answer of late) answer();
	await new Promise((next) => setTimeout(next));
	expect(seen.filter((value) => String(value).includes("Anna Rossi"))).toEqual([]);
	expect(program.outbox.value).toEqual([]);
	expect(program.open.value.rows).toEqual([]);
	expect(program.counts.value).toEqual({ open: 0, closed: 0, unread: 0, unreadClosed: 0 });
	program.stop();
});

test("a question asked again while the first one fails is answered all the same", async () => {
	const { bridge, program } = await start();
	const { counts } = bridge.tickets;
	let fail = (_: unknown) => {};
	bridge.tickets.counts = () =>
		new Promise((_, reject) => {
			fail = reject;
		});
	const first = program.counts.load();
	bridge.tickets.counts = async () => ({ ...(await counts()), unread: 7 });
	const second = program.counts.load();
	fail({ code: "storage" });
	await Promise.all([first, second]);
	expect(program.counts.value.unread).toBe(7);
	program.stop();
});
