import type { Bridge, BridgeError, CannedReply } from "../bridge/bridge";
import { Keeper, type Written } from "./draft";
import { failureOf } from "./failure";
import { Reload, Store } from "./store";

export interface CannedState {
	replies: CannedReply[];
	loaded: boolean;
	/** The one being written, as it stands in the form; null while none is. */
	draft: CannedReply | null;
	/** What is missing, or why it was not taken. */
	faults: { name?: "required" | "taken"; text?: "required" };
	failure: BridgeError | null;
	/** Why what stands in the form is not on the disk yet. */
	unkept: BridgeError | null;
}

const NONE: CannedState = { replies: [], loaded: false, draft: null, faults: {}, failure: null, unkept: null };

/**
 * Canned replies, and the form in which they are written. What is in the form stays there when the form is put away; it is
 * kept on the disk, that of each reply by itself, until it is taken or given up.
 */
export class CannedStore extends Store<CannedState> implements Written {
	readonly #bridge: Bridge;
	readonly #reload: Reload<CannedReply[]>;
	readonly #keeper: Keeper<CannedReply>;
	#by = "";
	/** Counts what was chosen to be written: only the last one comes into the form. */
	#round = 0;

	constructor(bridge: Bridge) {
		super(NONE);
		this.#bridge = bridge;
		this.#reload = new Reload(
			() => bridge.console.cannedReplies(),
			(replies) => this.merge({ replies, loaded: true }),
		);
		this.#keeper = new Keeper((draft) => bridge.console.saveCannedReplyDraft(this.#by, draft));
		this.#keeper.subscribe(() => this.merge({ unkept: this.#keeper.failure }));
	}

	begin(by: string): Promise<void> {
		this.#by = by;
		return this.#reload.ask();
	}

	changed(): Promise<void> {
		return this.#by ? this.#reload.ask() : Promise.resolve();
	}

	/** A new one, or one that is there, to be changed: as it was being written when it was left. */
	async edit(reply: CannedReply | null): Promise<void> {
		const round = ++this.#round;
		const chosen = reply ?? { id: "", name: "", text: "", shared: false };
		await this.#keeper.flush();
		// What cannot be put on the disk stays in front.
		if (this.#keeper.unsaved) return;
		const kept = await this.#bridge.console.cannedReplyDraft(chosen.id).catch(() => chosen);
		if (round !== this.#round) return;
		this.merge({ draft: kept.name || kept.text ? kept : chosen, faults: {}, failure: null });
	}

	write(part: Partial<CannedReply>): void {
		const { draft, faults } = this.value;
		if (!draft) return;
		const { name, text } = faults;
		const written = { ...draft, ...part };
		this.#keeper.keep(written);
		this.merge({
			draft: written,
			faults: {
				...(name && part.name === undefined ? { name } : {}),
				...(text && part.text === undefined ? { text } : {}),
			},
		});
	}

	/** True when it is on the disk. */
	async save(): Promise<boolean> {
		const { draft, replies } = this.value;
		if (!draft) return false;
		const name = draft.name.trim().replace(/^\//, "");
		const same = replies.some((one) => one.id !== draft.id && one.shared === draft.shared && one.name === name);
		const faults: CannedState["faults"] = {
			...(!name ? { name: "required" as const } : same ? { name: "taken" as const } : {}),
			...(draft.text.trim() ? {} : { text: "required" as const }),
		};
		this.merge({ faults, failure: null });
		if (Object.keys(faults).length) return false;
		try {
			await this.#keeper.flush();
			const { id } = await this.#bridge.console.saveCannedReply(this.#by, { ...draft, name, text: draft.text.trim() });
			await this.#keeper.drop();
			const further = this.value.draft;
			// What was typed while it was being kept is a change of it.
			if (further && further !== draft) this.write({ id });
			else this.merge({ draft: null });
			await this.#reload.ask().catch(() => {});
			return true;
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
			return false;
		}
	}

	async giveUp(): Promise<void> {
		const { draft } = this.value;
		this.#round++;
		this.merge({ draft: null, faults: {}, failure: null });
		await this.#keeper.drop();
		if (draft)
			await this.#bridge.console.saveCannedReplyDraft(this.#by, { ...draft, name: "", text: "" }).catch(() => {});
	}

	async remove(id: string): Promise<void> {
		try {
			await this.#bridge.console.removeCannedReply(this.#by, id);
			if (this.value.draft?.id === id) await this.giveUp();
			await this.#reload.ask();
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
		}
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

	forget(): void {
		void this.#keeper.drop();
		this.#round++;
		this.#by = "";
		this.#reload.forget();
		this.put(NONE);
	}
}
