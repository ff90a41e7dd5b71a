import type { Bridge, Present } from "../bridge/bridge";
import { Reload, Store } from "./store";

/** How long somebody writes after their last key. */
const RESTS_AFTER = 5000;

type State = Present["state"];

/** Who else is in a ticket, and what those there are told of whoever is in front. */
export class PresenceStore extends Store<Present[]> {
	readonly #bridge: Bridge;
	readonly #ticketId: string;
	readonly #reload: Reload<Present[]>;
	#told: State | "" = "";
	#rest: ReturnType<typeof setTimeout> | undefined;

	constructor(bridge: Bridge, ticketId: string) {
		super([]);
		this.#bridge = bridge;
		this.#ticketId = ticketId;
		this.#reload = new Reload(
			() => bridge.tickets.present(ticketId),
			(present) => this.put(present),
		);
	}

	/** The ticket is in front. */
	begin(): void {
		this.#tell("viewing");
		void this.changed();
	}

	/** Somebody came, went, or does something else. */
	async changed(): Promise<void> {
		// Who is there is nice to know; where nobody can say, nobody is.
		await this.#reload.ask().catch(() => this.put([]));
	}

	/** A key was pressed in what is to be a reply or a note. */
	types(state: "typing" | "typing_note"): void {
		clearTimeout(this.#rest);
		this.#rest = setTimeout(() => this.rests(), RESTS_AFTER);
		this.#tell(state);
	}

	/** What was being written has gone, or nobody goes on with it. */
	rests(): void {
		clearTimeout(this.#rest);
		if (this.#told) this.#tell("viewing");
	}

	/** The ticket is no longer in front. */
	end(): void {
		clearTimeout(this.#rest);
		this.#told = "";
	}

	#tell(state: State): void {
		if (state === this.#told) return;
		this.#told = state;
		this.#bridge.tickets.doing(this.#ticketId, state).catch(() => {});
	}
}
