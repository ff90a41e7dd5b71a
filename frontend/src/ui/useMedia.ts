import { useSyncExternalStore } from "react";

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

/** One pane at a time. */
export const useNarrow = (): boolean => useMedia("(max-width: 759px)");
