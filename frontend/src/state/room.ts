import type { Bridge, Room } from "../bridge/bridge";
import { Store } from "./store";

/** How much of this disk the files of whoever is in front take; null while it is not known. */
export class RoomStore extends Store<Room | null> {
	readonly #bridge: Bridge;
	readonly #by: () => string;

	/** `by` says who is in front. */
	constructor(bridge: Bridge, by: () => string) {
		super(null);
		this.#bridge = bridge;
		this.#by = by;
	}

	async load(): Promise<void> {
		const by = this.#by();
		const room = by ? await this.#bridge.attachments.room(by).catch(() => null) : null;
		if (by === this.#by()) this.put(room);
	}
}
