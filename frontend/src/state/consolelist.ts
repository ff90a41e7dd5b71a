import type {
	Bridge,
	Column,
	ConsolePage,
	ConsoleQuery,
	ConsoleRow,
	Criteria,
	Criterion,
	QueueName,
} from "../bridge/bridge";
import { noCriteria, rowOf, said } from "../model/criteria";
import { Queue, Store } from "./store";

const PAGE = 100;
/** Beyond this many rows only the beginning is read again when something changes; further rows one by one. */
const KEPT = 400;

export interface ConsoleListState {
	rows: ConsoleRow[];
	/** Whether there are more pages. */
	more: boolean;
	total: number;
	groups: ConsolePage["groups"];
	loaded: boolean;
	failed: boolean;
	queue: QueueName;
	criteria: Criteria;
	sort: Column;
	descending: boolean;
	grouped: boolean;
	/** Where the keys are: a ticket's id; empty while nobody has been here. */
	cursor: string;
	selected: ReadonlySet<string>;
	/** Of a list without rows: what would be there without one of its criteria. */
	looser: { criterion: Criterion; count: number }[];
	/** How many of the closed meet the same, where none of the open does. */
	closedCount: number;
}

/** What a column is first sorted by when it is pressed: the longest, the newest and the highest before. */
const DESCENDING: ReadonlySet<Column> = new Set(["number", "updated"]);

/** One list of the console: a queue or a saved filter, as it was left. Only what was scrolled to is ever read. */
export class ConsoleListStore extends Store<ConsoleListState> {
	/** Which queue or filter it is of. */
	readonly id: string;
	/** Where it stood when it was last left, in the list's own terms. */
	view: { offset: number; measured: unknown } = { offset: 0, measured: undefined };
	readonly #bridge: Bridge;
	readonly #queue = new Queue();
	#next = "";
	#wantsMore = false;
	/** How many times it is being read, or waits to be. */
	#readings = 0;
	/** Counts the questions: an answer to an earlier one says nothing any more. */
	#round = 0;
	#all = false;
	readonly #changed = new Set<string>();
	/** From where Shift selects. */
	#anchor = "";

	constructor(bridge: Bridge, id: string, queue: QueueName, criteria: Criteria = noCriteria()) {
		super({
			rows: [],
			more: false,
			total: 0,
			groups: { stopped: 0, degraded: 0, question: 0 },
			loaded: false,
			failed: false,
			queue,
			criteria,
			sort: queue === "closed" ? "updated" : "wait",
			descending: queue === "closed",
			// Who is to be called next is a matter of the hour; what is closed is no longer urgent.
			grouped: queue !== "closed" && queue !== "toCall",
			cursor: "",
			selected: new Set(),
			looser: [],
			closedCount: 0,
		});
		this.id = id;
		this.#bridge = bridge;
	}

	load(): Promise<void> {
		return this.changed([], true);
	}

	/** Something of these tickets changed. Changes told while one reading waits are taken together. */
	async changed(ids: readonly string[], all: boolean): Promise<void> {
		const waiting = this.#all || this.#changed.size > 0;
		this.#all ||= all;
		for (const id of ids) this.#changed.add(id);
		if (waiting || (!all && ids.length === 0)) return;
		await this.#read((here) => this.#refresh(here));
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
				const known = new Set(this.value.rows.map((row) => row.id));
				const rows = [...this.value.rows, ...page.items.filter((row) => !known.has(row.id))];
				this.merge({ rows, more: page.next !== "", total: page.total, groups: page.groups });
			});
		});
	}

	filter(part: Partial<Criteria>): Promise<void> {
		return this.#anew({ criteria: { ...this.value.criteria, ...part } });
	}

	clear(): Promise<void> {
		return this.#anew({ criteria: noCriteria() });
	}

	/** By this column; once more turns it round. */
	sortBy(sort: Column): Promise<void> {
		const again = this.value.sort === sort;
		return this.#anew({ sort, descending: again ? !this.value.descending : DESCENDING.has(sort) });
	}

	group(grouped: boolean): Promise<void> {
		return this.#anew({ grouped });
	}

	/** Another order or other criteria: the list begins at its top, and what was selected may not be in it. */
	async #anew(part: Partial<ConsoleListState>): Promise<void> {
		this.#round++;
		this.#next = "";
		this.#anchor = "";
		this.view = { offset: 0, measured: undefined };
		this.merge({ ...part, selected: new Set(), cursor: "" });
		this.#all = false;
		this.#changed.clear();
		await this.#read((here) => this.#refresh(here, true));
	}

	/* The cursor and what is selected. */

	get current(): ConsoleRow | undefined {
		return this.value.rows.find((row) => row.id === this.value.cursor);
	}

	/** Whether it is being read: what is in sight may be of an earlier question then, or there is nothing yet. */
	get reading(): boolean {
		return this.#readings > 0;
	}

	/** The row where the keys are once it has been read, at first the first one; none if it is asked for otherwise meanwhile. */
	async settled(): Promise<ConsoleRow | undefined> {
		const round = this.#round;
		await this.#queue.run(async () => {});
		if (round !== this.#round) return undefined;
		if (!this.value.cursor) this.move(1);
		return this.current;
	}

	point(id: string): void {
		if (!this.value.selected.size) this.#anchor = id;
		this.merge({ cursor: id });
	}

	/** So many rows further, or back; to the first or the last of what is there at most. Answers where it is then. */
	move(by: number, extend = false): string {
		const { rows, cursor, selected } = this.value;
		const at = rows.findIndex((row) => row.id === cursor);
		const to = at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1);
		const row = rows[to];
		if (!row) return "";
		if (extend) this.#range(row.id);
		else {
			if (!selected.size) this.#anchor = row.id;
			this.merge({ cursor: row.id });
		}
		return row.id;
	}

	/** To the next ticket with something unread, from the cursor on and round; empty when there is none. */
	nextUnread(): string {
		const { rows, cursor } = this.value;
		const at = rows.findIndex((row) => row.id === cursor);
		const after = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
		const row = after.find(({ unread }) => unread > 0);
		if (row) this.point(row.id);
		return row?.id ?? "";
	}

	toggle(id: string): void {
		const selected = new Set(this.value.selected);
		if (!selected.delete(id)) selected.add(id);
		this.#anchor = id;
		this.merge({ selected, cursor: id });
	}

	/** All from where one began to select up to this one. */
	extendTo(id: string): void {
		this.#range(id);
	}

	#range(id: string): void {
		const { rows, cursor, selected } = this.value;
		this.#anchor ||= cursor || id;
		const [from, to] = [this.#anchor, id].map((one) => rows.findIndex((row) => row.id === one)).sort((a, b) => a - b);
		if (from === undefined || to === undefined || from < 0) return;
		const range = rows.slice(from, to + 1).map((row) => row.id);
		this.merge({ selected: new Set([...selected, ...range]), cursor: id });
	}

	selectAll(): void {
		this.merge({ selected: new Set(this.value.rows.map((row) => row.id)) });
	}

	unselect(): void {
		this.#anchor = this.value.cursor;
		if (this.value.selected.size) this.merge({ selected: new Set() });
	}

	/* Reading. */

	async #read(work: (here: () => boolean) => Promise<void>): Promise<void> {
		this.#readings++;
		await this.#queue.run(() => this.#guard(work));
		this.#readings--;
	}

	async #refresh(here: () => boolean, anew = false): Promise<void> {
		const everything = anew || this.#all || !this.value.loaded;
		const changed = new Set(this.#changed);
		this.#all = false;
		this.#changed.clear();
		const before = this.value.rows;
		const wanted = anew ? PAGE : Math.min(Math.max(before.length, PAGE), KEPT);
		const head = await this.#page("", wanted);
		if (!here()) return;
		const { total, groups } = head;
		if (everything || head.next === "" || before.length <= head.items.length) {
			this.#next = head.next;
			this.#put(head.items, { more: head.next !== "", total, groups });
		} else {
			this.#put(await this.#further(head.items, before, changed), { total, groups });
		}
		if (head.items.length === 0) await this.#loosen(here);
	}

	/** The rows beyond the head, as they were, but for those that changed: these are read one by one, and go with their queue. */
	async #further(
		head: ConsoleRow[],
		before: readonly ConsoleRow[],
		changed: ReadonlySet<string>,
	): Promise<ConsoleRow[]> {
		const inHead = new Set(head.map((row) => row.id));
		const rows = [...head];
		for (const row of before) {
			if (inHead.has(row.id)) continue;
			if (!changed.has(row.id)) {
				rows.push(row);
				continue;
			}
			const now = await this.#bridge.tickets.get(row.id).catch(() => null);
			if (now && (now.status === "closed") === (row.status === "closed")) rows.push(rowOf(now));
		}
		return rows;
	}

	/** What stays selected is what is still there; where the cursor's ticket has gone, it goes to the one in its place. */
	#put(rows: ConsoleRow[], part: Partial<ConsoleListState>): void {
		const { cursor, selected, rows: before } = this.value;
		const ids = new Set(rows.map((row) => row.id));
		const kept = [...selected].filter((id) => ids.has(id));
		let next = cursor;
		if (cursor && !ids.has(cursor)) {
			const at = before.findIndex((row) => row.id === cursor);
			next = before.slice(at + 1).find((row) => ids.has(row.id))?.id ?? rows.at(-1)?.id ?? "";
		}
		this.merge({
			...part,
			rows,
			cursor: next,
			selected: kept.length === selected.size ? selected : new Set(kept),
			looser: [],
			closedCount: 0,
			loaded: true,
			failed: false,
		});
	}

	async #loosen(here: () => boolean): Promise<void> {
		if (said(this.value.criteria).length === 0) return;
		const query = this.#query("", 1);
		const [looser, closed] = await Promise.all([
			this.#bridge.console.loosen(query),
			query.queue === "closed" || query.criteria.statuses.length
				? undefined
				: this.#bridge.console.list({ ...query, queue: "closed" }),
		]);
		if (here()) this.merge({ looser, closedCount: closed?.total ?? 0 });
	}

	#query(after: string, limit: number): ConsoleQuery {
		const { queue, criteria, sort, descending, grouped } = this.value;
		return { queue, criteria, sort, descending, grouped, after, limit };
	}

	#page(after: string, limit: number): Promise<ConsolePage> {
		return this.#bridge.console.list(this.#query(after, limit));
	}

	/** Says that the list could not be read, where it could not; `here` tells whether it is still asked for. */
	async #guard(work: (here: () => boolean) => Promise<void>): Promise<void> {
		const round = this.#round;
		const here = () => round === this.#round;
		try {
			await work(here);
		} catch {
			if (here()) this.merge({ failed: true, loaded: true });
		}
	}
}
