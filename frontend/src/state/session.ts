import type { Bridge, Credentials, ServerFound, SessionState } from "../bridge/bridge";
import { Store } from "./store";

/** Where the program stands: who is in front, or nobody. Null until it is known. */
export class SessionStore extends Store<SessionState | null> {
	readonly #bridge: Bridge;
	/** Counts what was asked: an answer that was overtaken by a later one says nothing any more. */
	#round = 0;

	constructor(bridge: Bridge) {
		super(null);
		this.#bridge = bridge;
	}

	async load(): Promise<void> {
		await this.#take(this.#bridge.session.state());
	}

	findServer(address: string): Promise<ServerFound> {
		return this.#bridge.session.findServer(address.trim());
	}

	async signIn(credentials: Credentials): Promise<void> {
		await this.#take(this.#bridge.session.signIn(credentials));
	}

	/** Of whoever is in front already: the session begins anew, and everything stays where it is. */
	async enterAgain(password: string): Promise<void> {
		const me = this.value?.me;
		if (!me) return;
		await this.signIn({ address: me.serverAddress, login: me.login, password, remember: me.remembered });
	}

	async signOut(): Promise<void> {
		await this.#take(this.#bridge.session.signOut());
	}

	async changePassword(current: string, next: string): Promise<void> {
		await this.#take(this.#bridge.session.changePassword({ current, next }));
	}

	async #take(answer: Promise<SessionState>): Promise<void> {
		const round = ++this.#round;
		const state = await answer;
		if (round === this.#round) this.put(state);
	}
}
