import type { ErrorCode, Present } from "../bridge";
import { type FakeFileContent, people } from "./content";
import { sideOf } from "./kept";
import type { World } from "./world";

/** What tests and drawings make happen on the other end of the line. */
export interface OtherEnd {
	goOffline(reason?: ErrorCode): void;
	goOnline(): void;
	/** The server no longer takes the session; nothing leaves until somebody enters again. */
	expire(reason?: ErrorCode): void;
	/** Whoever asks the server from now on gets this for an answer; undefined lets everybody in again. */
	answer(code: ErrorCode | undefined): void;
	/** The other side replies. */
	receive(ticketNumber: number, login: string, text: string, files?: FakeFileContent[]): void;
	/** What the system's dialog finds chosen the next time. */
	choose(...files: FakeFileContent[]): void;
	/** A picture is in the clipboard of a system that does not show it to the page. */
	copy(picture: FakeFileContent): void;
	/** Bytes stay here though messages leave. */
	holdFiles(): void;
	/** A file of a message has come so far; with all its bytes it has arrived. */
	progress(name: string, sent: number): void;
	/** The bytes of a file cannot be sent. */
	failFile(name: string, reason: string): void;
	/** The writer of a message gives one of its files up. */
	abandonFile(name: string): void;
	/** The bytes of a file are no longer here, or not yet. */
	evict(name: string): void;
	/** Somebody of the other end looks at a ticket, writes in it, or leaves it. */
	comes(ticketNumber: number, login: string, state: Present["state"] | "gone"): void;
	/** The server refuses the oldest act that waits. */
	refuse(code: ErrorCode): void;
	/** The server refuses what was last changed in a ticket. */
	refuseChange(ticketNumber: number, code: ErrorCode): void;
	/** The server cannot take what waits. */
	jam(): void;
	/** Carries what waits, at once. */
	carry(): void;
	/** Of a ticket's PDF so many messages are written. */
	writes(ticketId: string, done: number, all: number): void;
	/** A notification is clicked, or a link to a ticket. */
	ask(ticketNumber: number): void;
	/** The program is told to end, by its tray or a signal. */
	end(): void;
	/** Which calls the program made of the system: folders and pages opened, sounds played, the end. */
	readonly done: string[];
	/** What the screens have told of what is done in tickets, oldest first. */
	readonly doing: { ticketId: string; state: Present["state"] }[];
}

export function otherEnd(world: World): OtherEnd {
	const named = (name: string) => [...world.files.all.values()].findLast((f) => f.attached.name === name)?.attached;
	return {
		goOffline: (reason) => world.line("offline", reason),
		goOnline: () => world.line("online"),
		expire: (reason) => world.line("unauthenticated", reason),
		answer(code) {
			world.refusing = code;
		},
		receive(ticketNumber, login, text, contents = []) {
			const t = world.kept.find((k) => k.number === ticketNumber);
			const by = people.find((p) => p.login === login);
			if (!t || !by) return;
			for (const s of t.said) if (sideOf(s.by) !== sideOf(by) && s.state === "sent") s.read = true;
			t.updatedAt = world.now();
			t.said.push({
				id: world.newId(),
				kind: "reply",
				by,
				text,
				event: null,
				at: t.updatedAt,
				state: "sent",
				refusal: null,
				read: false,
				files: contents.map((content) => world.files.make(content).attached.id),
			});
			world.changed(t.id);
		},
		writes: (ticketId, done, all) => world.emit("dossier:written", { ticketId, done, all }),
		comes(ticketNumber, login, state) {
			const t = world.kept.find((k) => k.number === ticketNumber);
			const who = people.find((p) => p.login === login);
			if (t && who) world.comes(t.id, who, state);
		},
		refuse(code) {
			for (const t of world.kept) {
				if (t.unsent && !t.refusal) {
					t.refusal = { code, fields: [], ways: ["resend", "followUp", "copy", "discard"] };
					world.changed(t.id);
					return;
				}
				const s = t.said.find((x) => x.state === "waiting");
				if (!s) continue;
				s.state = "refused";
				s.refusal = {
					code,
					fields: [],
					ways: code === "ticket_closed" ? ["followUp", "copy", "discard"] : ["resend", "copy", "discard"],
				};
				world.changed(t.id);
				return;
			}
		},
		refuseChange(ticketNumber, code) {
			const t = world.kept.find((k) => k.number === ticketNumber);
			const s = t?.said.findLast((x) => x.kind === "event");
			if (!t || !s) return;
			Object.assign(s, { state: "refused", refusal: { code, fields: [], ways: ["discard"] } });
			world.changed(t.id);
		},
		jam() {
			for (const t of world.kept) for (const s of t.said) if (s.state === "waiting") s.state = "stuck";
			world.changed(...world.kept.map((t) => t.id));
		},
		choose(...contents) {
			world.files.chosen = contents;
		},
		copy(picture) {
			world.files.clipboard = picture;
		},
		holdFiles() {
			world.files.held = true;
		},
		progress(name, sent) {
			const attached = named(name);
			if (!attached) return;
			attached.sent = sent;
			const arrived = sent === attached.size;
			attached.state = arrived ? "arrived" : "sending";
			world.emit("attachment:progress", { id: attached.id, sent, received: 0 });
			if (arrived) world.changed(...world.kept.map((t) => t.id));
		},
		failFile(name, reason) {
			Object.assign(named(name) ?? {}, { state: "failed", reason });
			world.changed(...world.kept.map((t) => t.id));
		},
		abandonFile(name) {
			Object.assign(named(name) ?? {}, { state: "abandoned", reason: "" });
			world.changed(...world.kept.map((t) => t.id));
		},
		evict(name) {
			Object.assign(named(name) ?? {}, { here: false });
			world.changed(...world.kept.map((t) => t.id));
		},
		carry: () => world.carry(),
		ask(ticketNumber) {
			const t = world.kept.find((k) => k.number === ticketNumber && world.visible(k));
			world.asked = { ticketId: t?.id ?? "", messageId: "", missing: t ? 0 : ticketNumber };
			world.emit("ticket:asked", {});
		},
		end: () => world.emit("program:ending", {}),
		done: world.done,
		doing: world.doing,
	};
}
