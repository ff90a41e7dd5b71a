import { Store } from "./store";

export type Keeping = "none" | "saving" | "saved" | "failed";

const REST = 250;

/**
 * Keeps what is typed: hands it over to be saved a moment after the last letter, and at once when asked. Nothing is
 * saved twice at the same time, and the last state always wins.
 */
export class Keeper<T> extends Store<Keeping> {
	readonly #save: (value: T) => Promise<void>;
	#pending: { value: T } | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | null = null;

	constructor(save: (value: T) => Promise<void>) {
		super("none");
		this.#save = save;
	}

	keep(value: T): void {
		this.#pending = { value };
		this.put("saving");
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), REST);
	}

	/** Saves what waits to be saved; resolves when it is on the disk. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		if (this.#running) await this.#running;
		if (!this.#pending) return;
		this.#running = this.#write();
		await this.#running;
	}

	/** Drops what waits to be saved: it has been sent. */
	async drop(): Promise<void> {
		clearTimeout(this.#timer);
		this.#pending = null;
		if (this.#running) await this.#running;
		this.put("none");
	}

	/** What was there when we came is on the disk already. */
	found(): void {
		this.put("saved");
	}

	async #write(): Promise<void> {
		const { value } = this.#pending as { value: T };
		this.#pending = null;
		try {
			await this.#save(value);
			if (!this.#pending) this.put("saved");
		} catch {
			// Kept in mind for the next try, unless something newer is there.
			this.#pending ??= { value };
			this.put("failed");
		} finally {
			this.#running = null;
		}
	}
}
