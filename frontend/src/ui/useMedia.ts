import { createContext, use, useSyncExternalStore } from "react";

/** How much larger than usual texts are. */
export const TextScale = createContext(1);

const matches = (query: string): boolean => window.matchMedia(query).matches;

function watch(query: string, watcher: () => void): () => void {
	const media = window.matchMedia(query);
	media.addEventListener("change", watcher);
	return () => media.removeEventListener("change", watcher);
}

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
	return useSyncExternalStore(
		(watcher) => watch(query, watcher),
		() => matches(query),
	);
}

const onScreen = new Map<string, boolean>();

/** What held on the screen goes on holding on paper: a page is printed as it is, not drawn anew for a narrower sheet. */
function held(query: string): boolean {
	const before = onScreen.get(query);
	if (before !== undefined && matches("print")) return before;
	const now = matches(query);
	onScreen.set(query, now);
	return now;
}

/** Whether the window is at least so wide, in the pixels of a text of usual size. */
export function useRoom(width: number): boolean {
	return useMedia(`(min-width: ${width * use(TextScale)}px)`);
}

/** One pane at a time: where there is no room for two, or where large texts leave none. Style sheets ask the same in em. */
export function useNarrow(): boolean {
	const query = `(max-width: ${759 * use(TextScale)}px)`;
	return useSyncExternalStore(
		(watcher) => watch(query, watcher),
		() => held(query),
	);
}
