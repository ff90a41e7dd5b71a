import type { About, Bridge } from "../bridge/bridge";
import { Store } from "./store";

/** A part of the program that others made, with the words under which they let it be used. */
export interface Licence {
	name: string;
	version: string;
	/** As its makers name it (`MIT`); empty when they only give the words. */
	kind: string;
	text: string;
}

export interface AboutState {
	about: About | null;
	/** Null until they were asked for. */
	licences: Licence[] | null;
	/** The build carries no list of licences, as in development. */
	noLicences: boolean;
	failed: boolean;
}

/** What runs here, where it keeps what it keeps, and what it is made of. */
export class AboutStore extends Store<AboutState> {
	readonly #bridge: Bridge;

	constructor(bridge: Bridge) {
		super({ about: null, licences: null, noLicences: false, failed: false });
		this.#bridge = bridge;
	}

	async load(): Promise<void> {
		try {
			const about = await this.#bridge.settings.about();
			this.merge({ about, failed: false });
		} catch {
			this.merge({ failed: true });
		}
	}

	/** Fetched when somebody wants to read them: they are longer than all the rest. */
	async loadLicences(): Promise<void> {
		if (this.value.licences) return;
		try {
			const answer = await fetch("./licences.json");
			if (!answer.ok) throw answer.status;
			this.merge({ licences: (await answer.json()) as Licence[], noLicences: false });
		} catch {
			this.merge({ noLicences: true });
		}
	}
}

/** What draws the window, as it says of itself; for where the program does not know. */
export function webViewOf(userAgent: string): string {
	const edge = /\bEdg\/([\d.]+)/.exec(userAgent);
	if (edge) return `WebView2 ${edge[1]}`;
	const chrome = /\bChrome\/([\d.]+)/.exec(userAgent);
	if (chrome) return `Chromium ${chrome[1]}`;
	// Of WebKit's own number nothing has been told for years; what it says is the Safari that it is like.
	const safari = /\bVersion\/([\d.]+)/.exec(userAgent);
	if (safari) return `WebKit (Safari ${safari[1]})`;
	const webkit = /\bAppleWebKit\/([\d.]+)/.exec(userAgent);
	return webkit ? `WebKit ${webkit[1]}` : "";
}
