import type { Language, Theme } from "../bridge";
import { type FakeBridge, fakeBridge } from "./fake";

declare global {
	interface Window {
		/** Lets a drawing script make things happen on the other end of the line. */
		fake?: FakeBridge;
	}
}

/** A fake as the page's address asks for it: `?as=anna.rossi&lang=en&theme=dark&offline&closed=100000`. */
export function fakeFromAddress(query: URLSearchParams): FakeBridge {
	const login = query.get("as");
	const bridge = fakeBridge({
		...(login ? { login } : {}),
		online: !query.has("offline"),
		mustChangePassword: query.has("change"),
		carryAfter: query.has("still") ? Number.POSITIVE_INFINITY : 900,
		closed: Number(query.get("closed") ?? 0),
		empty: query.has("empty"),
		settings: {
			language: (query.get("lang") ?? "it") as Language,
			theme: (query.get("theme") ?? "light") as Theme,
		},
	});
	window.fake = bridge;
	return bridge;
}
