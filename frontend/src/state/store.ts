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
 * Asks for something, and once more after it if it was wanted again meanwhile: however many changes are told, at most
 * two questions are under way.
 */
export class Reload<T = void> {
	#running: Promise<void> | null = null;
	#again = false;
	#round = 0;
	readonly #question: () => Promise<T>;
	readonly #take: (answer: T) => void;

	constructor(question: () => Promise<T>, take: (answer: T) => void = () => {}) {
		this.#question = question;
		this.#take = take;
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

	/** What was asked until now says nothing any more: somebody else is in front. */
	forget(): void {
		this.#round++;
	}

	async #rounds(): Promise<void> {
		do {
			this.#again = false;
			const round = this.#round;
			try {
				const answer = await this.#question();
				if (round === this.#round) this.#take(answer);
			} catch (cause) {
				// Who asked again meanwhile shall not go without an answer for this one's sake.
				if (!this.#again) throw cause;
			}
		} while (this.#again);
	}
}
