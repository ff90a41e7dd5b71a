import type { Bridge, SearchHit } from "../bridge/bridge";
import { Store } from "./store";

const PAGE = 40;
/** More than these are not asked for at once. */
const MOST = 500;

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
	/** The last round that was answered; while it is not the newest, everything is being found anew. */
	#answered = 0;
	#next = "";
	/** So many have been asked for, page by page: as many are found again. */
	#wanted = PAGE;
	/** So many of them have been answered. */
	#got = 0;

	constructor(bridge: Bridge) {
		super(EMPTY);
		this.#bridge = bridge;
	}

	async type(text: string): Promise<void> {
		if (text.trim() !== this.value.foundFor) this.#begin();
		if (!text.trim()) {
			this.#round++;
			this.put({ ...EMPTY, text });
			return;
		}
		this.merge({ text });
		await this.#find();
	}

	/** Finds again, after something changed: as far down as it was found before. */
	async again(): Promise<void> {
		if (this.value.text.trim()) await this.#find();
	}

	/** Fetches the next page; asking twice while one is under way fetches one. */
	async more(): Promise<void> {
		if (!this.#next || this.#wanted > this.#got) return;
		this.#wanted = this.#got + PAGE;
		// What is being found anew goes on to this page by itself.
		if (this.#answered !== this.#round) return;
		const round = this.#round;
		try {
			const page = await this.#bridge.tickets.search({ text: this.value.foundFor, after: this.#next, limit: PAGE });
			if (round !== this.#round) return;
			this.#next = page.next;
			this.#got = this.#wanted;
			this.merge({ hits: [...this.value.hits, ...page.items], more: page.next !== "" });
		} catch {
			if (round !== this.#round) return;
			this.#wanted = this.#got;
			this.merge({ failed: true });
		}
	}

	forget(): void {
		this.#round++;
		this.#begin();
		this.put(EMPTY);
	}

	/** What is looked for now begins at its top. */
	#begin(): void {
		this.#next = "";
		this.#wanted = PAGE;
		this.#got = 0;
	}

	async #find(): Promise<void> {
		const round = ++this.#round;
		const text = this.value.text.trim();
		const hits: SearchHit[] = [];
		let next = "";
		let got = 0;
		try {
			do {
				const limit = Math.min(this.#wanted - got, MOST);
				const page = await this.#bridge.tickets.search({ text, after: next, limit });
				if (round !== this.#round) return;
				hits.push(...page.items);
				next = page.next;
				got += limit;
			} while (next && got < this.#wanted);
			this.#answered = round;
			this.#next = next;
			this.#got = this.#wanted;
			this.merge({ hits, more: next !== "", foundFor: text, failed: false });
		} catch {
			if (round !== this.#round) return;
			this.#answered = round;
			this.#begin();
			this.merge({ hits: [], more: false, foundFor: text, failed: true });
		}
	}
}
