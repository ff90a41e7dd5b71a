/** A value that can be watched. Whoever holds the store may only look; what it does is in its subclass. */
export class Store<T> {
	#value: T;
	readonly #watchers = new Set<() => void>();

	constructor(initial: T) {
		this.#value = initial;
	}

	get value(): T {
		return this.#value;
	}

	readonly subscribe = (watcher: () => void): (() => void) => {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	};

	protected put(next: T): void {
		if (Object.is(next, this.#value)) return;
		this.#value = next;
		for (const watcher of [...this.#watchers]) watcher();
	}

	protected merge(part: Partial<T>): void {
		this.put({ ...this.#value, ...part });
	}
}

/** Runs one thing at a time, in the order asked. What fails does not stop what comes after. */
export class Queue {
	#last: Promise<unknown> = Promise.resolve();

	run<T>(work: () => Promise<T>): Promise<T> {
		const next = this.#last.then(work, work);
		this.#last = next.catch(() => {});
		return next;
	}
}

/**
 * Runs a reload, and once more after it if it was asked for meanwhile: however many changes are told, at most two
 * reloads are under way.
 */
export class Reload {
	#running: Promise<void> | null = null;
	#again = false;
	readonly #work: () => Promise<void>;

	constructor(work: () => Promise<void>) {
		this.#work = work;
	}

	ask(): Promise<void> {
		if (this.#running) {
			this.#again = true;
			return this.#running;
		}
		this.#running = this.#rounds().finally(() => {
			this.#running = null;
		});
		return this.#running;
	}

	async #rounds(): Promise<void> {
		do {
			this.#again = false;
			await this.#work();
		} while (this.#again);
	}
}
