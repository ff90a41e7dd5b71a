import type { Bridge, Found } from "../bridge/bridge";
import { Store } from "./store";

/** How many of each kind are shown. */
const LIMIT = 6;

export interface PaletteState {
	open: boolean;
	text: string;
	found: Found | null;
	/** Which text was found: what is typed runs ahead of it. */
	foundFor: string;
}

const SHUT: PaletteState = { open: false, text: "", found: null, foundFor: "" };

/** What is looked for in the palette; answers that come too late are dropped. */
export class PaletteStore extends Store<PaletteState> {
	readonly #bridge: Bridge;
	#round = 0;

	constructor(bridge: Bridge) {
		super(SHUT);
		this.#bridge = bridge;
	}

	show(): void {
		this.put({ ...SHUT, open: true });
	}

	shut(): void {
		this.#round++;
		this.put(SHUT);
	}

	async type(text: string): Promise<void> {
		this.merge({ text });
		const round = ++this.#round;
		if (!text.trim()) {
			this.merge({ found: null, foundFor: "" });
			return;
		}
		// Commands are found all the same where the tickets cannot be read.
		const found = await this.#bridge.console.find({ text: text.trim(), limit: LIMIT }).catch(() => null);
		if (round === this.#round) this.merge({ found, foundFor: text });
	}

	forget(): void {
		this.shut();
	}
}
