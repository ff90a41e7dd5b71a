import type { ErrorCode, Language, Notice, Settings, TextSize, Theme } from "../bridge";
import { type FakeBridge, fakeBridge } from "./fake";

declare global {
	interface Window {
		/** Lets a drawing script make things happen on the other end of the line. */
		fake?: FakeBridge;
	}
}

/** One notice of each kind. */
const NOTICES: Notice[] = [
	{
		id: "n-1",
		kind: "outbox_salvaged",
		person: "",
		count: 3,
		file: "/home/linea2/.config/FiloDiretto/damaged-1.db",
		tickets: [],
	},
	{ id: "n-2", kind: "person_disabled", person: "Sara Conti", count: 2, file: "", tickets: [] },
	{
		id: "n-3",
		kind: "cache_anew",
		person: "",
		count: 0,
		file: "/home/linea2/.config/FiloDiretto/damaged-2.db",
		tickets: [],
	},
	{ id: "n-4", kind: "settings_anew", person: "", count: 0, file: "", tickets: [] },
	{ id: "n-5", kind: "session_not_kept", person: "", count: 0, file: "", tickets: [] },
	{ id: "n-6", kind: "record_broken", person: "", count: 1, file: "", tickets: [1042] },
	{ id: "n-7", kind: "record_restored", person: "", count: 7, file: "", tickets: [1037, 1040] },
];

/** A fake as the page's address asks for it: `?as=anna.rossi&lang=en&theme=dark&offline&closed=100000`. */
export function fakeFromAddress(query: URLSearchParams): FakeBridge {
	const login = query.get("as");
	const reason = query.get("reason") as ErrorCode | null;
	const refusing = query.get("refusing") as ErrorCode | null;
	const bridge = fakeBridge({
		...(login ? { login } : {}),
		...(reason ? { reason } : {}),
		...(refusing ? { refusing } : {}),
		online: !query.has("offline"),
		expired: query.has("expired"),
		mustChangePassword: query.has("change"),
		carryAfter: query.has("still") ? Number.POSITIVE_INFINITY : 900,
		closed: Number(query.get("closed") ?? 0),
		empty: query.has("empty"),
		long: query.has("long"),
		...(query.has("crowd") ? { crowd: Number(query.get("crowd")) } : {}),
		filling: query.has("filling"),
		notices: query.has("notices") ? NOTICES.slice(0, Number(query.get("notices")) || undefined) : [],
		clockAhead: Number(query.get("ahead") ?? 0),
		othersWaiting: Number(query.get("others") ?? 0),
		settings: {
			language: (query.get("lang") ?? "it") as Language,
			theme: (query.get("theme") ?? "light") as Theme,
			contrast: (query.get("contrast") ?? "system") as Settings["contrast"],
			textSize: Number(query.get("text") ?? 100) as TextSize,
		},
	});
	window.fake = bridge;
	return bridge;
}
