import type { BridgeError } from "../bridge/bridge";
import { failureOf } from "./failure";
import { Store } from "./store";

export type Keeping = "none" | "saving" | "saved" | "failed";

const REST = 250;
/** How long after a failure it is tried again: when there is room on the disk again, nobody has to do anything. */
const AGAIN = 3000;

/** Something that is being written, whose last letters may not be on the disk yet. */
export interface Written {
	/** Whether something that was typed is not on the disk. */
	readonly unsaved: boolean;
	/** Saves what waits to be saved; resolves when that has been tried. */
	flush(): Promise<void>;
	/** Gives up what is not on the disk. */
	drop(): Promise<void>;
}

/**
 * Keeps what is typed: hands it over to be saved a moment after the last letter, and at once when asked. Nothing is
 * saved twice at the same time, and the last state always wins. What cannot be saved is tried again until it can.
 */
export class Keeper<T> extends Store<Keeping> implements Written {
	readonly #save: (value: T) => Promise<void>;
	#pending: { value: T } | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | null = null;
	#failure: BridgeError | null = null;

	constructor(save: (value: T) => Promise<void>) {
		super("none");
		this.#save = save;
	}

	/** Why the last try failed, as long as it is not mended. */
	get failure(): BridgeError | null {
		return this.#failure;
	}

	get unsaved(): boolean {
		return this.#pending !== null || this.#running !== null;
	}

	keep(value: T): void {
		this.#pending = { value };
		this.put("saving");
		this.#later(REST);
	}

	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		// Whoever else waited for the same save may have begun the next one.
		while (this.#running) await this.#running;
		if (!this.#pending) return;
		this.#running = this.#write();
		await this.#running;
	}

	/** Drops what waits to be saved: it has been sent, or it is given up. */
	async drop(): Promise<void> {
		this.#pending = null;
		while (this.#running) await this.#running;
		// A save that was under way and failed has put itself back to be tried again.
		clearTimeout(this.#timer);
		this.#pending = null;
		this.#failure = null;
		this.put("none");
	}

	/** What was there when we came is on the disk already. */
	found(): void {
		this.put("saved");
	}

	#later(wait: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), wait);
	}

	async #write(): Promise<void> {
		const { value } = this.#pending as { value: T };
		this.#pending = null;
		try {
			await this.#save(value);
			this.#failure = null;
			if (!this.#pending) this.put("saved");
		} catch (cause) {
			// Kept in mind for the next try, unless something newer is there.
			this.#pending ??= { value };
			this.#failure = failureOf(cause);
			this.put("failed");
			this.#later(AGAIN);
		} finally {
			this.#running = null;
		}
	}
}
