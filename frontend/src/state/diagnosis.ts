import type { Bridge, BridgeError, DiagnosisFacts } from "../bridge/bridge";
import { failureOf } from "./failure";
import { Reload, Store } from "./store";

/** How often what is looked at is looked up again: ages and the disk change without an event. */
const LOOK_EVERY = 2000;

export interface DiagnosisState {
	/** Null until they are known. */
	facts: DiagnosisFacts | null;
	/** The program could not say how it stands; the facts are those of before. */
	failed: boolean;
	saving: boolean;
	/** Where an archive was saved last. */
	saved: string;
	/** Why the last one was not. */
	failure: BridgeError | null;
}

/** How the workstation stands, while somebody looks. */
export class DiagnosisStore extends Store<DiagnosisState> {
	readonly #bridge: Bridge;
	readonly #reload: Reload;
	#looking: ReturnType<typeof setInterval> | undefined;

	constructor(bridge: Bridge) {
		super({ facts: null, failed: false, saving: false, saved: "", failure: null });
		this.#bridge = bridge;
		this.#reload = new Reload(async () => {
			try {
				const facts = await bridge.diagnosis.look();
				this.merge({ facts, failed: false });
			} catch {
				this.merge({ failed: true });
			}
		});
	}

	/** Looks until it is left; what an earlier look left behind is not shown. */
	look(): () => void {
		this.merge({ facts: null, failed: false, saved: "", failure: null });
		clearInterval(this.#looking);
		this.#looking = setInterval(() => void this.#reload.ask(), LOOK_EVERY);
		void this.#reload.ask();
		return () => {
			clearInterval(this.#looking);
			this.#looking = undefined;
		};
	}

	/** Something of it changed. */
	async changed(): Promise<void> {
		if (this.#looking !== undefined) await this.#reload.ask();
	}

	async save(): Promise<void> {
		if (this.value.saving) return;
		this.merge({ saving: true, saved: "", failure: null });
		try {
			const { file } = await this.#bridge.diagnosis.save();
			this.merge({ saving: false, saved: file });
		} catch (cause) {
			this.merge({ saving: false, failure: failureOf(cause) });
		}
	}
}
