import type { Bridge, TicketRow } from "../bridge/bridge";
import { appendPage, mergeHead } from "../model/list";
import { Queue, Store } from "./store";

const PAGE = 50;
/** Beyond this many rows a full reload keeps only the beginning; scrolling fetches the rest again. */
const KEPT = 500;

export interface ListState {
	rows: TicketRow[];
	/** Whether there are more pages. */
	more: boolean;
	loaded: boolean;
	failed: boolean;
}

const EMPTY: ListState = { rows: [], more: false, loaded: false, failed: false };

/** One section of the ticket list, in pages. Only what was scrolled to is ever loaded. */
export class ListStore extends Store<ListState> {
	readonly #bridge: Bridge;
	readonly #section: "open" | "closed";
	readonly #queue = new Queue();
	#next = "";
	#wantsMore = false;
	#all = false;
	/** Counts the persons: what was read for one is nothing to the next. */
	#round = 0;
	readonly #changed = new Set<string>();

	constructor(bridge: Bridge, section: "open" | "closed") {
		super(EMPTY);
		this.#bridge = bridge;
		this.#section = section;
	}

	load(): Promise<void> {
		return this.changed([], true);
	}

	/** Fetches the next page; asking twice while one is under way fetches one. */
	async more(): Promise<void> {
		if (this.#wantsMore || !this.value.more) return;
		this.#wantsMore = true;
		await this.#queue.run(async () => {
			this.#wantsMore = false;
			if (!this.#next) return;
			await this.#guard(async (here) => {
				const page = await this.#page(this.#next, PAGE);
				if (!here()) return;
				this.#next = page.next;
				this.merge({ rows: appendPage(this.value.rows, page.items), more: page.next !== "" });
			});
		});
	}

	/** Something of these tickets changed. Changes told while one reload waits are taken together. */
	async changed(ids: readonly string[], all: boolean): Promise<void> {
		const waiting = this.#all || this.#changed.size > 0;
		this.#all ||= all;
		for (const id of ids) this.#changed.add(id);
		if (waiting || (!all && ids.length === 0)) return;
		await this.#queue.run(() => this.#guard((here) => this.#refresh(here)));
	}

	forget(): void {
		this.#round++;
		this.#next = "";
		this.put(EMPTY);
	}

	async #refresh(here: () => boolean): Promise<void> {
		const everything = this.#all || !this.value.loaded;
		const changed = new Set(this.#changed);
		this.#all = false;
		this.#changed.clear();

		const { rows } = this.value;
		const wanted = everything ? Math.min(Math.max(rows.length, PAGE), KEPT) : PAGE;
		const head = await this.#page("", wanted);
		if (!here()) return;
		if (everything || head.next === "" || rows.length <= head.items.length) {
			this.#next = head.next;
			this.put({ rows: head.items, more: head.next !== "", loaded: true, failed: false });
			return;
		}
		const inHead = new Set(head.items.map((row) => row.id));
		const fresh = new Map<string, TicketRow>();
		for (const row of rows) {
			if (!changed.has(row.id) || inHead.has(row.id)) continue;
			const now = await this.#bridge.tickets.get(row.id).catch(() => null);
			// A changed place would have brought it to the head: what still stands below stands where it stood.
			if (now && (now.status === "closed") === (this.#section === "closed") && now.updatedAt === row.updatedAt) {
				fresh.set(row.id, now);
				changed.delete(row.id);
			}
		}
		if (!here()) return;
		const renewed = rows.map((row) => fresh.get(row.id) ?? row);
		this.merge({ rows: mergeHead(head.items, renewed, changed), failed: false });
	}

	/** Says that the list could not be read, where it could not; `here` tells whether it is still the same person's. */
	async #guard(work: (here: () => boolean) => Promise<void>): Promise<void> {
		const round = this.#round;
		const here = () => round === this.#round;
		try {
			await work(here);
		} catch {
			if (here()) this.merge({ failed: true, loaded: true });
		}
	}

	#page(after: string, limit: number) {
		return this.#bridge.tickets.list({ section: this.#section, after, limit });
	}
}
