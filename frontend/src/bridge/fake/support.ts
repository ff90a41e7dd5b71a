import type { SupportBridge } from "../bridge";
import { categories, causes, people } from "./content";
import { fail, type Kept, person } from "./kept";
import type { World } from "./world";

/** Closes a ticket with what it was and what was done. */
export function closeTicket(world: World, t: Kept, resolution: string, causeId: string): void {
	if (!resolution.trim()) fail("invalid", ["body.resolution", "required"]);
	const cause = causes.find((c) => c.id === causeId);
	if (causeId && !cause) fail("invalid", ["body.causeId", "unknown"]);
	world.happened(t, { type: "resolution", to: cause?.name ?? "", text: resolution.trim() });
	world.setStatus(t, "closed");
	t.resolution = resolution.trim();
	t.cause = causeId;
	t.callAgainAt = 0;
	world.workDrafts.delete(`${world.acting().id}/${t.id}/resolution`);
}

export function supportPart(world: World): SupportBridge {
	function assign(t: Kept, to: string) {
		world.happened(t, { type: "assignee", from: person(t.assignee)?.name ?? "", to: person(to)?.name ?? "" });
		t.assignee = to;
	}
	/** In both, that one is a duplicate of the other, or no longer. */
	function link(duplicate: Kept, original: Kept, outcome: "" | "undone") {
		for (const t of [duplicate, original]) {
			world.happened(t, { type: "link", from: String(duplicate.number), to: String(original.number), outcome });
		}
	}
	return {
		async take(ticketId) {
			const t = world.find(ticketId);
			assign(t, world.acting().id);
			if (t.status === "new") world.setStatus(t, "in_progress");
			world.changed(t.id);
		},
		async assign(ticketId, personId) {
			assign(world.find(ticketId), personId);
			world.changed(ticketId);
		},
		async setStatus(ticketId, status) {
			world.setStatus(world.find(ticketId), status);
			world.changed(ticketId);
		},
		async close(ticketId, resolution, causeId) {
			closeTicket(world, world.find(ticketId), resolution, causeId);
			world.changed(ticketId);
		},
		async join(ticketId, originalId) {
			const t = world.find(ticketId);
			const original = world.kept.find((k) => k.id === originalId && world.visible(k));
			if (!original || original.company !== t.company) fail("invalid", ["body.duplicateOfId", "unknown"]);
			else if (original.id === t.id || original.duplicateOf) fail("invalid", ["body.duplicateOfId", "not_allowed"]);
			else {
				link(t, original, "");
				world.setStatus(t, "closed");
				t.duplicateOf = original.id;
				world.changed(t.id, original.id);
			}
		},
		async setSeverity(ticketId, severity) {
			const t = world.find(ticketId);
			if (t.severity === severity) return;
			world.happened(t, { type: "severity", from: t.severity, to: severity });
			t.severity = severity;
			world.changed(t.id);
		},
		async setCategory(ticketId, categoryId) {
			const t = world.find(ticketId);
			const name = (id: string) => categories.find((c) => c.id === id)?.name ?? "";
			if (t.category === categoryId) return;
			if (!name(categoryId)) fail("invalid", ["body.categoryId", "unknown"]);
			world.happened(t, { type: "category", from: name(t.category), to: name(categoryId) });
			t.category = categoryId;
			world.changed(t.id);
		},
		async reopen(ticketId) {
			const t = world.find(ticketId);
			const original = world.kept.find((k) => k.id === t.duplicateOf);
			if (original) link(t, original, "undone");
			world.setStatus(t, "in_progress");
			Object.assign(t, { resolution: "", cause: "", verdict: "", duplicateOf: "" });
			world.changed(t.id, ...(original ? [original.id] : []));
		},
		async logCall({ ticketId, outcome, text, againAt }) {
			const t = world.find(ticketId);
			const to = againAt ? new Date(againAt).toISOString() : "";
			world.happened(t, { type: "call_attempt", outcome, text, to });
			t.callAgainAt = againAt;
			world.workDrafts.delete(`${world.acting().id}/${ticketId}/call`);
			world.changed(ticketId);
		},
		async saveDraft(by, draft) {
			world.by(by);
			world.workDrafts.set(`${by}/${draft.ticketId}/${draft.kind}`, structuredClone(draft));
		},
		draft: async (ticketId, kind) =>
			structuredClone(
				world.workDrafts.get(`${world.acting().id}/${ticketId}/${kind}`) ?? {
					ticketId,
					kind,
					text: "",
					causeId: "",
					outcome: "",
					againAt: 0,
				},
			),
		technicians: async () => people.filter((p) => p.role !== "operator").map(({ id, name }) => ({ id, name })),
	};
}
