import type { Bridge, BridgeError } from "../bridge/bridge";
import { failureOf } from "./failure";
import { Store } from "./store";
import type { ViewerStore } from "./viewer";

export interface FileActsState {
	/** The file of which it is asked whether it is to be given up; empty while none is. */
	asking: string;
	/** The file that was just given up here: where it stood is where one goes on; empty once one has. */
	given: string;
	/** The file that was just to be sent again, from where one goes on likewise. */
	retried: string;
	/** What could not be done with which file, and why. */
	failure: { id: string; what: "open" | "retry" | "abandon"; reason: BridgeError } | null;
}

const NOTHING: FileActsState = { asking: "", given: "", retried: "", failure: null };

/** What is done with the files of messages where they stand in the conversation. */
export class FileActsStore extends Store<FileActsState> {
	readonly #bridge: Bridge;
	readonly #viewer: ViewerStore;
	readonly #by: () => string;

	/** `by` says who is in front. */
	constructor(bridge: Bridge, viewer: ViewerStore, by: () => string) {
		super(NOTHING);
		this.#bridge = bridge;
		this.#viewer = viewer;
		this.#by = by;
	}

	open(ticketId: string, id: string): Promise<void> {
		return this.#do(id, "open", () => this.#viewer.openTicket(ticketId, id));
	}

	/** Tries again to send its bytes. */
	retry(id: string): Promise<void> {
		this.merge({ retried: id });
		return this.#do(id, "retry", async () => {
			await this.#bridge.attachments.retry(this.#by(), id);
			return null;
		});
	}

	/** Asks first; an empty id asks no more. */
	ask(id: string): void {
		this.merge({ asking: id, failure: null });
	}

	/** After the question. */
	abandon(id: string): Promise<void> {
		this.merge({ asking: "", given: id });
		return this.#do(id, "abandon", async () => {
			await this.#bridge.attachments.abandon(this.#by(), id);
			return null;
		});
	}

	/** One has gone on where it stood. Who comes to the ticket later begins where everybody does. */
	wentOn(): void {
		this.merge({ given: "", retried: "" });
	}

	async #do(id: string, what: "open" | "retry" | "abandon", work: () => Promise<BridgeError | null>): Promise<void> {
		this.merge({ failure: null });
		let reason: BridgeError | null = null;
		try {
			reason = await work();
		} catch (cause) {
			reason = failureOf(cause);
		}
		if (reason) this.merge({ failure: { id, what, reason } });
	}

	/** Somebody else is in front. */
	forget(): void {
		this.put(NOTHING);
	}
}
