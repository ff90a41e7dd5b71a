import type { Bridge, EarlierTicket, TicketContext } from "../bridge/bridge";
import { Reload, Store } from "./store";

export interface AroundState {
	context: TicketContext | null;
	/** Null until they are found: they take longer. */
	similar: EarlierTicket[] | null;
	/** What could not be read, when it was asked for last. */
	failed: { context: boolean; similar: boolean };
}

/** What is known around the ticket in front. */
export class AroundStore extends Store<AroundState> {
	readonly id: string;
	readonly #context: Reload<TicketContext>;
	readonly #similar: Reload<EarlierTicket[]>;

	constructor(bridge: Bridge, id: string) {
		super({ context: null, similar: null, failed: { context: false, similar: false } });
		this.id = id;
		this.#context = new Reload(
			() => bridge.console.context(id),
			(context) => this.merge({ context, failed: { ...this.value.failed, context: false } }),
		);
		this.#similar = new Reload(
			() => bridge.console.similar(id),
			(similar) => this.merge({ similar, failed: { ...this.value.failed, similar: false } }),
		);
	}

	async load(): Promise<void> {
		await Promise.all([this.#asked("context"), this.#asked("similar")]);
	}

	/** Something of any ticket changed: what is said around this one is of others too. Similar ones stay as they were found. */
	changed(): Promise<void> {
		return this.#asked("context");
	}

	async #asked(what: "context" | "similar"): Promise<void> {
		try {
			await (what === "context" ? this.#context : this.#similar).ask();
		} catch {
			this.merge({ failed: { ...this.value.failed, [what]: true } });
		}
	}
}
