import { useEffect, useState, useSyncExternalStore } from "react";
import type { Store } from "./store";

export function useStore<T>(store: Store<T>): T {
	return useSyncExternalStore(store.subscribe, () => store.value);
}

/** The time, renewed every so often, for what is said in relation to it. */
export function useNow(every = 20_000): number {
	const [now, setNow] = useState(Date.now);
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), every);
		return () => clearInterval(timer);
	}, [every]);
	return now;
}
