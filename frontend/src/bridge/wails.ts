import { attachmentBytes } from "./attachmentbytes";
import type { AttachmentsBridge, BoundAttachments, Bridge, BridgeError, BridgeEvents, ErrorCode } from "./bridge";

/**
 * The real program. Wails puts the bound Go structs on `window.go.app` and its events on `window.runtime`; the files it
 * generates under wailsjs only wrap these. Taking them directly keeps the compiler from needing generated files.
 */
interface WailsWindow {
	go?: { app?: Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>> };
	runtime?: {
		EventsOn(event: string, handler: (...data: unknown[]) => void): () => void;
		BrowserOpenURL(url: string): void;
		OnFileDrop(handler: (x: number, y: number, paths: string[]) => void, useDropTarget: boolean): void;
		OnFileDropOff(): void;
	};
	wails?: { flags?: { enableWailsDragAndDrop?: boolean } };
	/** Of WebView2, and of WebKit. */
	chrome?: { webview?: unknown };
	webkit?: { messageHandlers?: unknown };
}

const host = (): WailsWindow => window as unknown as WailsWindow;

export const hasProgram = (): boolean => host().go?.app !== undefined;

/** One bound struct as a part of the bridge: `list` of `Tickets` is `window.go.app.Tickets.List`. */
function part<T extends object>(struct: string): T {
	return new Proxy({} as T, {
		get: (_, name) => {
			if (typeof name !== "string" || name === "then") return undefined; // nobody may take it for a promise
			return async (...args: unknown[]) => {
				const method = host().go?.app?.[struct]?.[name.charAt(0).toUpperCase() + name.slice(1)];
				if (!method) throw { code: "internal" } satisfies BridgeError;
				try {
					return await method(...args);
				} catch (cause) {
					throw normalised(cause);
				}
			};
		},
	});
}

/** What Go says of an error, in JSON: Wails makes it the message of an Error. */
function told(cause: unknown): unknown {
	if (!(cause instanceof Error)) return cause;
	try {
		return JSON.parse(cause.message);
	} catch {
		return cause;
	}
}

/** Go's errors are objects with a code; whatever else is rejected is this program's own fault. */
export function normalised(rejected: unknown): BridgeError {
	const cause = told(rejected);
	if (typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string") {
		const error: BridgeError = { code: cause.code as ErrorCode };
		if ("fields" in cause && Array.isArray(cause.fields)) error.fields = cause.fields;
		if ("retryAfter" in cause && typeof cause.retryAfter === "number" && cause.retryAfter > 0) {
			error.retryAfter = cause.retryAfter;
		}
		return error;
	}
	return { code: "internal" };
}

/** Wails opens no address with a sign in it that a shell might take for its own, and does not say so: written as numbers they are harmless. */
export const plainAddress = (url: string): string =>
	url.replace(
		/[;|`$\\<>*{}[\]()~!\s]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
	);

/** A browser that shows the program's pages knows of no paths: only the window itself does. */
const dropsPaths = (): boolean =>
	host().wails?.flags?.enableWailsDragAndDrop === true &&
	(host().chrome?.webview !== undefined || host().webkit?.messageHandlers !== undefined);

function attachments(): AttachmentsBridge {
	const bytes = attachmentBytes(dropsPaths, normalised);
	const bound = part<BoundAttachments>("Attachments");
	return new Proxy(bytes as AttachmentsBridge, {
		get: (own, name) => Reflect.get(name in own ? own : bound, name),
	});
}

/** Wails tells of dropped files by a way of its own, of which there is one. */
function onFilesDropped(handler: (payload: BridgeEvents["files:dropped"]) => void): () => void {
	const { runtime } = host();
	runtime?.OnFileDrop((_x, _y, paths) => handler({ paths: paths ?? [] }), false);
	return () => runtime?.OnFileDropOff();
}

export function wailsBridge(): Bridge {
	return {
		session: part("Session"),
		tickets: part("Tickets"),
		compose: part("Compose"),
		attachments: attachments(),
		support: part("Support"),
		console: part("Console"),
		settings: part("Settings"),
		diagnosis: part("Diagnosis"),
		dossier: part("Dossier"),
		openLink: async (url) => host().runtime?.BrowserOpenURL(plainAddress(url)),
		on: <E extends keyof BridgeEvents>(event: E, handler: (payload: BridgeEvents[E]) => void) =>
			event === "files:dropped"
				? onFilesDropped(handler as (payload: BridgeEvents["files:dropped"]) => void)
				: (host().runtime?.EventsOn(event, (payload) => handler((payload ?? {}) as BridgeEvents[E])) ?? (() => {})),
	};
}
