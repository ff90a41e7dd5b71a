import type { TicketsBridge } from "../bridge";
import { causes } from "./content";
import { detail, item, machineOf, row } from "./forms";
import { fail, flat, person, sideOf } from "./kept";
import { NOTHING_ASKED, type World } from "./world";

export function ticketsPart(world: World): TicketsBridge {
	return {
		async list({ section, after, limit }) {
			const all = world.newestFirst(section);
			const from = after ? all.findIndex((t) => t.id === after) + 1 : 0;
			const items = all.slice(from, from + limit);
			return {
				items: items.map((t) => row(world, t)),
				next: from + limit < all.length ? (items.at(-1)?.id ?? "") : "",
			};
		},
		counts: async () => ({
			open: world.newestFirst("open").length,
			closed: world.newestFirst("closed").length,
			unread: world.unreadCount(),
			unreadClosed: world.newestFirst("closed").reduce((sum, t) => sum + world.unreadOf(t).length, 0),
		}),
		get: async (id) => detail(world, world.find(id)),
		async messages({ ticketId, before, limit }) {
			const all = world.seen(world.find(ticketId));
			const end = before ? all.findIndex((s) => s.id === before) : all.length;
			const from = Math.max(0, end - limit);
			return {
				items: all.slice(from, end).map((s) => item(world, s)),
				next: from > 0 ? (all[from]?.id ?? "") : "",
			};
		},
		async search({ text, after, limit }) {
			const wanted = flat(text.trim());
			if (!wanted) return { items: [], next: "" };
			const hits = world.kept
				.filter(world.visible)
				.flatMap((t) => {
					const machine = machineOf(t.machine);
					const head = [`#${t.number}`, machine?.name, machine?.serial, t.by.name].join(" ");
					const words = world.seen(t).find((s) => flat(s.text).includes(wanted));
					if (!words && !flat(head).includes(wanted)) return [];
					const snippet = words?.text ?? head;
					const at = flat(snippet).indexOf(wanted);
					return [
						{
							ticket: row(world, t),
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
		async markRead(by, ticketId, messageId) {
			world.by(by);
			const t = world.find(ticketId);
			const at = t.said.findIndex((s) => s.id === messageId);
			let news = false;
			for (const s of t.said.slice(0, at + 1)) {
				if (!s.read && sideOf(s.by) !== sideOf(world.acting())) {
					s.read = true;
					news = true;
				}
			}
			if (news) world.changed(t.id);
		},
		looking: async () => {},
		async asked() {
			const answer = world.asked;
			world.asked = { ...NOTHING_ASKED };
			return answer;
		},
		async machine(id) {
			const m = world.machines().find((x) => x.id === id) ?? fail("not_found");
			return {
				...m,
				linkedPerson: person(m.linked)?.name ?? "",
				defaultTechnician: person(m.technician)?.name ?? "",
				tickets: world.kept
					.filter((t) => t.machine === id && world.visible(t))
					.sort((a, b) => b.updatedAt - a.updatedAt)
					.slice(0, 20)
					.map((t) => ({
						id: t.id,
						number: t.number,
						title: row(world, t).title,
						status: t.status,
						at: t.updatedAt,
						resolution: t.resolution ?? "",
						cause: world.acting().role === "operator" ? "" : (causes.find((c) => c.id === t.cause)?.name ?? ""),
					})),
			};
		},
		async doing(ticketId, state) {
			world.doing.push({ ticketId, state });
		},
		present: async (ticketId) => world.presentIn(ticketId),
		async judge(by, { ticketId, verdict, text }) {
			world.by(by);
			const t = world.find(ticketId);
			if (!detail(world, t).may.judge) fail(t.status === "closed" ? "ticket_closed" : "conflict");
			world.happened(t, { type: "verdict", outcome: verdict, text: text.trim() });
			t.verdict = verdict;
			world.workDrafts.delete(`${by}/${ticketId}/verdict`);
			world.changed(t.id);
		},
	};
}
