import type { Bridge, BridgeError } from "../bridge/bridge";
import { Keeper, type Written } from "./draft";
import { Store } from "./store";

export interface BatchCloseState {
	resolution: string;
	causeId: string;
	causes: { id: string; name: string }[];
	/** Why it is not on the disk yet. */
	unkept: BridgeError | null;
}

/**
 * What many tickets are being closed with. It is kept on the disk as the resolution of the first of them, where it is found
 * again also by whoever closes that one alone.
 */
export class BatchCloseStore extends Store<BatchCloseState> implements Written {
	readonly #bridge: Bridge;
	readonly #keeper: Keeper<string>;
	#by = "";
	#ticketId = "";

	constructor(bridge: Bridge) {
		super({ resolution: "", causeId: "", causes: [], unkept: null });
		this.#bridge = bridge;
		this.#keeper = new Keeper<string>((text) => this.#save(text));
		this.#keeper.subscribe(() => this.merge({ unkept: this.#keeper.failure }));
	}

	/** `by` is whoever works here. */
	enter(by: string): void {
		this.#by = by;
	}

	/** What was being written when the dialog was put away, or when the program ended, is there again. */
	async begin(ticketId: string): Promise<void> {
		await this.#keeper.flush();
		const moved = this.#ticketId !== ticketId;
		this.#ticketId = ticketId;
		const [causes, draft] = await Promise.all([
			this.#bridge.console.causes().catch(() => []),
			moved ? this.#bridge.support.draft(ticketId, "resolution").catch(() => null) : null,
		]);
		this.merge({ causes });
		if (draft?.text && !this.value.resolution) this.merge({ resolution: draft.text });
		else if (moved && this.value.resolution) this.#keeper.keep(this.value.resolution);
	}

	write(resolution: string): void {
		this.merge({ resolution });
		this.#keeper.keep(resolution);
	}

	choose(causeId: string): void {
		this.merge({ causeId });
	}

	/** They are closed: nothing of it is kept any more. */
	async done(): Promise<void> {
		await this.#keeper.drop();
		await this.#save("").catch(() => {});
		this.merge({ resolution: "", causeId: "" });
		this.#ticketId = "";
	}

	get unsaved(): boolean {
		return this.#keeper.unsaved;
	}

	flush(): Promise<void> {
		return this.#keeper.flush();
	}

	drop(): Promise<void> {
		return this.#keeper.drop();
	}

	async #save(text: string): Promise<void> {
		if (!this.#ticketId) return;
		await this.#bridge.support.saveDraft(this.#by, { ticketId: this.#ticketId, kind: "resolution", text });
	}

	forget(): void {
		void this.#keeper.drop();
		this.#ticketId = "";
		this.put({ resolution: "", causeId: "", causes: [], unkept: null });
	}
}
