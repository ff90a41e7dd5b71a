import type { Bridge, BridgeError } from "../bridge/bridge";
import { Keeper, type Written } from "./draft";
import { failureOf } from "./failure";
import { Store } from "./store";

export interface RefusedState {
	/** What the act is corrected to, as far as it has been written; its own words at first. */
	text: string;
	editing: boolean;
	failure: BridgeError | null;
}

/** What is being done about an act that the server did not take. The correction of its words is kept as any draft is. */
export class RefusedStore extends Store<RefusedState> implements Written {
	readonly keeper: Keeper<string>;
	readonly #bridge: Bridge;
	readonly #actId: string;
	#loading: Promise<BridgeError | null> | null = null;
	#sending: Promise<boolean> | null = null;

	/** `by` is whoever corrects it, `text` what the act says. */
	constructor(bridge: Bridge, by: string, actId: string, text: string) {
		super({ text, editing: false, failure: null });
		this.#bridge = bridge;
		this.#actId = actId;
		this.keeper = new Keeper((corrected) => bridge.compose.saveCorrection(by, actId, corrected));
	}

	/** Takes up a correction that was begun: whoever comes back sees that it has not been sent. Tells why it could not. */
	load(): Promise<BridgeError | null> {
		this.#loading ??= this.#load();
		return this.#loading;
	}

	async #load(): Promise<BridgeError | null> {
		try {
			const text = await this.#bridge.compose.correction(this.#actId);
			if (text) {
				this.merge({ text, editing: true });
				this.keeper.found();
			}
			return null;
		} catch (cause) {
			this.#loading = null;
			return failureOf(cause);
		}
	}

	/** Opens the correction, once it is known whether one was begun: nothing is written over it. */
	async edit(): Promise<void> {
		const failure = await this.load();
		this.merge(failure ? { failure } : { editing: true, failure: null });
	}

	/** Puts the correction away; what was written of it stays. */
	later(): void {
		this.merge({ editing: false, failure: null });
	}

	type(text: string): void {
		if (this.#sending) return;
		this.merge({ text, failure: null });
		this.keeper.keep(text);
	}

	/** Sends it again as it is corrected; true when it is on its way. */
	resend(): Promise<boolean> {
		this.#sending ??= this.#resend().finally(() => {
			this.#sending = null;
		});
		return this.#sending;
	}

	async #resend(): Promise<boolean> {
		const { text } = this.value;
		this.merge({ failure: null });
		try {
			await this.keeper.drop();
			await this.#bridge.compose.resend(this.#actId, text);
			this.merge({ editing: false });
			return true;
		} catch (cause) {
			this.keeper.keep(text);
			this.merge({ failure: failureOf(cause) });
			return false;
		}
	}

	/** Gives the act up, and its correction with it. */
	async discard(): Promise<void> {
		this.merge({ failure: null });
		try {
			await this.#bridge.compose.discard(this.#actId);
			await this.keeper.drop();
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
		}
	}

	/** What was tried with its words and did not work. */
	failed(cause: unknown): void {
		this.merge({ failure: failureOf(cause) });
	}

	get unsaved(): boolean {
		return this.keeper.unsaved;
	}

	async flush(): Promise<void> {
		await this.#sending;
		await this.keeper.flush();
	}

	drop(): Promise<void> {
		return this.keeper.drop();
	}
}
