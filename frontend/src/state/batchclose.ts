import type { Bridge, BridgeError } from "../bridge/bridge";
import { Keeper, type Written } from "./draft";
import { Store } from "./store";

interface Resolution {
	resolution: string;
	causeId: string;
}

const NONE: Resolution = { resolution: "", causeId: "" };

export interface BatchCloseState extends Resolution {
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
	readonly #keeper: Keeper<Resolution>;
	#by = "";
	#ticketId = "";

	constructor(bridge: Bridge) {
		super({ ...NONE, causes: [], unkept: null });
		this.#bridge = bridge;
		this.#keeper = new Keeper<Resolution>((resolution) => this.#save(resolution));
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
		const { resolution, causeId } = this.value;
		if (draft && !resolution && !causeId) this.merge({ resolution: draft.text, causeId: draft.causeId });
		else if (moved && (resolution || causeId)) this.#keeper.keep({ resolution, causeId });
	}

	write(resolution: string): void {
		this.merge({ resolution });
		this.#keeper.keep({ resolution, causeId: this.value.causeId });
	}

	choose(causeId: string): void {
		this.merge({ causeId });
		this.#keeper.keep({ resolution: this.value.resolution, causeId });
	}

	/** They are closed: nothing of it is kept any more. */
	async done(): Promise<void> {
		await this.#keeper.drop();
		await this.#save(NONE).catch(() => {});
		this.merge(NONE);
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

	async #save({ resolution, causeId }: Resolution): Promise<void> {
		if (!this.#ticketId) return;
		const draft = { text: resolution, causeId, outcome: "" as const, againAt: 0 };
		await this.#bridge.support.saveDraft(this.#by, { ticketId: this.#ticketId, kind: "resolution", ...draft });
	}

	forget(): void {
		void this.#keeper.drop();
		this.#ticketId = "";
		this.put({ ...NONE, causes: [], unkept: null });
	}
}
