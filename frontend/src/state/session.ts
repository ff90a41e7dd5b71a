import type { Bridge, Credentials, ServerFound, SessionState } from "../bridge/bridge";
import { Store } from "./store";

/** Where the program stands: who is in front, or nobody. Null until it is known. */
export class SessionStore extends Store<SessionState | null> {
	readonly #bridge: Bridge;

	constructor(bridge: Bridge) {
		super(null);
		this.#bridge = bridge;
	}

	async load(): Promise<void> {
		this.put(await this.#bridge.session.state());
	}

	findServer(address: string): Promise<ServerFound> {
		return this.#bridge.session.findServer(address.trim());
	}

	async signIn(credentials: Credentials): Promise<void> {
		this.put(await this.#bridge.session.signIn(credentials));
	}

	/** Of whoever is in front already: the session begins anew, and everything stays where it is. */
	async enterAgain(password: string): Promise<void> {
		const me = this.value?.me;
		if (!me) return;
		const { sessionKept } = await this.#bridge.settings.about();
		await this.signIn({ address: me.serverAddress, login: me.login, password, remember: sessionKept !== "none" });
	}

	async signOut(): Promise<void> {
		this.put(await this.#bridge.session.signOut());
	}

	async changePassword(current: string, next: string): Promise<void> {
		this.put(await this.#bridge.session.changePassword({ current, next }));
	}
}
