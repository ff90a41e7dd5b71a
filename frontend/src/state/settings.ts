import type { Bridge, Language, Settings, Theme } from "../bridge/bridge";
import { Store } from "./store";

/** The workstation's settings. A change shows at once, whether or not it can be kept. */
export class SettingsStore extends Store<Settings> {
	readonly #bridge: Bridge;

	constructor(bridge: Bridge) {
		super({
			language: "it",
			theme: "system",
			contrast: "system",
			textSize: 100,
			sound: true,
			enterSends: false,
			proxy: "system",
			proxyAddress: "",
			caFile: "",
		});
		this.#bridge = bridge;
	}

	async load(): Promise<void> {
		this.put(await this.#bridge.settings.get());
	}

	setLanguage(language: Language): Promise<void> {
		return this.#set({ ...this.value, language });
	}

	setTheme(theme: Theme): Promise<void> {
		return this.#set({ ...this.value, theme });
	}

	async #set(next: Settings): Promise<void> {
		this.put(next);
		await this.#bridge.settings.set(next).catch(() => {});
	}
}
