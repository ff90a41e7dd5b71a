import type { ConsoleBridge } from "../bridge";
import { causes, companyId, people } from "./content";
import { fail, flat } from "./kept";
import type { World } from "./world";

/** What of the console the ticket's own page asks for. */
export function consolePart(world: World): ConsoleBridge {
	const notHere = async () => fail("internal");
	return {
		queues: notHere,
		list: notHere,
		loosen: notHere,
		choices: notHere,
		batch: notHere,
		saveFilter: notHere,
		removeFilter: notHere,
		context: notHere,
		similar: notHere,
		find: notHere,
		cannedReplies: async () => structuredClone(world.cannedReplies),
		async saveCannedReply(by, reply) {
			world.by(by);
			const id = reply.id || world.newId();
			world.cannedReplies = [...world.cannedReplies.filter((one) => one.id !== id), { ...reply, id }];
			world.emit("console:changed", {});
			return { id };
		},
		async removeCannedReply(by, id) {
			world.by(by);
			world.cannedReplies = world.cannedReplies.filter((one) => one.id !== id);
			world.emit("console:changed", {});
		},
		causes: async () => structuredClone(causes),
		people: async (id) => people.filter((p) => companyId(p.company) === id && id).map(({ id, name }) => ({ id, name })),
		async companies({ text, limit }) {
			const names = [...new Set(people.map((p) => p.company).filter(Boolean))].sort();
			return names
				.filter((name) => flat(name).includes(flat(text.trim())))
				.slice(0, limit)
				.map((name) => ({ id: companyId(name), name }));
		},
	};
}
