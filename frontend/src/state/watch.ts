import { useSyncExternalStore } from "react";
import { Store } from "./store";

export function useStore<T>(store: Store<T>): T {
	return useSyncExternalStore(store.subscribe, () => store.value);
}

/** A part of what a store holds: whoever looks at it is not drawn again for the rest. It must be the same while nothing of it changes. */
export function usePart<T, P>(store: Store<T>, part: (value: T) => P): P {
	return useSyncExternalStore(store.subscribe, () => part(store.value));
}

/** One clock for all that ask it as often: five hundred messages say their time by one timer. */
class Clock extends Store<number> {
	readonly #every: number;
	#watchers = 0;
	#timer: ReturnType<typeof setInterval> | undefined;

	constructor(every: number) {
		super(Date.now());
		this.#every = every;
	}

	/** As `subscribe`; it stands still while nobody looks. */
	readonly watch = (watcher: () => void): (() => void) => {
		const leave = this.subscribe(watcher);
		// Whoever comes sees the time as it is now, and the others with them.
		if (Date.now() - this.value > 1000) this.put(Date.now());
		if (this.#watchers++ === 0) this.#timer = setInterval(() => this.put(Date.now()), this.#every);
		return () => {
			leave();
			if (--this.#watchers === 0) clearInterval(this.#timer);
		};
	};
}

const clocks = new Map<number, Clock>();

/** The time, renewed every so often, for what is said in relation to it. */
export function useNow(every = 20_000): number {
	let clock = clocks.get(every);
	if (!clock) {
		clock = new Clock(every);
		clocks.set(every, clock);
	}
	const { watch } = clock;
	return useSyncExternalStore(watch, () => clocks.get(every)?.value ?? 0);
}
