import type { AddResult, Attached, Owner, RefusedFile } from "../bridge";
import type { FakeFileContent } from "./content";
import { cutCup, panel } from "./pictures";
import type { World } from "./world";

/** A file of the invented program, with what is in it. */
export interface FakeFile {
	attached: Attached;
	/** An address that shows it; empty of what is no picture. */
	picture: string;
	text: string;
}

const LIMIT = 500 << 20;
const MOST = 20;

/** All files there are, and what they belong to. */
export class Files {
	readonly all = new Map<string, FakeFile>();
	/** Of drafts, by person and owner. */
	readonly #drafts = new Map<string, string[]>();
	readonly keptTickets = new Set<string>();
	/** What the system's dialog is going to find chosen. */
	chosen: FakeFileContent[] = [];
	/** What is in the clipboard and is not shown to the page. */
	clipboard: FakeFileContent | null = null;
	limit = LIMIT;
	/** No bytes leave, though messages do: until a test says so. */
	held = false;
	readonly #world: World;

	constructor(world: World) {
		this.#world = world;
	}

	make({ name, size, type, width = 0, height = 0, text = "", alarm }: FakeFileContent): FakeFile {
		const picture = width ? (alarm ? panel(width, height, alarm) : cutCup(width, height)) : "";
		const file: FakeFile = {
			picture,
			text,
			attached: {
				id: this.#world.newId(),
				name,
				size,
				type,
				width,
				height,
				state: "arrived",
				sent: size,
				here: true,
				thumbnail: picture !== "",
				reason: type === "image/jpeg" && !width ? "damaged" : "",
				sizes: null,
			},
		};
		this.all.set(file.attached.id, file);
		return file;
	}

	of(owner: Owner): string[] {
		return this.#drafts.get(this.#key(owner)) ?? [];
	}

	put(owner: Owner, ids: string[]): void {
		this.#drafts.set(this.#key(owner), ids);
	}

	#key(owner: Owner): string {
		return `${this.#world.acting().id}/${owner}`;
	}

	list = (ids: readonly string[]): Attached[] =>
		ids.flatMap((id) => {
			const file = this.all.get(id);
			return file ? [structuredClone(file.attached)] : [];
		});

	/** Those that have not arrived, and may still. */
	missing = (ids: readonly string[]): Attached[] =>
		this.list(ids).filter(({ state }) => state !== "arrived" && state !== "abandoned");

	/** Takes what can be taken, and says of the rest why not. */
	add(owner: Owner, contents: readonly FakeFileContent[]): AddResult {
		const added: Attached[] = [];
		const refused: RefusedFile[] = [];
		for (const content of contents) {
			const reason =
				content.refused ??
				(this.of(owner).length >= MOST
					? "too_many"
					: content.size === 0
						? "empty"
						: content.size > this.limit
							? "too_large"
							: "");
			if (reason) {
				refused.push({ name: content.name, reason });
				continue;
			}
			const file = this.make(content);
			Object.assign(file.attached, { state: "draft", sent: 0 });
			// A photograph as a telephone takes it goes smaller.
			if (file.picture && content.size > 2_000_000) {
				const scaled = Math.round(content.size / 8);
				file.attached.sizes = { scaled, original: content.size, sendOriginal: false };
				file.attached.size = scaled;
			}
			this.put(owner, [...this.of(owner), file.attached.id]);
			added.push(structuredClone(file.attached));
		}
		return { added, refused, limit: this.limit };
	}

	/** The files of a draft are its message's from now on. */
	send(owner: Owner): string[] {
		const ids = this.of(owner);
		for (const id of ids) Object.assign(this.all.get(id)?.attached ?? {}, { state: "waiting", sizes: null });
		this.put(owner, []);
		return ids;
	}

	/** The bytes of a message that has left arrive. */
	arrive(ids: readonly string[]): void {
		for (const id of ids) {
			const attached = this.all.get(id)?.attached;
			if (attached?.state === "waiting" || attached?.state === "sending") {
				Object.assign(attached, { state: "arrived", sent: attached.size });
			}
		}
	}
}
