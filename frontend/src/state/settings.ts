import type { Bridge, BridgeError, Settings } from "../bridge/bridge";
import { failureOf } from "./failure";
import { Queue, Store } from "./store";

/** What of the settings shows at once, whether or not it can be kept. */
export type Preferences = Pick<
	Settings,
	"language" | "theme" | "contrast" | "textSize" | "sound" | "enterSends" | "fileRoom"
>;

/** The workstation's settings, as they hold now. */
export class SettingsStore extends Store<Settings> {
	readonly #bridge: Bridge;
	readonly #queue = new Queue();
	/** Why the last change could not be kept; it holds all the same until the program ends. */
	readonly unkept = new Unkept();
	readonly network: NetworkStore;

	constructor(bridge: Bridge) {
		super({
			language: "it",
			theme: "system",
			contrast: "system",
			textSize: 100,
			sound: true,
			enterSends: false,
			fileRoom: 2 * 1024 ** 3,
			proxy: "system",
			proxyAddress: "",
			caFile: "",
		});
		this.#bridge = bridge;
		this.network = new NetworkStore(this, bridge);
	}

	async load(): Promise<void> {
		this.put(await this.#bridge.settings.get());
		this.network.begin();
	}

	async change(part: Partial<Preferences>): Promise<void> {
		this.merge(part);
		await this.#queue.run(async () => {
			try {
				await this.#bridge.settings.set(this.value);
				this.unkept.tell(null);
			} catch (cause) {
				this.unkept.tell(failureOf(cause));
			}
		});
	}

	/** How the network is reached changes only once the program has taken it. */
	changeNetwork(part: Pick<Settings, "proxy" | "proxyAddress" | "caFile">): Promise<void> {
		return this.#queue.run(async () => {
			await this.#bridge.settings.set({ ...this.value, ...part });
			this.merge(part);
		});
	}
}

class Unkept extends Store<BridgeError | null> {
	constructor() {
		super(null);
	}

	tell(failure: BridgeError | null): void {
		this.put(failure);
	}
}

export interface NetworkState {
	proxy: Settings["proxy"];
	/** As typed. */
	proxyAddress: string;
	caFile: string;
	/** What is wrong with a field: nothing is there, or the program does not take what is. */
	faults: { proxyAddress?: "required" | "refused"; caFile?: "refused" };
	/** Why it could not be changed, if that is no field's fault. */
	failure: BridgeError | null;
	/** What is shown is how it is done now. */
	holds: boolean;
}

/** How the network is reached, as it is being filled in: what is refused stays as it was typed. */
export class NetworkStore extends Store<NetworkState> {
	readonly #settings: SettingsStore;
	readonly #bridge: Bridge;
	#round = 0;

	constructor(settings: SettingsStore, bridge: Bridge) {
		super({ proxy: "system", proxyAddress: "", caFile: "", faults: {}, failure: null, holds: true });
		this.#settings = settings;
		this.#bridge = bridge;
	}

	/** Begins with what holds; whatever was typed and not taken goes. */
	begin(): void {
		const { proxy, proxyAddress, caFile } = this.#settings.value;
		this.put({ proxy, proxyAddress, caFile, faults: {}, failure: null, holds: true });
	}

	async chooseProxy(proxy: Settings["proxy"]): Promise<void> {
		this.merge({ proxy, holds: false, failure: null, faults: this.#without("proxyAddress") });
		// An address is asked for first.
		if (proxy === "address" && !this.value.proxyAddress.trim()) return;
		await this.#save();
	}

	typeProxyAddress(proxyAddress: string): void {
		this.merge({ proxyAddress, holds: false, failure: null, faults: this.#without("proxyAddress") });
	}

	async leaveProxyAddress(): Promise<void> {
		const { proxy, proxyAddress, holds, faults } = this.value;
		if (proxy !== "address" || holds) return;
		if (!proxyAddress.trim()) {
			this.merge({ faults: { ...faults, proxyAddress: "required" } });
			return;
		}
		await this.#save();
	}

	async chooseCaFile(): Promise<void> {
		try {
			const caFile = await this.#bridge.settings.chooseCaFile();
			if (!caFile) return;
			this.merge({ caFile, holds: false, failure: null, faults: this.#without("caFile") });
			await this.#save();
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
		}
	}

	async removeCaFile(): Promise<void> {
		this.merge({ caFile: "", holds: false, failure: null, faults: this.#without("caFile") });
		await this.#save();
	}

	#without(field: "proxyAddress" | "caFile"): NetworkState["faults"] {
		return { ...this.value.faults, [field]: undefined };
	}

	async #save(): Promise<void> {
		const { proxy, proxyAddress, caFile } = this.value;
		const round = ++this.#round;
		// An address that is not used, and might be wrong, must not keep anything else from being changed.
		const address = proxy === "address" ? proxyAddress.trim() : this.#settings.value.proxyAddress;
		try {
			await this.#settings.changeNetwork({ proxy, proxyAddress: address, caFile });
			if (round === this.#round) this.merge({ faults: {}, failure: null, holds: true });
		} catch (cause) {
			if (round !== this.#round) return;
			const failure = failureOf(cause);
			const at = (name: string) => failure.fields?.some(({ location }) => location.replace(/^body\./, "") === name);
			const faults: NetworkState["faults"] = {
				...(at("proxyAddress") ? { proxyAddress: "refused" as const } : {}),
				...(at("caFile") ? { caFile: "refused" as const } : {}),
			};
			this.merge({ faults, failure: Object.keys(faults).length ? null : failure });
		}
	}
}
