import type { Bridge, BridgeError, TicketFile } from "../bridge/bridge";
import { failureOf } from "./failure";
import { Reload, Store } from "./store";

export interface TicketFilesState {
	items: readonly TicketFile[];
	keptOffline: boolean;
	/** They are known. */
	loaded: boolean;
	/** What could not be done, and why. */
	failure: { what: "load" | "keep"; reason: BridgeError } | null;
}

/** All files of a ticket, and whether they stay on this disk. Known once somebody asks. */
export class TicketFilesStore extends Store<TicketFilesState> {
	readonly #bridge: Bridge;
	readonly #ticketId: string;
	readonly #by: string;
	readonly #reload: Reload;
	/** How often something was chosen, and how much of that is not done yet: what was read before says nothing of it. */
	#chosen = 0;
	#changing = 0;

	constructor(bridge: Bridge, ticketId: string, by: string) {
		super({ items: [], keptOffline: false, loaded: false, failure: null });
		this.#bridge = bridge;
		this.#ticketId = ticketId;
		this.#by = by;
		this.#reload = new Reload(() => this.#load());
	}

	load(): Promise<void> {
		return this.#reload.ask();
	}

	async #load(): Promise<void> {
		const chosen = this.#chosen;
		const begun = this.#changing === 0;
		try {
			const { items, keptOffline } = await this.#bridge.attachments.ofTicket(this.#by, this.#ticketId);
			const settled = begun && chosen === this.#chosen;
			this.merge({ items, loaded: true, failure: null, ...(settled ? { keptOffline } : {}) });
		} catch (cause) {
			this.merge({ loaded: true, failure: { what: "load", reason: failureOf(cause) } });
		}
	}

	/** It shows at once, and goes back if it could not be done. */
	async keepOffline(keep: boolean): Promise<void> {
		this.merge({ keptOffline: keep, failure: null });
		this.#chosen++;
		this.#changing++;
		let reason: BridgeError | null = null;
		try {
			await this.#bridge.attachments.keepOffline(this.#by, this.#ticketId, keep);
		} catch (cause) {
			reason = failureOf(cause);
		} finally {
			this.#changing--;
		}
		await this.load();
		if (reason) this.merge({ failure: { what: "keep", reason } });
	}

	/** By a key, without having looked before. */
	async toggleOffline(): Promise<void> {
		if (!this.value.loaded) await this.load();
		await this.keepOffline(!this.value.keptOffline);
	}
}
