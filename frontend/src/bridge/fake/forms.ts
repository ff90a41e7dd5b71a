import type {
	Attached,
	LastReply,
	MachineChoice,
	MessageItem,
	PhoneCheck,
	TicketDetail,
	TicketRow,
	WaitingAct,
} from "../bridge";
import { callAt, clockOf } from "./clock";
import { categories, causes, companyId, type FakeMachine, machines } from "./content";
import { type Kept, person, type Said, sideOf, titleOf } from "./kept";
import type { World } from "./world";

const JUDGED_WITHIN = 7 * 24 * 3_600_000;

/** When it was closed last. */
const closedAt = (t: Kept): number =>
	t.said.findLast((s) => s.event?.type === "status" && s.event.to === "closed")?.at ?? t.updatedAt;

/** What is kept, in the forms in which the bridge tells it to whoever is in front. */

export const machineOf = (id: string): FakeMachine | undefined => machines.find((m) => m.id === id);

export function row(world: World, t: Kept): TicketRow {
	const { me } = world;
	const machine = machineOf(t.machine);
	const last = t.said.findLast((s) => s.kind === "reply");
	const refused = t.refusal || t.said.some((s) => s.state === "refused");
	const waits = t.unsent || t.said.some((s) => s.state === "waiting" && s.by.id === me?.id);
	return {
		id: t.id,
		number: t.unsent ? 0 : t.number,
		kind: t.kind,
		title: titleOf(t.said[0]?.text ?? ""),
		severity: t.severity,
		status: t.status,
		person: (t.openedFor ?? t.by).name,
		company: t.company,
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
			...enclosed(world.files.list(last?.files ?? [])),
		},
		unread: world.unreadOf(t).length,
		outbox: refused ? "refused" : t.said.some((s) => s.state === "stuck") ? "stuck" : waits ? "waiting" : "",
	};
}

function enclosed(all: readonly Attached[]): Pick<LastReply, "pictures" | "files" | "fileName"> {
	const files = all.filter(({ thumbnail }) => !thumbnail);
	const [one] = all;
	return {
		pictures: all.length - files.length,
		files: files.length,
		fileName: files.length === 1 && one && all.length === 1 ? one.name : "",
	};
}

export function detail(world: World, t: Kept): TicketDetail {
	const me = world.acting();
	const technician = me.role !== "operator";
	const open = t.status !== "closed";
	const titled = (id: string) => {
		const other = world.kept.find((k) => k.id === id && world.visible(k));
		return other ? { id: other.id, number: other.number, title: row(world, other).title } : null;
	};
	const judgeUntil = open || t.duplicateOf || t.unsent ? 0 : closedAt(t) + JUDGED_WITHIN;
	const judge = !technician && judgeUntil > world.now();
	const history: TicketDetail["history"] = [{ status: "new", at: t.said[0]?.at ?? 0, by: t.by.name }];
	for (const s of t.said) {
		if (s.event?.type === "status") {
			history.push({ status: s.event.to as TicketDetail["status"], at: s.at, by: s.by.name });
		}
	}
	return {
		...row(world, t),
		description: t.said[0]?.text ?? "",
		category: categories.find((c) => c.id === t.category)?.name ?? "",
		machineId: t.machine,
		machineSite: machineOf(t.machine)?.site ?? "",
		openedBy: { id: t.by.id, name: t.by.name },
		openedFor: t.openedFor ? { id: t.openedFor.id, name: t.openedFor.name } : null,
		assigneeId: t.assignee,
		callWindow: t.callWindow,
		follows: titled(t.follows),
		resolution: t.resolution ?? "",
		companyId: companyId(t.company),
		cause: technician ? (causes.find((c) => c.id === t.cause)?.name ?? "") : "",
		verdict: t.verdict ?? "",
		judgeUntil: judge ? judgeUntil : 0,
		duplicateOf: titled(t.duplicateOf),
		clock: technician ? clockOf(t) : { since: 0, half: 0, due: 0, pausedSince: 0 },
		callAt: technician ? callAt(t) : 0,
		phoneNumber: t.phone ? checkPhone(t.phone).e164 : "",
		closedAt: open ? 0 : closedAt(t),
		noteCount: technician ? t.said.filter((s) => s.kind === "note").length : 0,
		writtenAt: 0,
		firstUnreadId: world.unreadOf(t)[0]?.id ?? "",
		record: world.options.records?.[t.number] ?? "",
		may: {
			reply: open,
			note: technician,
			take: technician && open && t.assignee !== me.id,
			assign: technician && open,
			setStatus: !technician || !open ? [] : t.status === "in_progress" ? ["waiting"] : ["in_progress", "waiting"],
			close: technician && open,
			reopen: technician && !open,
			logCall: technician && open,
			judge,
			join: technician && open && !t.unsent,
			followUp: !technician && !open,
		},
		history,
	};
}

export function item(world: World, s: Said): MessageItem {
	const own = s.by.id === world.acting().id;
	const told = own && s.kind !== "event";
	const refused = own && s.state === "refused";
	return {
		id: s.id,
		kind: s.kind,
		author: { id: s.by.id, name: s.by.name, role: s.by.role },
		own,
		ours: sideOf(s.by) === sideOf(world.acting()),
		text: s.text,
		attachments: world.files.list(s.files),
		event: s.event,
		at: s.at,
		writtenAt: 0,
		state: !told
			? refused
				? "refused"
				: ""
			: s.state !== "sent"
				? s.state
				: s.read && s.kind === "reply"
					? "read"
					: "sent",
		refusal: s.refusal,
	};
}

export function acts(world: World): WaitingAct[] {
	return world.waiting().map(({ ticket, said }): WaitingAct => {
		const first = said ?? (ticket.said[0] as Said);
		const refusal = said ? said.refusal : ticket.refusal;
		const missing = world.files.missing(first.files);
		return {
			id: said?.id ?? ticket.id,
			kind: !said ? "open" : said.kind === "event" ? "change" : said.kind,
			ticketId: ticket.id,
			ticketNumber: ticket.unsent ? 0 : ticket.number,
			ticketTitle: row(world, ticket).title,
			text: first.text,
			attachments: missing.length,
			failed: missing.filter(({ state }) => state === "failed").length,
			event: first.event ?? null,
			writtenAt: first.at,
			attempts: 1,
			retryAt: world.online ? 0 : world.now() + 20_000,
			state: refusal
				? "refused"
				: first.state === "stuck"
					? "stuck"
					: first.state === "sent" && !ticket.unsent
						? "files"
						: "waiting",
			refusal,
		};
	});
}

export const choice = (world: World, m: FakeMachine): MachineChoice => ({
	id: m.id,
	name: m.name,
	model: m.model,
	serial: m.serial,
	site: m.site.split(" · ")[0] ?? "",
	company: m.company,
	lastUsed: m.id === world.lastMachine,
});

/** Italian numbers, roughly. */
export function checkPhone(text: string): PhoneCheck {
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
