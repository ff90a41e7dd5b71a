import type { AttachmentsBridge, Owner, TicketFile } from "../bridge";
import type { FakeFileContent } from "./content";
import { fail } from "./kept";
import type { World } from "./world";

/** What a name says of what is in a file: the invented program does not look into it. */
const TYPES: Record<string, string> = {
	jpg: "image/jpeg",
	jpeg: "image/jpeg",
	png: "image/png",
	gif: "image/gif",
	webp: "image/webp",
	txt: "text/plain",
	log: "text/plain",
	csv: "text/csv",
	pdf: "application/pdf",
	zip: "application/zip",
	mp4: "video/mp4",
	svg: "image/svg+xml",
	html: "text/html",
};

const typeOf = (name: string): string =>
	TYPES[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";

const baseName = (path: string): string => path.split(/[/\\]/).at(-1) ?? path;

/** What lies at a path: as large as it is called, and a photograph if its name says so. */
function contentAt(path: string): FakeFileContent {
	const name = baseName(path);
	const type = typeOf(name);
	const picture = /^image\/(jpeg|png)$/.test(type);
	return { name, size: 320_000, type, ...(picture ? { width: 1200, height: 900 } : {}) };
}

const dataUrl = (bytes: Blob): Promise<string> =>
	new Promise((resolve, reject) => {
		const reader = new FileReader();
		reader.onload = () => resolve(String(reader.result));
		reader.onerror = () => reject(reader.error);
		reader.readAsDataURL(bytes);
	});

export function attachmentsPart(world: World): AttachmentsBridge {
	const { files } = world;
	const ownerOf = (id: string, owners: readonly Owner[]) => owners.find((owner) => files.of(owner).includes(id));
	const owners = (): Owner[] => ["new", ...world.kept.flatMap((t): Owner[] => [`reply:${t.id}`, `note:${t.id}`])];
	const attachedOf = (id: string) => files.all.get(id)?.attached ?? fail("not_found");
	/** Who may not see a message may not see its files. */
	function seen(ticketId: string): TicketFile[] {
		return world.seen(world.find(ticketId)).flatMap((s) =>
			s.kind === "event"
				? []
				: files.list(s.files).map((attached) => ({
						attached,
						messageId: s.id,
						kind: s.kind as TicketFile["kind"],
						author: { id: s.by.id, name: s.by.name },
						at: s.at,
					})),
		);
	}
	return {
		dropsPaths: false,
		async pick(by, owner) {
			world.by(by);
			const { chosen } = files;
			files.chosen = [];
			return files.add(owner, chosen);
		},
		async addPaths(by, owner, paths) {
			world.by(by);
			return files.add(owner, paths.map(contentAt));
		},
		async paste(by, owner, name) {
			world.by(by);
			const { clipboard } = files;
			return files.add(owner, clipboard ? [{ ...clipboard, name }] : []);
		},
		async addBytes(by, owner, name, bytes) {
			world.by(by);
			const type = typeOf(name);
			const picture = /^image\/(jpeg|png|gif|webp)$/.test(type);
			const result = files.add(owner, [
				{ name, size: bytes.size, type, ...(picture ? { width: 1200, height: 900 } : {}) },
			]);
			const file = files.all.get(result.added[0]?.id ?? "");
			if (file && picture && bytes.size > 200) file.picture = await dataUrl(bytes);
			return result;
		},
		async replace(by, id, bytes) {
			world.by(by);
			const owner = ownerOf(id, owners()) ?? fail("not_found");
			const { name, width, height } = attachedOf(id);
			const file = files.make({ name, size: bytes.size, type: typeOf(name), width, height });
			file.picture = await dataUrl(bytes);
			Object.assign(file.attached, { state: "draft", sent: 0 });
			files.put(
				owner,
				files.of(owner).map((one) => (one === id ? file.attached.id : one)),
			);
			return structuredClone(file.attached);
		},
		ofDraft: async (by, owner) => {
			world.by(by);
			return files.list(files.of(owner));
		},
		async remove(by, id) {
			world.by(by);
			const owner = ownerOf(id, owners()) ?? fail("not_found");
			files.put(
				owner,
				files.of(owner).filter((one) => one !== id),
			);
		},
		async abandon(by, id) {
			world.by(by);
			const attached = attachedOf(id);
			if (attached.state === "arrived") fail("arrived");
			Object.assign(attached, { state: "abandoned", reason: "" });
			world.changed(...world.kept.map((t) => t.id));
		},
		async move(by, from, to) {
			world.by(by);
			files.put(to, [...(to === "discarded" ? [] : files.of(to)), ...files.of(from)]);
			files.put(from, []);
		},
		async sendOriginal(by, id, original) {
			world.by(by);
			const attached = attachedOf(id);
			if (attached.sizes) {
				attached.sizes.sendOriginal = original;
				attached.size = original ? attached.sizes.original : attached.sizes.scaled;
			}
			return structuredClone(attached);
		},
		async retry(by, id) {
			world.by(by);
			Object.assign(attachedOf(id), { state: "waiting", reason: "" });
			world.changed(...world.kept.map((t) => t.id));
		},
		async ofTicket(by, ticketId) {
			world.by(by);
			return { items: seen(ticketId), keptOffline: files.keptTickets.has(ticketId) };
		},
		async keepOffline(by, ticketId, keep) {
			world.by(by);
			if (keep) files.keptTickets.add(ticketId);
			else files.keptTickets.delete(ticketId);
			if (keep && world.online) {
				for (const { attached } of seen(ticketId)) attachedOf(attached.id).here = true;
				world.changed(ticketId);
			}
		},
		async fetch(by, id) {
			world.by(by);
			const attached = attachedOf(id);
			if (!attached.here && !world.online) fail("unreachable");
			if (attached.state !== "arrived" && !attached.here) fail("not_found");
			attached.here = true;
			world.emit("attachment:progress", { id, sent: attached.sent, received: attached.size });
		},
		async saveAs(by, id) {
			world.by(by);
			world.done.push(`save ${attachedOf(id).name}`);
			return true;
		},
		async openOutside(by, id) {
			world.by(by);
			world.done.push(`open ${attachedOf(id).name}`);
		},
		async preview(by, id) {
			world.by(by);
			const { text, attached } = files.all.get(id) ?? fail("not_found");
			if (!attached.here && !world.online) fail("unreachable");
			return { text: text || `${attached.name}\n`, whole: !text.endsWith("…") };
		},
		async room(by) {
			world.by(by);
			return { used: 412_000_000, kept: 38_000_000 };
		},
		url: (id) => files.all.get(id)?.picture ?? "",
		thumbnailUrl: (id) => files.all.get(id)?.picture ?? "",
	};
}
