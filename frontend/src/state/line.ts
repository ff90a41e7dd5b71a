import type { Bridge, Connection, TicketCounts, WaitingAct } from "../bridge/bridge";
import { Reload, Store } from "./store";

/** How the line stands. Null until it is known. */
export class LineStore extends Store<Connection | null> {
	readonly #bridge: Bridge;
	readonly #reload: Reload<Connection>;

	constructor(bridge: Bridge) {
		super(null);
		this.#bridge = bridge;
		this.#reload = new Reload(
			() => bridge.session.connection(),
			(line) => this.put(line),
		);
	}

	load(): Promise<void> {
		return this.#reload.ask();
	}

	retryNow(): Promise<void> {
		return this.#bridge.session.retryNow();
	}

	forget(): void {
		this.#reload.forget();
		this.put(null);
	}
}

/** How many tickets and unread replies there are: the one number that list, title and badge show. */
export class CountsStore extends Store<TicketCounts> {
	readonly #reload: Reload<TicketCounts>;

	constructor(bridge: Bridge) {
		super({ open: 0, closed: 0, unread: 0, unreadClosed: 0 });
		this.#reload = new Reload(
			() => bridge.tickets.counts(),
			(counts) => this.put(counts),
		);
	}

	load(): Promise<void> {
		return this.#reload.ask();
	}

	forget(): void {
		this.#reload.forget();
		this.put({ open: 0, closed: 0, unread: 0, unreadClosed: 0 });
	}
}

/** What was done here and has not reached the server, or was refused by it. Marks are nobody's business. */
export class OutboxStore extends Store<WaitingAct[]> {
	readonly #reload: Reload<WaitingAct[]>;

	constructor(bridge: Bridge) {
		super([]);
		this.#reload = new Reload(
			() => bridge.compose.outbox(),
			(acts) => this.put(acts.filter((act) => act.kind !== "mark")),
		);
	}

	load(): Promise<void> {
		return this.#reload.ask();
	}

	forget(): void {
		this.#reload.forget();
		this.put([]);
	}
}
