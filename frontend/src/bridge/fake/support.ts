import type { SupportBridge } from "../bridge";
import { people } from "./content";
import { fail, type Kept, person } from "./kept";
import type { World } from "./world";

export function supportPart(world: World): SupportBridge {
	function assign(t: Kept, to: string) {
		world.happened(t, { type: "assignee", from: person(t.assignee)?.name ?? "", to: person(to)?.name ?? "" });
		t.assignee = to;
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
		async close(ticketId, resolution) {
			if (!resolution.trim()) fail("invalid", ["body.resolution", "required"]);
			const t = world.find(ticketId);
			world.happened(t, { type: "resolution", text: resolution.trim() });
			world.setStatus(t, "closed");
			t.resolution = resolution.trim();
			world.replyDrafts.delete(`${world.acting().id}/${ticketId}/resolution`);
			world.changed(t.id);
		},
		async reopen(ticketId) {
			const t = world.find(ticketId);
			world.setStatus(t, "in_progress");
			t.resolution = "";
			world.changed(t.id);
		},
		async logCall({ ticketId, outcome, text }) {
			world.happened(world.find(ticketId), { type: "call_attempt", outcome, text });
			world.replyDrafts.delete(`${world.acting().id}/${ticketId}/call`);
			world.changed(ticketId);
		},
		async saveDraft(by, { ticketId, kind, text }) {
			world.by(by);
			if (text) world.replyDrafts.set(`${by}/${ticketId}/${kind}`, text);
			else world.replyDrafts.delete(`${by}/${ticketId}/${kind}`);
		},
		draft: async (ticketId, kind) => ({
			ticketId,
			kind,
			text: world.replyDrafts.get(`${world.acting().id}/${ticketId}/${kind}`) ?? "",
		}),
		technicians: async () => people.filter((p) => p.role !== "operator").map(({ id, name }) => ({ id, name })),
	};
}
