import { createContext, use, useSyncExternalStore } from "react";

/** How much larger than usual texts are. */
export const TextScale = createContext(1);

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
	return useSyncExternalStore(
		(watcher) => {
			const media = window.matchMedia(query);
			media.addEventListener("change", watcher);
			return () => media.removeEventListener("change", watcher);
		},
		() => window.matchMedia(query).matches,
	);
}

/** One pane at a time: where there is no room for two, or where large texts leave none. Style sheets ask the same in em. */
export const useNarrow = (): boolean => useMedia(`(max-width: ${759 * use(TextScale)}px)`);
