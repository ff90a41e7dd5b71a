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

	/**
	 * What was being written when the dialog was put away, or when the program ended, is there again; first of all what was
	 * begun for this ticket itself.
	 */
	async begin(ticketId: string): Promise<void> {
		const before = this.#ticketId;
		const [causes, draft] = await Promise.all([
			this.#bridge.console.causes().catch(() => []),
			before !== ticketId ? this.#bridge.support.draft(ticketId, "resolution").catch(() => null) : null,
		]);
		this.merge({ causes });
		// What stands here is on the disk as its own ticket's before it makes room; where it cannot be, it stays in front.
		await this.#keeper.flush();
		if (before === ticketId || (before && (!draft || this.#keeper.unsaved))) return;
		this.#ticketId = ticketId;
		const { resolution, causeId } = this.value;
		const own = draft !== null && (draft.text !== "" || draft.causeId !== "");
		if (own && (before || (!resolution && !causeId))) {
			this.merge({ resolution: draft.text, causeId: draft.causeId });
		} else if (resolution || causeId) {
			// Whoever was quicker than the disk goes on with what was there.
			this.merge({ resolution: (draft?.text ?? "") + resolution, causeId: causeId || (draft?.causeId ?? "") });
			this.#keeper.keep(this.#written);
		}
	}

	get #written(): Resolution {
		const { resolution, causeId } = this.value;
		return { resolution, causeId };
	}

	write(resolution: string): void {
		this.merge({ resolution });
		this.#keeper.keep(this.#written);
	}

	choose(causeId: string): void {
		this.merge({ causeId });
		this.#keeper.keep(this.#written);
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
