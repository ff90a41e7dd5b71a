import type { Bridge, SearchHit } from "../bridge/bridge";
import { Store } from "./store";

const PAGE = 40;

export interface SearchState {
	text: string;
	hits: SearchHit[];
	more: boolean;
	/** Which text the hits are of: what is typed runs ahead of what was found. */
	foundFor: string;
	failed: boolean;
}

const EMPTY: SearchState = { text: "", hits: [], more: false, foundFor: "", failed: false };

/** Searching as one types; answers that come too late are dropped. */
export class SearchStore extends Store<SearchState> {
	readonly #bridge: Bridge;
	#round = 0;
	#next = "";
	#loading = false;

	constructor(bridge: Bridge) {
		super(EMPTY);
		this.#bridge = bridge;
	}

	async type(text: string): Promise<void> {
		if (!text.trim()) {
			this.#round++;
			this.put({ ...EMPTY, text });
			return;
		}
		this.merge({ text });
		await this.#find();
	}

	/** Finds again, after something changed. */
	async again(): Promise<void> {
		if (this.value.text.trim()) await this.#find();
	}

	async more(): Promise<void> {
		if (this.#loading || !this.#next) return;
		this.#loading = true;
		const round = this.#round;
		try {
			const page = await this.#bridge.tickets.search({ text: this.value.foundFor, after: this.#next, limit: PAGE });
			if (round !== this.#round) return;
			this.#next = page.next;
			this.merge({ hits: [...this.value.hits, ...page.items], more: page.next !== "" });
		} catch {
			if (round === this.#round) this.merge({ failed: true });
		} finally {
			this.#loading = false;
		}
	}

	forget(): void {
		this.#round++;
		this.put(EMPTY);
	}

	async #find(): Promise<void> {
		const round = ++this.#round;
		const text = this.value.text.trim();
		try {
			const page = await this.#bridge.tickets.search({ text, after: "", limit: PAGE });
			if (round !== this.#round) return;
			this.#next = page.next;
			this.merge({ hits: page.items, more: page.next !== "", foundFor: text, failed: false });
		} catch {
			if (round === this.#round) this.merge({ hits: [], more: false, foundFor: text, failed: true });
		}
	}
}
