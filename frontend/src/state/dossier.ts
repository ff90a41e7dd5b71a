import type { Bridge, BridgeError } from "../bridge/bridge";
import { failureOf } from "./failure";
import { Store } from "./store";

export interface DossierState {
	/** It is being written, or the system asks where to. */
	saving: boolean;
	/** How many of all messages are written; 0 of 0 before the first. */
	done: number;
	all: number;
	/** Where it was saved. */
	saved: string;
	failure: BridgeError | null;
}

const NOTHING: DossierState = { saving: false, done: 0, all: 0, saved: "", failure: null };

/** The making of a ticket's PDF, from asking where to until it is there. */
export class DossierStore extends Store<DossierState> {
	readonly #bridge: Bridge;
	readonly #by: string;
	readonly ticketId: string;

	constructor(bridge: Bridge, by: string, ticketId: string) {
		super(NOTHING);
		this.#bridge = bridge;
		this.#by = by;
		this.ticketId = ticketId;
	}

	async save(withNotes: boolean): Promise<void> {
		if (this.value.saving) return;
		this.merge({ ...NOTHING, saving: true });
		const deaf = this.#bridge.on("dossier:written", ({ ticketId, done, all }) => {
			if (ticketId === this.ticketId) this.merge({ done, all });
		});
		try {
			const { file } = await this.#bridge.dossier.save(this.#by, this.ticketId, withNotes);
			this.merge({ saving: false, saved: file });
		} catch (cause) {
			this.merge({ saving: false, failure: failureOf(cause) });
		} finally {
			deaf();
		}
	}
}
