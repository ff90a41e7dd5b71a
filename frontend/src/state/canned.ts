import type { Bridge, BridgeError, CannedReply } from "../bridge/bridge";
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
}

const NONE: CannedState = { replies: [], loaded: false, draft: null, faults: {}, failure: null };

/** Canned replies, and the form in which they are written. What is in the form stays there when the form is put away. */
export class CannedStore extends Store<CannedState> {
	readonly #bridge: Bridge;
	readonly #reload: Reload<CannedReply[]>;
	#by = "";

	constructor(bridge: Bridge) {
		super(NONE);
		this.#bridge = bridge;
		this.#reload = new Reload(
			() => bridge.console.cannedReplies(),
			(replies) => this.merge({ replies, loaded: true }),
		);
	}

	begin(by: string): Promise<void> {
		this.#by = by;
		return this.#reload.ask();
	}

	changed(): Promise<void> {
		return this.#by ? this.#reload.ask() : Promise.resolve();
	}

	/** A new one, or one that is there, to be changed. */
	edit(reply: CannedReply | null): void {
		this.merge({ draft: reply ?? { id: "", name: "", text: "", shared: false }, faults: {}, failure: null });
	}

	write(part: Partial<CannedReply>): void {
		const { draft, faults } = this.value;
		if (!draft) return;
		const { name, text } = faults;
		this.merge({
			draft: { ...draft, ...part },
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
			await this.#bridge.console.saveCannedReply(this.#by, { ...draft, name, text: draft.text.trim() });
			this.merge({ draft: null });
			await this.#reload.ask().catch(() => {});
			return true;
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
			return false;
		}
	}

	giveUp(): void {
		this.merge({ draft: null, faults: {}, failure: null });
	}

	async remove(id: string): Promise<void> {
		try {
			await this.#bridge.console.removeCannedReply(this.#by, id);
			if (this.value.draft?.id === id) this.giveUp();
			await this.#reload.ask();
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
		}
	}

	forget(): void {
		this.#by = "";
		this.#reload.forget();
		this.put(NONE);
	}
}
