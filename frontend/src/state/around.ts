import type { Bridge, EarlierTicket, TicketContext } from "../bridge/bridge";
import { Reload, Store } from "./store";

export interface AroundState {
	context: TicketContext | null;
	/** Null until they are found: they take longer. */
	similar: EarlierTicket[] | null;
	failed: boolean;
}

/** What is known around the ticket in front. */
export class AroundStore extends Store<AroundState> {
	readonly id: string;
	readonly #context: Reload<TicketContext>;
	readonly #similar: Reload<EarlierTicket[]>;

	constructor(bridge: Bridge, id: string) {
		super({ context: null, similar: null, failed: false });
		this.id = id;
		this.#context = new Reload(
			() => bridge.console.context(id),
			(context) => this.merge({ context, failed: false }),
		);
		this.#similar = new Reload(
			() => bridge.console.similar(id),
			(similar) => this.merge({ similar }),
		);
	}

	async load(): Promise<void> {
		await Promise.all([this.#asked(this.#context), this.#asked(this.#similar)]);
	}

	/** Something of any ticket changed: what is said around this one is of others too. Similar ones stay as they were found. */
	changed(): Promise<void> {
		return this.#asked(this.#context);
	}

	async #asked<T>(reload: Reload<T>): Promise<void> {
		try {
			await reload.ask();
		} catch {
			this.merge({ failed: true });
		}
	}
}
