import type { AddResult, Attached, Bridge, BridgeError, Owner, RefusedFile } from "../bridge/bridge";
import { failureOf } from "./failure";
import { Queue, Store } from "./store";

/** Bytes without a file of their own: what was pasted, or dropped where the system does not say from where. */
export interface LooseFile {
	name: string;
	/** Null of a folder, which has none. */
	bytes: Blob | null;
}

/** At most so many bytes are taken that have no file of their own: they go through memory. */
const MOST_LOOSE = 32 << 20;

export interface AttachmentsState {
	items: Attached[];
	loaded: boolean;
	/** What is being copied, by its names; empty where the system asks which. */
	coming: { key: number; names: string[] }[];
	/** What could not be taken, and is said until something else is done. */
	refused: RefusedFile[];
	/** How many bytes a file may have; 0 while nobody has said. */
	limit: number;
	failure: BridgeError | null;
	/** Why what was to go from one draft into another is still in the first one. */
	unmoved: BridgeError | null;
}

/**
 * The files of a draft. They are on the disk as soon as they are here, and stay with their draft through a crash as its
 * words do.
 */
export class AttachmentsStore extends Store<AttachmentsState> {
	readonly owner: Owner;
	readonly #bridge: Bridge;
	readonly #by: string;
	/** One thing after the other: files stand in the order in which they were added. */
	readonly #queue = new Queue();
	#next = 0;

	/** `by` is whoever writes. */
	constructor(bridge: Bridge, owner: Owner, by: string) {
		super({ items: [], loaded: false, coming: [], refused: [], limit: 0, failure: null, unmoved: null });
		this.owner = owner;
		this.#bridge = bridge;
		this.#by = by;
	}

	get empty(): boolean {
		return this.value.items.length === 0 && this.value.coming.length === 0;
	}

	load(): Promise<void> {
		return this.#queue.run(() => this.#load());
	}

	async #load(): Promise<void> {
		try {
			const items = await this.#bridge.attachments.ofDraft(this.#by, this.owner);
			this.merge({ items, loaded: true });
		} catch (cause) {
			this.merge({ loaded: true, failure: failureOf(cause) });
		}
	}

	/** Asks in a dialog of the system. */
	pick(): Promise<void> {
		return this.#add([], () => this.#bridge.attachments.pick(this.#by, this.owner));
	}

	addPaths(paths: string[]): Promise<void> {
		if (!paths.length) return Promise.resolve();
		const names = paths.map((path) => path.split(/[/\\]/).at(-1) ?? path);
		return this.#add(names, () => this.#bridge.attachments.addPaths(this.#by, this.owner, paths));
	}

	async addLoose(files: readonly LooseFile[]): Promise<void> {
		await Promise.all(
			files.map(({ name, bytes }) =>
				this.#add([name], async () => {
					const reason = !bytes ? "folder" : bytes.size > MOST_LOOSE ? "too_large_paste" : "";
					if (!bytes || reason) return { added: [], refused: [{ name, reason }], limit: this.value.limit };
					return this.#bridge.attachments.addBytes(this.#by, this.owner, name, bytes);
				}),
			),
		);
	}

	/** Takes the picture of the clipboard, if it has one: until that is known, nothing is shown to come. */
	paste(name: string): Promise<void> {
		return this.#add(null, () => this.#bridge.attachments.paste(this.#by, this.owner, name));
	}

	async #add(names: string[] | null, work: () => Promise<AddResult>): Promise<void> {
		// What was said of files before is about other ones.
		const before = this.value.coming.length ? this.value.refused : [];
		this.merge({ refused: before, failure: null });
		await this.#come(names, async () => {
			try {
				const { added, refused, limit } = await work();
				this.merge({
					items: [...this.value.items, ...added],
					refused: [...this.value.refused, ...refused],
					limit: limit || this.value.limit,
				});
			} catch (cause) {
				this.merge({ failure: failureOf(cause) });
			}
		});
	}

	/** Shows these to come until that is done. */
	async #come(names: string[] | null, work: () => Promise<void>): Promise<void> {
		const key = this.#next++;
		if (names) this.merge({ coming: [...this.value.coming, { key, names }] });
		await this.#queue.run(async () => {
			await work();
			this.merge({ coming: this.value.coming.filter((one) => one.key !== key) });
		});
	}

	/** Takes a file out; it goes from sight at once, and comes back if it could not be. */
	remove(id: string): Promise<void> {
		const { items } = this.value;
		this.merge({ items: items.filter((item) => item.id !== id), refused: [], failure: null });
		return this.#queue.run(async () => {
			try {
				await this.#bridge.attachments.remove(this.#by, id);
			} catch (cause) {
				await this.#load();
				this.merge({ failure: failureOf(cause) });
			}
		});
	}

	sendOriginal(id: string, original: boolean): Promise<void> {
		return this.#change(id, () => this.#bridge.attachments.sendOriginal(this.#by, id, original));
	}

	/** What was drawn on a picture takes its place; null when it could not be kept. */
	async replace(id: string, bytes: Blob): Promise<Attached | null> {
		let after: Attached | null = null;
		await this.#change(id, async () => {
			after = await this.#bridge.attachments.replace(this.#by, id, bytes);
			return after;
		});
		return after;
	}

	#change(id: string, work: () => Promise<Attached>): Promise<void> {
		this.merge({ failure: null });
		return this.#queue.run(async () => {
			try {
				const after = await work();
				this.merge({ items: this.value.items.map((item) => (item.id === id ? after : item)) });
			} catch (cause) {
				this.merge({ failure: failureOf(cause) });
			}
		});
	}

	/**
	 * All that is in this draft, and all that is still being copied into it, goes into another one: from sight here at once.
	 * Where it cannot, it comes back, and both say so.
	 */
	async moveTo(other: AttachmentsStore): Promise<void> {
		const { items, coming } = this.value;
		if (!items.length && !coming.length) return;
		const names = [...items.map(({ name }) => name), ...coming.flatMap((one) => one.names)];
		this.merge({ items: [], coming: [], unmoved: null });
		other.merge({ unmoved: null });
		// At once in the queue of this one: what is sent from here after it does not take them along.
		const moved = this.#queue.run(() => this.#move(items, other));
		await other.#come(names, async () => {
			await moved;
			await other.#load();
		});
	}

	async #move(items: Attached[], other: AttachmentsStore): Promise<void> {
		try {
			await this.#bridge.attachments.move(this.#by, this.owner, other.owner);
			// What could not be copied is missed there.
			const { refused, limit, failure } = this.value;
			other.merge({
				refused: [...other.value.refused, ...refused],
				limit: limit || other.value.limit,
				failure: failure ?? other.value.failure,
			});
			this.merge({ refused: [], failure: null });
		} catch (cause) {
			const unmoved = failureOf(cause);
			this.merge({ items: [...items, ...this.value.items], unmoved });
			other.merge({ unmoved });
		}
		await this.#load();
	}

	/**
	 * Resolves once all that was begun is done: what is still being copied goes along with its message. False when files are
	 * not where they were to be moved meanwhile.
	 */
	async settled(): Promise<boolean> {
		const { unmoved } = this.value;
		await this.#queue.run(async () => {});
		return !this.value.unmoved || this.value.unmoved === unmoved;
	}

	/** The draft was sent: these are its message's now. What has come meanwhile is the next one's. */
	async sent(ids: readonly string[]): Promise<void> {
		this.merge({
			items: this.value.items.filter(({ id }) => !ids.includes(id)),
			refused: [],
			failure: null,
			unmoved: null,
		});
		await this.load();
	}

	/** What was said of files that could not be taken has been read. */
	dismiss(): void {
		this.merge({ refused: [], failure: null, unmoved: null });
	}
}
