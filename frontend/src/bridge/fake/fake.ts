import type {
	Asked,
	Bridge,
	BridgeError,
	BridgeEvents,
	Connection,
	ErrorCode,
	MachineChoice,
	MessageItem,
	NewTicketDraft,
	Notice,
	Refusal,
	ReplyDraft,
	SessionState,
	Settings,
	Status,
	TicketDetail,
	TicketRow,
	WaitingAct,
} from "../bridge";
import {
	categories,
	closedTickets,
	type FakeMachine,
	type FakePerson,
	type FakeTicket,
	machines,
	openTickets,
	people,
} from "./content";

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
	notices?: Notice[];
	/** How far the workstation's clock is ahead, in ms. */
	clockAhead?: number;
	/** Why the line is down. */
	reason?: ErrorCode;
}

/** What tests and drawings make happen on the other end of the line. */
export interface FakeWorld {
	goOffline(): void;
	goOnline(): void;
	/** The other side replies. */
	receive(ticketNumber: number, login: string, text: string): void;
	/** The server refuses the oldest act that waits. */
	refuse(code: ErrorCode): void;
	/** Carries what waits, at once. */
	carry(): void;
	/** A notification is clicked, or a link to a ticket. */
	ask(ticketNumber: number): void;
	/** Which calls the program made of the system: folders opened, sounds played, the end. */
	readonly done: string[];
}

export type FakeBridge = Bridge & { world: FakeWorld };

interface Said {
	id: string;
	kind: "reply" | "note" | "event";
	by: FakePerson;
	text: string;
	event: MessageItem["event"];
	at: number;
	state: "sent" | "waiting" | "refused";
	refusal: Refusal | null;
	/** Operators and technicians who have reached it, by side. */
	read: boolean;
}

interface Kept extends Omit<FakeTicket, "messages" | "unread" | "by"> {
	id: string;
	by: FakePerson;
	said: Said[];
	updatedAt: number;
	unsent: boolean;
	refusal: Refusal | null;
	/** Index of the first reply not read, by side. */
	readUpTo: Record<"customer" | "support", number>;
	callWindow: TicketDetail["callWindow"];
	follows: string;
	draft?: NewTicketDraft;
}

const DEFAULTS: Settings = {
	language: "it",
	theme: "system",
	contrast: "system",
	textSize: 100,
	sound: true,
	enterSends: false,
	proxy: "system",
	proxyAddress: "",
	caFile: "",
};
const NOTHING_ASKED: Asked = { ticketId: "", messageId: "", missing: 0 };

const MINUTE = 60_000;
const SUPPORT = { phone: "059 555 0100", hours: "lun–ven 8–18" };
const SERVER = "assistenza.marzaghi.example";

const fail = (code: ErrorCode, ...fields: [string, string][]): never => {
	throw {
		code,
		...(fields.length ? { fields: fields.map(([location, reason]) => ({ location, reason })) } : {}),
	} satisfies BridgeError;
};

const titleOf = (text: string): string => {
	const line = text.trim().split("\n")[0] ?? "";
	const end = /[.!?](?=\s)/.exec(line);
	const title = end ? line.slice(0, end.index + 1) : line;
	return title.replace(/\.$/, "").slice(0, 120);
};

const sideOf = (person: FakePerson): "customer" | "support" => (person.role === "operator" ? "customer" : "support");

const clone = <T>(value: T): T => structuredClone(value);

/** An invented program in memory, with a line that can go down, for tests and for drawing the screens without Go. */
export function fakeBridge(options: FakeOptions = {}): FakeBridge {
	const handlers = new Map<string, Set<(payload: never) => void>>();
	const emit = <E extends keyof BridgeEvents>(event: E, payload: BridgeEvents[E]) => {
		for (const handler of handlers.get(event) ?? []) (handler as (p: BridgeEvents[E]) => void)(payload);
	};

	const now = () => Date.now();
	const started = now();
	let settings: Settings = { ...DEFAULTS, theme: "light", ...options.settings };
	let notices: Notice[] = clone(options.notices ?? []);
	let asked: Asked = { ...NOTHING_ASKED };
	let me: FakePerson | undefined = people.find((p) => p.login === options.login);
	let mustChange = options.mustChangePassword ?? false;
	let online = options.online ?? true;
	let since = online ? started : started - 6 * MINUTE;
	const done: string[] = [];
	let nextId = 1;
	const newId = () => `id-${nextId++}`;
	const replyDrafts = new Map<string, string>();
	let newDraft: NewTicketDraft | null = null;
	let lastMachine = "m-24-0117";
	let nextNumber = 1048;

	const person = (id: string): FakePerson | undefined => people.find((p) => p.id === id);
	const anybody = (id: string): FakePerson => person(id) ?? (people[0] as FakePerson);

	const kept: Kept[] = [];
	const content = options.empty ? [] : [...openTickets, ...closedTickets];
	for (let i = closedTickets.length; i < (options.closed ?? 0); i++) {
		content.push({ ...(closedTickets[i % closedTickets.length] as FakeTicket), number: 100_000 + i });
	}
	for (const { messages, unread = 0, by, ...ticket } of content) {
		const said = messages.map(
			(m): Said => ({
				id: newId(),
				kind: m.kind,
				by: anybody(m.by),
				text: m.text ?? "",
				event: m.event ? { type: "status", from: "", to: "", outcome: "", text: "", ...m.event } : null,
				at: started - m.ago * MINUTE,
				state: m.waiting ? "waiting" : "sent",
				refusal: null,
				read: true,
			}),
		);
		const fresh = said.filter((s) => s.kind === "reply");
		for (const s of fresh.slice(fresh.length - unread)) s.read = false;
		// The newest own words of a ticket still being talked about have not been reached by the other side yet.
		if (ticket.number === 1042) for (const s of said.slice(-2)) s.read = false;
		kept.push({
			...ticket,
			id: `t-${ticket.number}`,
			by: anybody(by),
			said,
			updatedAt: said.at(-1)?.at ?? started,
			unsent: false,
			refusal: null,
			readUpTo: { customer: 0, support: 0 },
			callWindow: null,
			follows: "",
		});
	}

	const acting = (): FakePerson => me ?? fail("unauthenticated");
	const machineOf = (id: string): FakeMachine | undefined => machines.find((m) => m.id === id);
	const visible = (t: Kept): boolean => acting().role !== "operator" || t.by.company === acting().company;
	const find = (id: string): Kept => kept.find((t) => t.id === id && visible(t)) ?? fail("not_found");
	const seen = (t: Kept): Said[] => t.said.filter((s) => s.kind !== "note" || acting().role !== "operator");
	const unreadOf = (t: Kept): Said[] => {
		const who = acting();
		if (who.role !== "operator" && t.assignee && t.assignee !== who.id) return [];
		const lastOwn = t.said.findLastIndex((s) => s.by.id === who.id && s.kind === "reply");
		return t.said.filter((s, i) => s.kind === "reply" && !s.read && i > lastOwn && sideOf(s.by) !== sideOf(who));
	};

	function row(t: Kept): TicketRow {
		const machine = machineOf(t.machine);
		const last = t.said.findLast((s) => s.kind === "reply");
		return {
			id: t.id,
			number: t.unsent ? 0 : t.number,
			kind: t.kind,
			title: titleOf(t.said[0]?.text ?? ""),
			severity: t.severity,
			status: t.status,
			person: t.by.name,
			company: t.by.company,
			machineName: machine?.name ?? "",
			machineModel: machine?.model ?? "",
			machineSerial: machine?.serial ?? "",
			phone: t.phone ?? "",
			assignee: person(t.assignee)?.name ?? "",
			createdAt: t.said[0]?.at ?? 0,
			updatedAt: t.updatedAt,
			last: {
				own: last?.by.id === me?.id,
				author: last?.by.name ?? "",
				text: last?.text ?? "",
				at: last?.at ?? 0,
			},
			unread: unreadOf(t).length,
			outbox: t.refusal
				? "refused"
				: t.said.some((s) => s.state === "refused")
					? "refused"
					: t.unsent || t.said.some((s) => s.state === "waiting" && s.by.id === me?.id)
						? "waiting"
						: "",
		};
	}

	function detail(t: Kept): TicketDetail {
		const machine = machineOf(t.machine);
		const technician = acting().role !== "operator";
		const open = t.status !== "closed";
		const follows = t.follows ? kept.find((k) => k.id === t.follows) : undefined;
		const history: TicketDetail["history"] = [{ status: "new", at: t.said[0]?.at ?? 0, by: t.by.name }];
		for (const s of t.said) {
			if (s.event?.type === "status") history.push({ status: s.event.to as Status, at: s.at, by: s.by.name });
		}
		return {
			...row(t),
			description: t.said[0]?.text ?? "",
			category: categories.find((c) => c.id === t.category)?.name ?? "",
			machineId: t.machine,
			machineSite: machine?.site ?? "",
			openedBy: { id: t.by.id, name: t.by.name },
			openedFor: null,
			assigneeId: t.assignee,
			callWindow: t.callWindow,
			follows: follows ? { id: follows.id, number: follows.number, title: row(follows).title } : null,
			resolution: t.resolution ?? "",
			closedAt: open ? 0 : t.updatedAt,
			noteCount: technician ? t.said.filter((s) => s.kind === "note").length : 0,
			writtenAt: 0,
			firstUnreadId: unreadOf(t)[0]?.id ?? "",
			may: {
				reply: open,
				note: technician,
				take: technician && open && t.assignee !== acting().id,
				assign: technician && open,
				setStatus: !technician || !open ? [] : t.status === "in_progress" ? ["waiting"] : ["in_progress", "waiting"],
				close: technician && open,
				reopen: technician && !open,
				logCall: technician && open,
				followUp: !technician && !open,
			},
			history,
		};
	}

	const item = (s: Said): MessageItem => {
		const own = s.by.id === acting().id;
		return {
			id: s.id,
			kind: s.kind,
			author: { id: s.by.id, name: s.by.name, role: s.by.role },
			own,
			ours: sideOf(s.by) === sideOf(acting()),
			text: s.text,
			event: s.event,
			at: s.at,
			writtenAt: 0,
			state:
				!own || s.kind === "event" ? "" : s.state !== "sent" ? s.state : s.read && s.kind === "reply" ? "read" : "sent",
			refusal: s.refusal,
		};
	};

	const newestFirst = (section: "open" | "closed"): Kept[] =>
		kept
			.filter((t) => visible(t) && (t.status === "closed") === (section === "closed"))
			.sort((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1));

	const unreadCount = () => kept.filter(visible).reduce((sum, t) => sum + unreadOf(t).length, 0);

	const acts = (): WaitingAct[] => {
		const out: WaitingAct[] = [];
		for (const t of kept) {
			if (!visible(t)) continue;
			const base = { ticketId: t.id, ticketNumber: t.unsent ? 0 : t.number, ticketTitle: row(t).title, attempts: 1 };
			const retryAt = online ? 0 : now() + 20_000;
			if (t.unsent || t.refusal) {
				const first = t.said[0] as Said;
				out.push({
					...base,
					id: t.id,
					kind: "open",
					text: first.text,
					writtenAt: first.at,
					retryAt,
					state: t.refusal ? "refused" : "waiting",
					refusal: t.refusal,
				});
			}
			for (const s of t.said.slice(t.unsent || t.refusal ? 1 : 0)) {
				if (s.state === "sent" || s.by.id !== me?.id) continue;
				out.push({
					...base,
					id: s.id,
					kind: s.kind === "event" ? "change" : s.kind,
					text: s.text,
					writtenAt: s.at,
					retryAt,
					state: s.state,
					refusal: s.refusal,
				});
			}
		}
		return out;
	};

	function changed(...ids: string[]) {
		emit("tickets:changed", { ids, all: false });
		if (!me) return;
		emit("unread:changed", { count: unreadCount() });
		const waiting = acts();
		emit("outbox:changed", {
			waiting: waiting.filter((a) => a.state === "waiting").length,
			refused: waiting.filter((a) => a.state === "refused").length,
		});
	}

	function carryNow() {
		if (!online || !me) return;
		const ids: string[] = [];
		for (const t of kept) {
			if (t.unsent && !t.refusal) {
				t.unsent = false;
				t.number = nextNumber++;
				ids.push(t.id);
			}
			for (const s of t.said) {
				if (s.state !== "waiting") continue;
				s.state = "sent";
				ids.push(t.id);
			}
		}
		if (ids.length) changed(...ids);
	}

	const carrySoon = () => {
		const after = options.carryAfter ?? 900;
		if (Number.isFinite(after)) setTimeout(carryNow, after);
	};

	function say(t: Kept, kind: Said["kind"], text: string, event: MessageItem["event"] = null): Said {
		const said: Said = {
			id: newId(),
			kind,
			by: acting(),
			text,
			event,
			at: now(),
			state: kind === "event" ? "sent" : "waiting",
			refusal: null,
			read: false,
		};
		t.said.push(said);
		if (kind !== "note") t.updatedAt = said.at;
		return said;
	}

	const happened = (t: Kept, event: Partial<NonNullable<MessageItem["event"]>>) =>
		say(t, "event", "", { type: "status", from: "", to: "", outcome: "", text: "", ...event });

	function setStatus(t: Kept, to: Status) {
		if (t.status === to) return;
		happened(t, { type: "status", from: t.status, to });
		t.status = to;
	}

	const state = (): SessionState => ({
		screen: !me ? "signIn" : mustChange ? "changePassword" : "desk",
		...(me
			? {
					me: {
						id: me.id,
						login: me.login,
						name: me.name,
						role: me.role,
						companyName: me.company,
						country: "IT",
						serverName: "Marzaghi Confezionamento",
						serverAddress: `https://${SERVER}`,
					},
					support: SUPPORT,
				}
			: {}),
		known: options.empty
			? []
			: [
					{
						address: `https://${SERVER}`,
						serverName: "Marzaghi Confezionamento",
						login: "anna.rossi",
						name: "Anna Rossi",
						waiting: 0,
					},
					{
						address: `https://${SERVER}`,
						serverName: "Marzaghi Confezionamento",
						login: "marco.ferri",
						name: "Marco Ferri",
						waiting: 2,
					},
				],
		address: options.empty ? "" : SERVER,
		version: "0.1.0",
	});

	const machinesOf = () => machines.filter((m) => acting().role !== "operator" || m.company === acting().company);
	const flat = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

	const choice = (m: FakeMachine): MachineChoice => ({
		id: m.id,
		name: m.name,
		model: m.model,
		serial: m.serial,
		site: m.site.split(" · ")[0] ?? "",
		company: m.company,
		lastUsed: m.id === lastMachine,
	});

	function checkPhone(text: string) {
		const digits = text.replace(/[^\d+]/g, "");
		const bare = digits.replace(/^\+39/, "");
		const formatted = /^\d/.test(digits)
			? bare.replace(/^(0\d{2}|3\d{2})(\d{1,3})(\d{0,4})(\d*)$/, (_, a, b, c, d) =>
					[a, b, c + d].filter(Boolean).join(" "),
				)
			: text;
		const reason = !digits
			? "required"
			: /[a-z]/i.test(text)
				? "bad_phone"
				: bare.length < 8
					? "too_short"
					: bare.length > 11
						? "too_long"
						: "";
		return {
			valid: !reason,
			e164: reason ? "" : `+39${bare}`,
			formatted: reason === "bad_phone" ? text : formatted,
			reason,
		};
	}

	const bridge: FakeBridge = {
		session: {
			state: async () => state(),
			async findServer(address) {
				if (!/marzaghi|localhost|127\.0\.0\.1/.test(address))
					fail(address.includes(".") ? "unreachable" : "not_a_server");
				return {
					address: `https://${address.replace(/^https?:\/\//, "").replace(/\/.*$/, "")}`,
					name: "Marzaghi Confezionamento",
					version: "0.1.0",
					support: SUPPORT,
				};
			},
			async signIn({ login, password }) {
				const found = people.find((p) => p.login === login.trim().toLowerCase());
				if (!found || password.length < 4) return fail("unauthenticated");
				me = found;
				emit("session:changed", {});
				return state();
			},
			async signOut() {
				me = undefined;
				emit("session:changed", {});
				return state();
			},
			async changePassword({ current, next }) {
				if (current === "sbagliata") fail("invalid", ["body.current", "wrong"]);
				if ([...next].length < 8) fail("invalid", ["body.new", "too_short"]);
				mustChange = false;
				emit("session:changed", {});
				return state();
			},
			connection: async (): Promise<Connection> => {
				const all = acts();
				return {
					phase: online ? "online" : "offline",
					since,
					freshAt: online ? now() - (now() % MINUTE) - MINUTE : since,
					retryAt: online ? 0 : now() + 20_000,
					...(online ? {} : { reason: "unreachable" as const }),
					filling: false,
					clockAhead: options.clockAhead ?? 0,
					waiting: all.filter((a) => a.state === "waiting").length,
					stuck: 0,
					refused: all.filter((a) => a.state === "refused").length,
				};
			},
			retryNow: async () => emit("connection:changed", {}),
			notices: async () => clone(notices),
			async dismissNotice(id) {
				notices = notices.filter((notice) => notice.id !== id);
				emit("session:changed", {});
			},
			shown: async () => {},
			async quit() {
				done.push("quit");
			},
		},
		tickets: {
			async list({ section, after, limit }) {
				const all = newestFirst(section);
				const from = after ? all.findIndex((t) => t.id === after) + 1 : 0;
				const items = all.slice(from, from + limit);
				return { items: items.map(row), next: from + limit < all.length ? (items.at(-1)?.id ?? "") : "" };
			},
			counts: async () => ({
				open: newestFirst("open").length,
				closed: newestFirst("closed").length,
				unread: unreadCount(),
			}),
			get: async (id) => detail(find(id)),
			async messages({ ticketId, before, limit }) {
				const all = seen(find(ticketId));
				const end = before ? all.findIndex((s) => s.id === before) : all.length;
				const from = Math.max(0, end - limit);
				return { items: all.slice(from, end).map(item), next: from > 0 ? (all[from]?.id ?? "") : "" };
			},
			async search({ text, after, limit }) {
				const wanted = flat(text.trim());
				if (!wanted) return { items: [], next: "" };
				const hits = kept
					.filter(visible)
					.flatMap((t) => {
						const machine = machineOf(t.machine);
						const head = [`#${t.number}`, machine?.name, machine?.serial, t.by.name].join(" ");
						const words = seen(t).find((s) => flat(s.text).includes(wanted));
						if (!words && !flat(head).includes(wanted)) return [];
						const snippet = words?.text ?? head;
						const at = flat(snippet).indexOf(wanted);
						return [
							{
								ticket: row(t),
								messageId: words && words !== t.said[0] ? words.id : "",
								snippet,
								marks: [[at, at + wanted.length]] as [number, number][],
								at: t.updatedAt,
							},
						];
					})
					.sort((a, b) => b.at - a.at);
				const from = after ? Number(after) : 0;
				return { items: hits.slice(from, from + limit), next: from + limit < hits.length ? String(from + limit) : "" };
			},
			async markRead(ticketId, messageId) {
				const t = find(ticketId);
				const at = t.said.findIndex((s) => s.id === messageId);
				let news = false;
				for (const s of t.said.slice(0, at + 1)) {
					if (!s.read && sideOf(s.by) !== sideOf(acting())) {
						s.read = true;
						news = true;
					}
				}
				if (news) changed(t.id);
			},
			looking: async () => {},
			async asked() {
				const answer = asked;
				asked = { ...NOTHING_ASKED };
				return answer;
			},
			async machine(id) {
				const m = machinesOf().find((x) => x.id === id) ?? fail("not_found");
				return {
					...m,
					linkedPerson: person(m.linked)?.name ?? "",
					defaultTechnician: person(m.technician)?.name ?? "",
					tickets: kept
						.filter((t) => t.machine === id && visible(t))
						.sort((a, b) => b.updatedAt - a.updatedAt)
						.slice(0, 20)
						.map((t) => ({
							id: t.id,
							number: t.number,
							title: row(t).title,
							status: t.status,
							at: t.updatedAt,
							resolution: t.resolution ?? "",
						})),
				};
			},
		},
		compose: {
			async saveReplyDraft({ ticketId, kind, text }) {
				if (text) replyDrafts.set(`${ticketId}/${kind}`, text);
				else replyDrafts.delete(`${ticketId}/${kind}`);
			},
			replyDraft: async (ticketId, kind) => ({ ticketId, kind, text: replyDrafts.get(`${ticketId}/${kind}`) ?? "" }),
			async saveNewTicketDraft(draft) {
				newDraft = clone(draft);
			},
			newTicketDraft: async () =>
				newDraft
					? clone(newDraft)
					: {
							kind: "chat",
							categoryId: "",
							machineId: "",
							machineLabel: "",
							severity: "",
							description: "",
							phone: "",
							callWindow: null,
							followsTicketId: "",
						},
			async discardNewTicketDraft() {
				newDraft = null;
			},
			categories: async () => clone(categories),
			async machines({ text, limit }) {
				const all = machinesOf();
				const wanted = flat(text.trim());
				const matching = all.filter((m) => flat(`${m.name} ${m.model} ${m.serial}`).includes(wanted));
				const rank = (m: FakeMachine) => (flat(m.serial) === wanted ? 0 : m.id === lastMachine ? 1 : 2);
				matching.sort((a, b) => rank(a) - rank(b));
				return { items: matching.slice(0, limit).map(choice), matching: matching.length, total: all.length };
			},
			openTicketsOf: async (machineId) =>
				newestFirst("open")
					.filter((t) => t.machine === machineId)
					.map(row),
			checkPhone: async (text) => checkPhone(text),
			async openTicket(draft) {
				const missing: [string, string][] = [];
				if (!draft.severity) missing.push(["body.severity", "required"]);
				if (!draft.description.trim()) missing.push(["body.description", "required"]);
				if (draft.kind === "chat" && !draft.categoryId) missing.push(["body.categoryId", "required"]);
				if (draft.kind === "chat" && !draft.machineId) missing.push(["body.machineId", "required"]);
				if (draft.kind === "callback" && !checkPhone(draft.phone).valid)
					missing.push(["body.phone", checkPhone(draft.phone).reason]);
				if (missing.length) fail("invalid", ...missing);
				const t: Kept = {
					id: newId(),
					number: 0,
					kind: draft.kind,
					severity: draft.severity || "question",
					status: "new",
					by: acting(),
					machine: draft.machineId,
					category: draft.categoryId,
					assignee: machineOf(draft.machineId)?.technician ?? "",
					phone: draft.kind === "callback" ? checkPhone(draft.phone).formatted : "",
					said: [],
					updatedAt: now(),
					unsent: true,
					refusal: null,
					readUpTo: { customer: 0, support: 0 },
					callWindow: draft.callWindow,
					follows: draft.followsTicketId,
					draft: clone(draft),
				};
				kept.push(t);
				say(t, "reply", draft.description.trim());
				if (draft.machineId) lastMachine = draft.machineId;
				newDraft = null;
				changed(t.id);
				carrySoon();
				return { id: t.id };
			},
			async send({ ticketId, kind, text }: ReplyDraft) {
				const t = find(ticketId);
				if (!text.trim()) fail("invalid", ["body.text", "required"]);
				const said = say(t, kind, text.trim());
				if (kind === "reply" && t.status === "waiting" && acting().role === "operator") setStatus(t, "in_progress");
				replyDrafts.delete(`${ticketId}/${kind}`);
				changed(t.id);
				carrySoon();
				return { id: said.id };
			},
			async resend(actId, text) {
				for (const t of kept) {
					const s = t.said.find((x) => x.id === actId) ?? (t.id === actId ? t.said[0] : undefined);
					if (!s) continue;
					s.text = text;
					s.state = "waiting";
					s.refusal = null;
					if (t.refusal) {
						t.refusal = null;
						t.unsent = true;
					}
					if (t.id !== actId) s.id = newId();
					changed(t.id);
					carrySoon();
					return { id: t.id === actId ? t.id : s.id };
				}
				return fail("not_found");
			},
			async followUp(ticketId, refusedId) {
				const t = find(ticketId);
				const refused = t.said.find((s) => s.id === refusedId);
				if (refused) t.said = t.said.filter((s) => s !== refused);
				const machine = machineOf(t.machine);
				newDraft = {
					kind: "chat",
					categoryId: t.category,
					machineId: t.machine,
					machineLabel: machine ? `${machine.name} · ${machine.model} · ${machine.serial}` : "",
					severity: "",
					description: refused?.text ?? "",
					phone: "",
					callWindow: null,
					followsTicketId: t.id,
				};
				changed(t.id);
				return clone(newDraft);
			},
			async discard(actId) {
				for (const t of kept) {
					t.said = t.said.filter((s) => s.id !== actId);
					changed(t.id);
				}
				const at = kept.findIndex((t) => t.id === actId);
				if (at >= 0) kept.splice(at, 1);
				changed(actId);
			},
			outbox: async () => acts(),
		},
		support: {
			async take(ticketId) {
				const t = find(ticketId);
				happened(t, { type: "assignee", from: person(t.assignee)?.name ?? "", to: acting().name });
				t.assignee = acting().id;
				if (t.status === "new") setStatus(t, "in_progress");
				changed(t.id);
			},
			async assign(ticketId, personId) {
				const t = find(ticketId);
				happened(t, { type: "assignee", from: person(t.assignee)?.name ?? "", to: person(personId)?.name ?? "" });
				t.assignee = personId;
				changed(t.id);
			},
			async setStatus(ticketId, status) {
				const t = find(ticketId);
				setStatus(t, status);
				changed(t.id);
			},
			async close(ticketId, resolution) {
				if (!resolution.trim()) fail("invalid", ["body.resolution", "required"]);
				const t = find(ticketId);
				setStatus(t, "closed");
				happened(t, { type: "resolution", text: resolution.trim() });
				t.resolution = resolution.trim();
				changed(t.id);
			},
			async reopen(ticketId) {
				const t = find(ticketId);
				setStatus(t, "in_progress");
				t.resolution = "";
				changed(t.id);
			},
			async logCall({ ticketId, outcome, text }) {
				const t = find(ticketId);
				happened(t, { type: "call_attempt", outcome, text });
				changed(t.id);
			},
			technicians: async () => people.filter((p) => p.role !== "operator").map(({ id, name }) => ({ id, name })),
		},
		settings: {
			get: async () => ({ ...settings }),
			async set(next) {
				if (next.proxy === "address" && !/^https?:\/\/\S+$/.test(next.proxyAddress)) {
					fail("invalid", ["proxyAddress", "unknown"]);
				}
				settings = { ...next };
			},
			about: async () => ({
				version: "1.0.0",
				serverName: me ? "Marzaghi Confezionamento" : "",
				serverVersion: me ? "1.0.0" : "",
				webView: "WebKitGTK 2.48.5",
				dataFolder: "/home/linea2/.config/FiloDiretto/default",
				logFolder: "/home/linea2/.config/FiloDiretto/default/logs",
				sessionKept: "keyring",
			}),
			async openFolder(which) {
				done.push(`open ${which}`);
			},
			chooseCaFile: async () => "/home/linea2/azienda-ca.pem",
			async playSound() {
				done.push("sound");
			},
		},
		on(event, handler) {
			const set = handlers.get(event) ?? new Set();
			handlers.set(event, set);
			set.add(handler as (payload: never) => void);
			return () => set.delete(handler as (payload: never) => void);
		},
		world: {
			goOffline() {
				online = false;
				since = now();
				emit("connection:changed", {});
			},
			goOnline() {
				online = true;
				since = now();
				emit("connection:changed", {});
				carryNow();
			},
			receive(ticketNumber, login, text) {
				const t = kept.find((k) => k.number === ticketNumber);
				const by = people.find((p) => p.login === login);
				if (!t || !by) return;
				const said: Said = {
					id: newId(),
					kind: "reply",
					by,
					text,
					event: null,
					at: now(),
					state: "sent",
					refusal: null,
					read: false,
				};
				for (const s of t.said) if (sideOf(s.by) !== sideOf(by) && s.state === "sent") s.read = true;
				t.said.push(said);
				t.updatedAt = said.at;
				changed(t.id);
			},
			refuse(code) {
				for (const t of kept) {
					if (t.unsent && !t.refusal) {
						t.refusal = { code, fields: [], ways: ["resend", "followUp", "copy", "discard"] };
						changed(t.id);
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
					changed(t.id);
					return;
				}
			},
			carry: carryNow,
			ask(ticketNumber) {
				const t = kept.find((k) => k.number === ticketNumber && visible(k));
				asked = { ticketId: t?.id ?? "", messageId: "", missing: t ? 0 : ticketNumber };
				emit("ticket:asked", {});
			},
			done,
		},
	};
	return bridge;
}
