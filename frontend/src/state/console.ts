import type {
	Batch,
	BatchResult,
	Bridge,
	BridgeError,
	Choices,
	Criteria,
	QueueName,
	Queues,
	SavedFilter,
} from "../bridge/bridge";
import { moved, noCriteria, queueOf, sameCriteria } from "../model/criteria";
import { ConsoleListStore } from "./consolelist";
import { failureOf } from "./failure";
import { Reload, Store } from "./store";

/** A queue, or a saved filter by its id. */
export type Where = { queue: QueueName } | { filterId: string };

export interface ConsoleState {
	where: Where;
	list: ConsoleListStore;
	queues: Queues | null;
	choices: Choices | null;
	/** What the last batch did, until it is put away or another one is done. */
	result: (BatchResult & { act: Batch["act"]["kind"] }) | null;
	/** Why the last batch, or a change of a filter, was not taken. */
	failure: BridgeError | null;
	/** A telephone number that was copied a moment ago; empty when it could not be. */
	copied: string | null;
}

const keyOf = (where: Where): string => ("queue" in where ? where.queue : `filter ${where.filterId}`);

/** The support's console: which list is in front, the lists as they were left, the counts, what is done to many at once. */
export class ConsoleStore extends Store<ConsoleState> {
	readonly #bridge: Bridge;
	readonly #queues: Reload<Queues>;
	readonly #choices: Reload<Choices>;
	readonly #lists = new Map<string, ConsoleListStore>();
	/** Lists of which something has changed while others were in front. */
	readonly #stale = new Set<string>();
	/** Whether the focus was in the list last: keys are meant for its row then, else for the ticket in front. */
	atList = true;
	#by = "";

	constructor(bridge: Bridge) {
		const list = new ConsoleListStore(bridge, "open", "open");
		super({ where: { queue: "open" }, list, queues: null, choices: null, result: null, failure: null, copied: null });
		this.#lists.set("open", list);
		this.#bridge = bridge;
		this.#queues = new Reload(
			() => bridge.console.queues(),
			(queues) => this.merge({ queues }),
		);
		this.#choices = new Reload(
			() => bridge.console.choices(),
			(choices) => this.merge({ choices }),
		);
	}

	/** `by` is whoever works here. */
	async begin(by: string): Promise<void> {
		this.#by = by;
		await Promise.all([this.value.list.load(), this.#queues.ask(), this.#choices.ask()]);
	}

	/** Something of these tickets changed. What is not in front is read again once it is. */
	async changed(ids: readonly string[], all: boolean): Promise<void> {
		if (!this.#by) return;
		for (const [key, list] of this.#lists) if (list !== this.value.list) this.#stale.add(key);
		await Promise.all([this.value.list.changed(ids, all), this.#queues.ask(), ...(all ? [this.#choices.ask()] : [])]);
	}

	/** Filters have changed, here or on another workstation. */
	filtersChanged(): Promise<void> {
		return this.#by ? this.#queues.ask() : Promise.resolve();
	}

	go(where: Where): void {
		const key = keyOf(where);
		let list = this.#lists.get(key);
		if (!list) {
			if ("queue" in where) list = new ConsoleListStore(this.#bridge, key, where.queue);
			else {
				const filter = this.value.queues?.filters.find(({ id }) => id === where.filterId);
				if (!filter) return;
				list = new ConsoleListStore(this.#bridge, key, queueOf(filter.criteria), filter.criteria);
			}
			this.#lists.set(key, list);
			this.#stale.add(key);
		}
		this.merge({ where, list });
		if (this.#stale.delete(key)) void list.load();
	}

	/** The queue, with these criteria and no others: what a machine, a company or a person has. */
	show(queue: QueueName, criteria: Partial<Criteria>): void {
		this.go({ queue });
		void this.value.list.filter({ ...noCriteria(), ...criteria });
	}

	/** Which saved filter is in front, and whether something else is filtered by now than what it says. */
	get filter(): { filter: SavedFilter; changed: boolean } | null {
		const { where, queues, list } = this.value;
		if ("queue" in where) return null;
		const filter = queues?.filters.find(({ id }) => id === where.filterId);
		return filter ? { filter, changed: !sameCriteria(filter.criteria, list.value.criteria) } : null;
	}

	/** Saves what is filtered by now under a name, and goes there. Rejected with why not. */
	async saveAs(name: string): Promise<void> {
		const criteria = this.value.list.value.criteria;
		const place = Math.max(-1, ...(this.value.queues?.filters ?? []).map((filter) => filter.place)) + 1;
		const { queue } = this.value.list.value;
		// What was looked for among the closed says so itself.
		const statuses = queue === "closed" ? ["closed" as const] : criteria.statuses;
		const saved = { ...criteria, statuses };
		const { id } = await this.#bridge.console.saveFilter(this.#by, {
			id: "",
			name: name.trim(),
			place,
			criteria: saved,
		});
		await this.#queues.ask();
		this.go({ filterId: id });
	}

	/** The filter in front says from now on what is filtered by now. */
	async saveChanged(): Promise<void> {
		const here = this.filter;
		if (!here) return;
		await this.#tried(() => this.#save({ ...here.filter, criteria: this.value.list.value.criteria }));
	}

	rename(filter: SavedFilter, name: string): Promise<void> {
		return this.#save({ ...filter, name: name.trim() });
	}

	async #save({ id, name, place, criteria }: SavedFilter): Promise<void> {
		await this.#bridge.console.saveFilter(this.#by, { id, name, place, criteria });
		await this.#queues.ask();
	}

	async move(id: string, by: 1 | -1): Promise<void> {
		const filters = moved(this.value.queues?.filters ?? [], id, by);
		if (!filters) return;
		const before = new Map(this.value.queues?.filters.map((filter) => [filter.id, filter.place]));
		await this.#tried(async () => {
			for (const { id, name, place, criteria } of filters) {
				if (before.get(id) !== place) await this.#bridge.console.saveFilter(this.#by, { id, name, place, criteria });
			}
			await this.#queues.ask();
		});
	}

	async remove(id: string): Promise<void> {
		const { where } = this.value;
		await this.#tried(async () => {
			await this.#bridge.console.removeFilter(this.#by, id);
			this.#lists.delete(`filter ${id}`);
			if ("filterId" in where && where.filterId === id) this.go({ queue: "open" });
			await this.#queues.ask();
		});
	}

	/** Does one thing to many tickets; says what it was done to, and what was left out. */
	async batch(ticketIds: readonly string[], act: Batch["act"]): Promise<boolean> {
		return this.#tried(async () => {
			const done = await this.#bridge.console.batch(this.#by, { ticketIds: [...ticketIds], act });
			// One that was already so needs no word, if it was not named among others.
			const result = ticketIds.length > 1 || done.left.length > 0 ? { ...done, act: act.kind } : null;
			this.merge({ result });
			if (ticketIds.length > 1) this.value.list.unselect();
		});
	}

	reopen(ticketId: string): Promise<boolean> {
		return this.#tried(() => this.#bridge.support.reopen(ticketId));
	}

	tell(what: { copied: string }): void {
		this.merge({ ...what, result: null, failure: null });
	}

	putAway(): void {
		this.merge({ result: null, failure: null, copied: null });
	}

	async #tried(work: () => Promise<void>): Promise<boolean> {
		this.merge({ failure: null, result: null, copied: null });
		try {
			await work();
			return true;
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
			return false;
		}
	}

	/** Whoever comes next begins where everybody begins. */
	forget(): void {
		this.#by = "";
		this.#lists.clear();
		this.#stale.clear();
		this.#queues.forget();
		this.#choices.forget();
		const list = new ConsoleListStore(this.#bridge, "open", "open");
		this.#lists.set("open", list);
		this.put({
			where: { queue: "open" },
			list,
			queues: null,
			choices: null,
			result: null,
			failure: null,
			copied: null,
		});
	}
}
