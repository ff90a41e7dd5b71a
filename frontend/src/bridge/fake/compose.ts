import { emptyDraft } from "../../model/draft";
import type { ComposeBridge, ReplyDraft } from "../bridge";
import { categories, causes, companyId, type FakeMachine, people } from "./content";
import { acts, checkPhone, choice, machineOf, row } from "./forms";
import { fail, flat, type Kept, person } from "./kept";
import { closeTicket } from "./support";
import type { World } from "./world";

export function composePart(world: World): ComposeBridge {
	const { replyDrafts, corrections } = world;
	function send(by: string, { ticketId, kind, text }: ReplyDraft): { id: string } {
		world.by(by);
		const t = world.find(ticketId);
		const files = world.files.send(`${kind}:${ticketId}`);
		if (!text.trim() && !files.length) fail("invalid", ["body.text", "required"]);
		const said = world.say(t, kind, text.trim(), null, files);
		if (kind === "reply" && t.status === "waiting" && world.acting().role === "operator") {
			world.setStatus(t, "in_progress");
		}
		replyDrafts.delete(`${by}/${ticketId}/${kind}`);
		world.changed(t.id);
		world.carrySoon();
		return { id: said.id };
	}
	return {
		async saveReplyDraft(by, { ticketId, kind, text }) {
			world.by(by);
			if (text) replyDrafts.set(`${by}/${ticketId}/${kind}`, text);
			else replyDrafts.delete(`${by}/${ticketId}/${kind}`);
		},
		replyDraft: async (ticketId, kind) => ({
			ticketId,
			kind,
			text: replyDrafts.get(`${world.acting().id}/${ticketId}/${kind}`) ?? "",
		}),
		async saveNewTicketDraft(by, draft) {
			world.by(by);
			world.newDraft = structuredClone(draft);
		},
		newTicketDraft: async () => structuredClone(world.newDraft ?? emptyDraft()),
		async discardNewTicketDraft(by) {
			world.by(by);
			world.newDraft = null;
			world.files.put("discarded", world.files.of("new"));
			world.files.put("new", []);
		},
		categories: async () => structuredClone(categories),
		async machines({ text, limit }) {
			const all = world.machines();
			const wanted = flat(text.trim());
			const matching = all.filter((m) => flat(`${m.name} ${m.model} ${m.serial}`).includes(wanted));
			const rank = (m: FakeMachine) => (flat(m.serial) === wanted ? 0 : m.id === world.lastMachine ? 1 : 2);
			matching.sort((a, b) => rank(a) - rank(b));
			return {
				items: matching.slice(0, limit).map((m) => choice(world, m)),
				matching: matching.length,
				total: all.length,
			};
		},
		openTicketsOf: async (machineId) =>
			world
				.newestFirst("open")
				.filter((t) => t.machine === machineId)
				.map((t) => row(world, t)),
		checkPhone: async (text) => checkPhone(text),
		async openTicket(by, draft) {
			world.by(by);
			const missing: [string, string][] = [];
			if (!draft.severity) missing.push(["body.severity", "required"]);
			if (!draft.description.trim()) missing.push(["body.description", "required"]);
			if (draft.kind === "chat" && !draft.categoryId) missing.push(["body.categoryId", "required"]);
			if (draft.kind === "chat" && !draft.machineId) missing.push(["body.machineId", "required"]);
			const phone = checkPhone(draft.phone);
			if (draft.kind === "callback" && !phone.valid) missing.push(["body.phone", phone.reason]);
			const company =
				world.acting().company ||
				machineOf(draft.machineId)?.company ||
				(people.find((p) => companyId(p.company) === draft.companyId)?.company ?? "");
			if (!company) missing.push(["body.companyId", "required"]);
			const caller = person(draft.openedForId);
			if (draft.openedForId && caller?.company !== company) missing.push(["body.openedForId", "unknown"]);
			if (missing.length) fail("invalid", ...missing);
			const t: Kept = {
				id: world.newId(),
				number: 0,
				kind: draft.kind,
				severity: draft.severity || "question",
				status: "new",
				by: world.acting(),
				openedFor: person(draft.openedForId) ?? null,
				company,
				duplicateOf: "",
				callAgainAt: 0,
				machine: draft.machineId,
				category: draft.categoryId,
				assignee: machineOf(draft.machineId)?.technician ?? "",
				phone: draft.kind === "callback" ? phone.formatted : "",
				said: [],
				updatedAt: world.now(),
				unsent: true,
				refusal: null,
				callWindow: draft.callWindow,
				follows: draft.followsTicketId,
				draft: structuredClone(draft),
			};
			world.kept.push(t);
			world.say(t, "reply", draft.description.trim(), null, world.files.send("new"));
			if (draft.machineId) world.lastMachine = draft.machineId;
			world.newDraft = null;
			world.changed(t.id);
			world.carrySoon();
			return { id: t.id };
		},
		send: async (by, message) => send(by, message),
		async sendAnd(by, message, { status, resolution, causeId }) {
			world.by(by);
			const t = world.find(message.ticketId);
			if (status === "closed") {
				const cause = causes.find((c) => c.id === causeId);
				if (!resolution.trim()) fail("invalid", ["body.resolution", "required"]);
				if (causeId && !cause) fail("invalid", ["body.causeId", "unknown"]);
			}
			const said = send(by, message);
			if (status === "closed") closeTicket(world, t, resolution, causeId);
			else world.setStatus(t, status);
			world.changed(t.id);
			return said;
		},
		async saveCorrection(by, actId, text) {
			world.by(by);
			if (!acts(world).some(({ id, refusal }) => id === actId && refusal)) fail("not_found");
			corrections.set(actId, text);
		},
		correction: async (actId) => corrections.get(actId) ?? "",
		async resend(actId, text) {
			corrections.delete(actId);
			for (const t of world.kept) {
				const s = t.said.find((x) => x.id === actId) ?? (t.id === actId ? t.said[0] : undefined);
				if (!s) continue;
				s.text = text;
				s.state = "waiting";
				s.refusal = null;
				if (t.refusal) {
					t.refusal = null;
					t.unsent = true;
				}
				if (t.id !== actId) s.id = world.newId();
				world.changed(t.id);
				world.carrySoon();
				return { id: t.id === actId ? t.id : s.id };
			}
			return fail("not_found");
		},
		async followUp(ticketId, refusedId) {
			const t = world.find(ticketId);
			const refused = t.said.find((s) => s.id === refusedId);
			if (refused) {
				t.said = t.said.filter((s) => s !== refused);
				// They are no message's any more, and go along with its words.
				for (const attached of world.files.list(refused.files)) {
					Object.assign(world.files.all.get(attached.id)?.attached ?? {}, { state: "draft" });
				}
				world.files.put("new", [...world.files.of("new"), ...refused.files]);
			}
			const machine = machineOf(t.machine);
			world.newDraft = {
				...emptyDraft(),
				categoryId: t.category,
				machineId: t.machine,
				machineLabel: machine ? `${machine.name} · ${machine.model} · ${machine.serial}` : "",
				description: corrections.get(refusedId) || (refused?.text ?? ""),
				followsTicketId: t.id,
			};
			world.changed(t.id);
			return structuredClone(world.newDraft);
		},
		async discard(actId) {
			corrections.delete(actId);
			for (const t of world.kept) {
				t.said = t.said.filter((s) => s.id !== actId);
				world.changed(t.id);
			}
			const at = world.kept.findIndex((t) => t.id === actId);
			if (at >= 0) world.kept.splice(at, 1);
			world.changed(actId);
		},
		outbox: async () => acts(world),
	};
}
