import { noCriteria, QUEUES, SEVERITIES, says } from "../../model/criteria";
import type {
	ConsoleBridge,
	ConsoleQuery,
	ConsoleRow,
	Criteria,
	EarlierTicket,
	QueueName,
	SavedFilter,
	Severity,
} from "../bridge";
import { categories, causes, companyId, machines, people } from "./content";
import { detail, machineOf } from "./forms";
import { fail, flat, type Kept } from "./kept";
import { supportPart } from "./support";
import type { World } from "./world";

const HOUR = 3_600_000;
const DAYS_90 = 90 * 24 * HOUR;

/** What somebody has saved before: as drawn. */
const FILTERS: SavedFilter[] = [
	{
		id: "f-1",
		name: "Ferme, da prendere",
		place: 0,
		criteria: { ...noCriteria(), severities: ["stopped"], statuses: ["new"] },
	},
	{ id: "f-2", name: "AV-120, ventose", place: 1, criteria: { ...noCriteria(), models: ["AV-120"] } },
	{
		id: "f-3",
		name: "Ricambi in viaggio",
		place: 2,
		criteria: { ...noCriteria(), statuses: ["waiting"], text: "ricambio" },
	},
];

export function consolePart(world: World): ConsoleBridge {
	const support = supportPart(world);
	/** The last list that was asked for, in order: its further pages are of the same one, unless something has changed. */
	let listed: { key: string; rows: ConsoleRow[] } | null = null;
	world.on("tickets:changed", () => {
		listed = null;
	});
	let filters: SavedFilter[] = world.options.empty ? [] : structuredClone(FILTERS);

	const rowOf = (t: Kept): ConsoleRow => {
		const d = detail(world, t);
		const { id, number, kind, title, severity, status, company, person: who, assignee, assigneeId } = d;
		const { createdAt, updatedAt, closedAt, clock, callAt, unread, outbox } = d;
		return {
			...{ id, number, kind, title, severity, status, company, person: who, assignee, assigneeId },
			...{ createdAt, updatedAt, closedAt, clock, callAt, unread, outbox },
			fails: d.verdict === "fails",
		};
	};
	const tickets = (): Kept[] => (world.acting().role === "operator" ? fail("forbidden") : world.kept);
	const spoken = (t: Kept) => t.said.some((s) => s.event?.outcome === "spoken");

	function inQueue(t: Kept, queue: QueueName): boolean {
		const open = t.status !== "closed";
		switch (queue) {
			case "toTake":
				if (!open) return t.verdict === "fails";
				return t.status === "new" && (!t.assignee || world.now() >= rowOf(t).clock.half);
			case "mine":
				return open && t.assignee === world.acting().id;
			case "toCall":
				return open && ((t.kind === "callback" && !spoken(t)) || t.callAgainAt > 0);
			case "waiting":
				return t.status === "waiting";
			case "open":
				return open;
			case "closed":
				return !open;
		}
	}

	function meets(t: Kept, c: Criteria): boolean {
		const machine = machineOf(t.machine);
		const me = world.acting().id;
		const age = (world.now() - (t.said[0]?.at ?? 0)) / HOUR;
		const words = [
			`#${t.number}`,
			t.company,
			(t.openedFor ?? t.by).name,
			machine?.name,
			machine?.model,
			machine?.serial,
		];
		const text = flat([...words, ...t.said.map((s) => s.text)].join(" "));
		const among = <T>(list: T[], value: T) => list.length === 0 || list.includes(value);
		return (
			among(c.statuses, t.status) &&
			among(c.severities, t.severity) &&
			(!c.kind || c.kind === t.kind) &&
			among(c.companyIds, companyId(t.company)) &&
			among(c.models, machine?.model ?? "") &&
			among(c.categoryIds, t.category) &&
			(c.assignees.length === 0 ||
				c.assignees.some((who) => (who === "nobody" ? !t.assignee : t.assignee === (who === "me" ? me : who)))) &&
			(!c.olderThanHours || age >= c.olderThanHours) &&
			(!c.youngerThanHours || age < c.youngerThanHours) &&
			flat(c.text)
				.split(/\s+/)
				.every((word) => text.includes(word))
		);
	}

	const met = ({ queue, criteria }: Pick<ConsoleQuery, "queue" | "criteria">): Kept[] =>
		tickets().filter((t) => inQueue(t, queue) && meets(t, criteria));

	/** Who has waited longest for the support first; whoever is owed nothing last, by newest change. */
	function byWait(a: ConsoleRow, b: ConsoleRow): number {
		const owed = (r: ConsoleRow) => (r.clock.pausedSince ? 0 : r.clock.since) || Number.POSITIVE_INFINITY;
		return Math.sign(owed(a) - owed(b)) || b.updatedAt - a.updatedAt;
	}

	function order({ queue, sort, descending, grouped }: ConsoleQuery): (a: ConsoleRow, b: ConsoleRow) => number {
		const text = (key: "company" | "title" | "person" | "status" | "assignee") => (a: ConsoleRow, b: ConsoleRow) =>
			a[key].localeCompare(b[key]);
		const columns: Record<ConsoleQuery["sort"], (a: ConsoleRow, b: ConsoleRow) => number> = {
			number: (a, b) => a.number - b.number,
			company: text("company"),
			title: text("title"),
			person: text("person"),
			status: text("status"),
			assignee: text("assignee"),
			updated: (a, b) => a.updatedAt - b.updatedAt,
			wait: queue === "toCall" ? (a, b) => (a.callAt || a.createdAt) - (b.callAt || b.createdAt) : byWait,
		};
		const urgency = (r: ConsoleRow) => SEVERITIES.indexOf(r.severity);
		return (a, b) =>
			(grouped ? urgency(a) - urgency(b) : 0) || columns[sort](a, b) * (descending ? -1 : 1) || (a.id < b.id ? -1 : 1);
	}

	function earlier(t: Kept, marks: [number, number][] = []): EarlierTicket {
		const { id, number, title, severity, status, company, machineModel, machineSerial, closedAt, updatedAt } = detail(
			world,
			t,
		);
		return {
			...{ id, number, title, severity, status, company, machineModel, machineSerial },
			at: closedAt || updatedAt,
			cause: causes.find((c) => c.id === t.cause)?.name ?? "",
			resolution: t.resolution ?? "",
			marks,
		};
	}
	const openOf = (test: (t: Kept) => boolean) => tickets().filter((t) => t.status !== "closed" && test(t));
	const titled = (t: Kept) => {
		const { id, number, title, severity } = rowOf(t);
		return { id, number, title, severity };
	};
	const companies = () =>
		[...new Set(people.map((p) => p.company).filter(Boolean))].sort().map((name) => ({ id: companyId(name), name }));

	return {
		async queues() {
			const counts = Object.fromEntries(
				QUEUES.map((queue) => [queue, tickets().filter((t) => inQueue(t, queue)).length]),
			);
			return {
				counts: counts as Record<QueueName, number>,
				filters: filters
					.toSorted((a, b) => a.place - b.place)
					.map((filter) => ({
						...structuredClone(filter),
						count: met({
							queue: filter.criteria.statuses.includes("closed") ? "closed" : "open",
							criteria: filter.criteria,
						}).length,
					})),
			};
		},
		async list(query) {
			const key = JSON.stringify({ ...query, after: "", limit: 0, me: world.acting().id });
			if (listed?.key !== key || !query.after) listed = { key, rows: met(query).map(rowOf).sort(order(query)) };
			const { rows } = listed;
			const from = query.after ? rows.findIndex((r) => r.id === query.after) + 1 : 0;
			const items = rows.slice(from, from + query.limit);
			const groups: Record<Severity, number> = { stopped: 0, degraded: 0, question: 0 };
			for (const { severity } of rows) groups[severity]++;
			return {
				items,
				next: from + query.limit < rows.length ? (items.at(-1)?.id ?? "") : "",
				total: rows.length,
				groups,
			};
		},
		async loosen({ queue, criteria }) {
			const said = (Object.keys(criteria) as (keyof Criteria)[]).filter((criterion) => says(criteria, criterion));
			return said
				.map((criterion) => ({
					criterion,
					count: met({ queue, criteria: { ...criteria, [criterion]: noCriteria()[criterion] } }).length,
				}))
				.filter(({ count }) => count > 0)
				.sort((a, b) => b.count - a.count);
		},
		choices: async () => ({
			companies: companies(),
			models: [...new Set(machines.map((m) => m.model))].sort(),
			categories: structuredClone(categories),
			technicians: people.filter((p) => p.role !== "operator").map(({ id, name }) => ({ id, name })),
		}),
		async batch(by, { ticketIds, act }) {
			world.by(by);
			const left: Awaited<ReturnType<ConsoleBridge["batch"]>>["left"] = [];
			for (const ticketId of ticketIds) {
				const t = world.kept.find((k) => k.id === ticketId);
				if (!t) {
					left.push({ ticketId, number: 0, reason: "gone" });
					continue;
				}
				const unchanged =
					(act.kind === "take" && t.assignee === by) ||
					(act.kind === "assign" && t.assignee === act.personId) ||
					(act.kind === "setStatus" && t.status === act.status);
				if (t.status === "closed" || unchanged) {
					left.push({ ticketId, number: t.number, reason: t.status === "closed" ? "closed" : "unchanged" });
				} else if (act.kind === "take") await support.take(ticketId);
				else if (act.kind === "assign") await support.assign(ticketId, act.personId);
				else if (act.kind === "setStatus") await support.setStatus(ticketId, act.status);
				else await support.close(ticketId, act.resolution, act.causeId);
			}
			return { done: ticketIds.length - left.length, left };
		},
		async saveFilter(by, filter) {
			world.by(by);
			if (!filter.name.trim()) fail("invalid", ["body.name", "required"]);
			const id = filter.id || world.newId();
			filters = [...filters.filter((one) => one.id !== id), { ...structuredClone(filter), id }];
			world.emit("console:changed", {});
			return { id };
		},
		async removeFilter(by, id) {
			world.by(by);
			filters = filters.filter((one) => one.id !== id);
			world.emit("console:changed", {});
		},
		async context(ticketId) {
			const t = world.find(ticketId);
			const same = tickets().filter((k) => k.id !== t.id && t.machine && k.machine === t.machine);
			const open = openOf((k) => k.id !== t.id && k.company === t.company);
			const calls = tickets()
				.filter((k) => k.company === t.company)
				.flatMap((k) => k.said.filter((s) => s.event?.type === "call_attempt").map((s) => ({ k, s })))
				.sort((a, b) => b.s.at - a.s.at);
			return {
				earlier: same
					.map((k) => earlier(k))
					.sort((a, b) => b.at - a.at)
					.slice(0, 20),
				earlierCount: same.length,
				in90Days: same.filter((k) => (k.said[0]?.at ?? 0) > world.now() - DAYS_90).length,
				companyOpen: open
					.map(titled)
					.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity))
					.slice(0, 10),
				companyOpenCount: open.length,
				people: people
					.filter((p) => p.company === t.company)
					.map(({ id, name }) => ({ id, name, open: openOf((k) => (k.openedFor ?? k.by).id === id).length })),
				calls: calls.slice(0, 10).map(({ k, s }) => ({
					ticketId: k.id,
					number: k.number,
					outcome: s.event?.outcome ?? "",
					by: s.by.name,
					at: s.at,
					text: s.event?.text ?? "",
					againAt: k.callAgainAt,
				})),
				duplicates: tickets()
					.filter((k) => k.duplicateOf === t.id)
					.map((k) => ({ id: k.id, number: k.number, title: titled(k).title })),
			};
		},
		async similar(ticketId) {
			const t = world.find(ticketId);
			const model = machineOf(t.machine)?.model;
			const words = flat(t.said[0]?.text ?? "")
				.split(/[^\p{L}\p{N}]+/u)
				.filter((word) => word.length > 3);
			return tickets()
				.filter((k) => k.status === "closed" && k.machine !== t.machine)
				.map((k) => {
					const found = earlier(k);
					const title = flat(found.title);
					const marks = words.flatMap((word): [number, number][] => {
						const at = title.indexOf(word.slice(0, 5));
						return at < 0 ? [] : [[at, at + (/^[\p{L}\p{N}]+/u.exec(title.slice(at))?.[0].length ?? 0)]];
					});
					return { ...found, marks: marks.sort((a, b) => a[0] - b[0]) };
				})
				.filter(({ marks }) => marks.length > 0)
				.sort((a, b) => Number(b.machineModel === model) - Number(a.machineModel === model) || b.at - a.at)
				.slice(0, 5);
		},
		async find({ text, limit }) {
			const wanted = flat(text.trim()).replace(/^#/, "");
			const has = (...of: (string | number | undefined)[]) => flat(of.join(" ")).includes(wanted);
			const found = tickets().filter((t) => has(t.number, rowOf(t).title));
			const exact = (t: Kept) => Number(String(t.number) === wanted);
			return {
				tickets: found
					.sort((a, b) => exact(b) - exact(a) || b.updatedAt - a.updatedAt)
					.slice(0, limit)
					.map(rowOf),
				machines: machines
					.filter((m) => has(m.name, m.model, m.serial))
					.slice(0, limit)
					.map(({ id, name, model, serial, company }) => ({ id, name, model, serial, company })),
				companies: companies()
					.filter(({ name }) => has(name))
					.slice(0, limit)
					.map((c) => ({ ...c, open: openOf((t) => t.company === c.name).length })),
				people: people
					.filter((p) => has(p.name))
					.slice(0, limit)
					.map((p) => ({
						id: p.id,
						name: p.name,
						company: p.company,
						companyId: companyId(p.company),
						role: p.role,
						open: openOf((t) => (p.role === "operator" ? (t.openedFor ?? t.by).id : t.assignee) === p.id).length,
					})),
			};
		},
		cannedReplies: async () => structuredClone(world.cannedReplies),
		async saveCannedReply(by, reply) {
			world.by(by);
			if (!reply.name.trim()) fail("invalid", ["body.name", "required"]);
			if (!reply.text.trim()) fail("invalid", ["body.text", "required"]);
			const id = reply.id || world.newId();
			world.cannedReplies = [...world.cannedReplies.filter((one) => one.id !== id), { ...reply, id }];
			world.cannedDrafts.delete(reply.id);
			world.emit("console:changed", {});
			return { id };
		},
		async removeCannedReply(by, id) {
			world.by(by);
			world.cannedReplies = world.cannedReplies.filter((one) => one.id !== id);
			world.cannedDrafts.delete(id);
			world.emit("console:changed", {});
		},
		async saveCannedReplyDraft(by, draft) {
			world.by(by);
			if (draft.name || draft.text) world.cannedDrafts.set(draft.id, { ...draft });
			else world.cannedDrafts.delete(draft.id);
		},
		cannedReplyDraft: async (id) => ({ id, name: "", text: "", shared: false, ...world.cannedDrafts.get(id) }),
		causes: async () => structuredClone(causes),
		people: async (id) => people.filter((p) => companyId(p.company) === id && id).map(({ id, name }) => ({ id, name })),
		companies: async ({ text, limit }) =>
			companies()
				.filter(({ name }) => flat(name).includes(flat(text.trim())))
				.slice(0, limit),
	};
}
