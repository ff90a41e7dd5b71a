import { Store } from "./store";

export interface Progress {
	/** How many bytes the server has. */
	sent: number;
	/** How many bytes are here. */
	received: number;
}

/** How far files have come, by their ids, as far as it was told since the program began. */
export class ProgressStore extends Store<ReadonlyMap<string, Progress>> {
	constructor() {
		super(new Map());
	}

	tell({ id, sent, received }: { id: string } & Progress): void {
		this.put(new Map(this.value).set(id, { sent, received }));
	}

	forget(): void {
		this.put(new Map());
	}
}
