import type {
	Asked,
	BridgeEvents,
	CannedReply,
	Connection,
	ErrorCode,
	MessageItem,
	NewTicketDraft,
	Notice,
	Present,
	Settings,
	Status,
	TicketDetail,
	WorkDraft,
} from "../bridge";
import { cannedReplies, type FakeMachine, type FakePerson, machines, people } from "./content";
import { Files } from "./files";
import { fail, type Kept, MINUTE, plant, type Said, sideOf } from "./kept";

export interface FakeOptions {
	/** Whose screen; nobody's when absent. */
	login?: string;
	online?: boolean;
	settings?: Partial<Settings>;
	mustChangePassword?: boolean;
	/** How long the imagined line takes to carry an act, in ms; Infinity keeps everything waiting. */
	carryAfter?: number;
	/** More closed tickets than the usual 57, to see how a long list behaves. */
	closed?: number;
	/** No tickets at all, as on the first day. */
	empty?: boolean;
	/** One more ticket, with everything in it that could break a layout. */
	long?: boolean;
	/** How many people have used this workstation; two unless said. */
	crowd?: number;
	/** The first sync still runs. */
	filling?: boolean;
	notices?: Notice[];
	/** Tickets whose record does not hold, by number. */
	records?: Record<number, TicketDetail["record"]>;
	/** How far the workstation's clock is ahead, in ms. */
	clockAhead?: number;
	/** Why the line is down, or the session ended. */
	reason?: ErrorCode;
	/** What waits of somebody who is not in front. */
	othersWaiting?: number;
	/** What may still be written to the disk, in bytes. */
	freeDisk?: number;
	/** The session has ended: nothing leaves until somebody enters again. */
	expired?: boolean;
	/** Nothing keeps the session across restarts. */
	unkept?: boolean;
	/** What finding the server and signing in fail with. */
	refusing?: ErrorCode;
}

const DEFAULTS: Settings = {
	language: "it",
	theme: "light",
	contrast: "system",
	textSize: 100,
	sound: true,
	enterSends: false,
	fileRoom: 2 * 1024 ** 3,
	proxy: "system",
	proxyAddress: "",
	caFile: "",
};

export const NOTHING_ASKED: Asked = { ticketId: "", messageId: "", missing: 0 };

/** The state of the invented program, and what happens in it by itself. */
export class World {
	readonly options: FakeOptions;
	readonly started = Date.now();
	readonly kept: Kept[];
	readonly files: Files;
	settings: Settings;
	notices: Notice[];
	asked: Asked = { ...NOTHING_ASKED };
	me: FakePerson | undefined;
	mustChange: boolean;
	phase: Connection["phase"];
	reason: ErrorCode | undefined;
	refusing: ErrorCode | undefined;
	since: number;
	/** What was asked of the system: folders and pages opened, sounds played, the end. */
	readonly done: string[] = [];
	readonly replyDrafts = new Map<string, string>();
	readonly workDrafts = new Map<string, WorkDraft>();
	/** What the screens have told of what is done in tickets, oldest first. */
	readonly doing: { ticketId: string; state: Present["state"] }[] = [];
	/** Who else is in which ticket. */
	readonly #present = new Map<string, { who: FakePerson; state: Present["state"] }[]>();
	cannedReplies: CannedReply[] = structuredClone(cannedReplies);
	readonly cannedDrafts = new Map<string, CannedReply>();
	readonly corrections = new Map<string, string>();
	readonly #newDrafts = new Map<string, NewTicketDraft | null>();
	lastMachine = "m-24-0117";
	#nextNumber = 1048;
	#nextId = 1;
	readonly #handlers = new Map<string, Set<(payload: never) => void>>();

	constructor(options: FakeOptions) {
		this.options = options;
		this.settings = { ...DEFAULTS, ...options.settings };
		this.notices = structuredClone(options.notices ?? []);
		this.me = people.find((p) => p.login === options.login);
		this.mustChange = options.mustChangePassword ?? false;
		this.phase = options.expired ? "unauthenticated" : (options.online ?? true) ? "online" : "offline";
		this.reason = options.reason;
		this.refusing = options.refusing;
		this.since = this.phase === "online" ? this.started : this.started - 6 * MINUTE;
		this.files = new Files(this);
		this.kept = plant({
			...options,
			started: this.started,
			newId: () => this.newId(),
			keep: (file) => this.files.make(file).attached.id,
		});
		if (options.reason === "disabled") this.#refuseAll();
	}

	/** Of whoever is in front. */
	get newDraft(): NewTicketDraft | null {
		return this.#newDrafts.get(this.acting().id) ?? null;
	}

	set newDraft(draft: NewTicketDraft | null) {
		this.#newDrafts.set(this.acting().id, draft);
	}

	get online(): boolean {
		return this.phase === "online";
	}

	now = (): number => Date.now();
	newId = (): string => `id-${this.#nextId++}`;

	on<E extends keyof BridgeEvents>(event: E, handler: (payload: BridgeEvents[E]) => void): () => void {
		const set = this.#handlers.get(event) ?? new Set();
		this.#handlers.set(event, set);
		set.add(handler as (payload: never) => void);
		return () => set.delete(handler as (payload: never) => void);
	}

	emit<E extends keyof BridgeEvents>(event: E, payload: BridgeEvents[E]): void {
		for (const handler of this.#handlers.get(event) ?? []) (handler as (p: BridgeEvents[E]) => void)(payload);
	}

	/** Somebody else comes to a ticket, does something else there, or leaves it. */
	comes(ticketId: string, who: FakePerson, state: Present["state"] | "gone"): void {
		const others = (this.#present.get(ticketId) ?? []).filter((one) => one.who.id !== who.id);
		this.#present.set(ticketId, state === "gone" ? others : [...others, { who, state }]);
		this.emit("presence:changed", { ticketId });
	}

	presentIn(ticketId: string): Present[] {
		const { id, role } = this.acting();
		const told = (state: Present["state"]) => (state === "typing_note" && role === "operator" ? "viewing" : state);
		return (this.#present.get(ticketId) ?? [])
			.filter(({ who }) => who.id !== id)
			.map(({ who, state }) => ({ person: { id: who.id, name: who.name }, role: who.role, state: told(state) }))
			.sort((a, b) => Number(a.state === "viewing") - Number(b.state === "viewing"));
	}

	line(phase: Connection["phase"], reason?: ErrorCode): void {
		this.phase = phase;
		this.reason = reason;
		this.since = this.now();
		this.emit("connection:changed", {});
		this.carry();
	}

	acting(): FakePerson {
		return this.me ?? fail("unauthenticated");
	}

	/** Nobody writes as somebody else. */
	by(person: string): void {
		if (this.acting().id !== person) fail("unauthenticated");
	}

	visible = (t: Kept): boolean => this.acting().role !== "operator" || t.company === this.acting().company;

	find(id: string): Kept {
		return this.kept.find((t) => t.id === id && this.visible(t)) ?? fail("not_found");
	}

	machines(): FakeMachine[] {
		const me = this.acting();
		return machines.filter((m) => me.role !== "operator" || m.company === me.company);
	}

	seen = (t: Kept): Said[] => t.said.filter((s) => s.kind !== "note" || this.acting().role !== "operator");

	unreadOf(t: Kept): Said[] {
		const who = this.acting();
		if (who.role !== "operator" && t.assignee && t.assignee !== who.id) return [];
		const lastOwn = t.said.findLastIndex((s) => s.by.id === who.id && s.kind === "reply");
		return t.said.filter((s, i) => s.kind === "reply" && !s.read && i > lastOwn && sideOf(s.by) !== sideOf(who));
	}

	unreadCount(): number {
		return this.kept.filter(this.visible).reduce((sum, t) => sum + this.unreadOf(t).length, 0);
	}

	newestFirst(section: "open" | "closed"): Kept[] {
		return this.kept
			.filter((t) => this.visible(t) && (t.status === "closed") === (section === "closed"))
			.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1));
	}

	/** What waits here of whoever is in front. */
	waiting(): { ticket: Kept; said: Said | null }[] {
		return this.kept.filter(this.visible).flatMap((ticket) => {
			const opening = ticket.unsent || ticket.refusal !== null;
			return [
				...(opening ? [{ ticket, said: null }] : []),
				...ticket.said
					.slice(opening ? 1 : 0)
					.filter((s) => s.by.id === this.me?.id && (s.state !== "sent" || this.files.missing(s.files).length > 0))
					.map((said) => ({ ticket, said })),
			];
		});
	}

	changed(...ids: string[]): void {
		this.emit("tickets:changed", { ids, all: false });
		if (!this.me) return;
		this.emit("unread:changed", { count: this.unreadCount() });
		const refused = this.waiting().filter(({ ticket, said }) => (said ?? ticket).refusal).length;
		this.emit("outbox:changed", { waiting: this.waiting().length - refused, refused });
	}

	/** Carries what waits, if there is a line. */
	carry(): void {
		if (!this.online || !this.me) return;
		const ids: string[] = [];
		for (const t of this.kept) {
			if (t.unsent && !t.refusal) {
				t.unsent = false;
				t.number = this.#nextNumber++;
				ids.push(t.id);
			}
			for (const s of t.said) {
				if (s.state !== "waiting" && s.state !== "stuck") continue;
				s.state = "sent";
				ids.push(t.id);
			}
			if (!this.files.held && !t.unsent) for (const s of t.said) if (s.state === "sent") this.files.arrive(s.files);
		}
		if (ids.length) this.changed(...ids);
	}

	/** What becomes of what waits when somebody's access ends. */
	#refuseAll(): void {
		const refusal = { code: "disabled" as const, fields: [], ways: ["copy" as const, "discard" as const] };
		for (const { ticket, said } of this.me ? this.waiting() : []) {
			if (said) Object.assign(said, { state: "refused", refusal });
			else ticket.refusal = refusal;
		}
	}

	carrySoon(): void {
		const after = this.options.carryAfter ?? 900;
		if (Number.isFinite(after)) setTimeout(() => this.carry(), after);
	}

	say(t: Kept, kind: Said["kind"], text: string, event: MessageItem["event"] = null, files: string[] = []): Said {
		const said: Said = {
			id: this.newId(),
			kind,
			by: this.acting(),
			text,
			event,
			at: this.now(),
			state: kind === "event" ? "sent" : "waiting",
			refusal: null,
			read: false,
			files,
		};
		t.said.push(said);
		if (kind !== "note") t.updatedAt = said.at;
		return said;
	}

	happened(t: Kept, event: Partial<NonNullable<MessageItem["event"]>>): void {
		this.say(t, "event", "", { type: "status", from: "", to: "", outcome: "", text: "", ...event });
	}

	setStatus(t: Kept, to: Status): void {
		if (t.status === to) return;
		this.happened(t, { type: "status", from: t.status, to });
		t.status = to;
	}
}
