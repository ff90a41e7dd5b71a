import type { AttachmentsStore, LooseFile } from "./attachments";
import { Store } from "./store";

/** Where files that are dropped on the window can go. */
export interface DropTarget {
	id: string;
	kind: "reply" | "note" | "new";
	/** Of the ticket; 0 where it has none yet. */
	number: number;
	files: AttachmentsStore;
	/** It comes in front, so that one sees what came. */
	show(): void;
}

export interface DropState {
	/** Files are being dragged over the window. */
	dragging: boolean;
	/** Over which target; empty when over none. */
	over: string;
	targets: readonly DropTarget[];
}

/** How long after a drop the system may take to say where the files are. */
const LATE = 3000;

/**
 * What is dragged over the window, and where it may go: that is said by whatever is in front, and by what lies behind it
 * where that says nothing.
 */
export class DropStore extends Store<DropState> {
	readonly #offers: (readonly DropTarget[])[] = [];
	/** Files were dropped here a moment ago, and it is not known yet which. */
	#awaited: { target: DropTarget; until: number } | null = null;

	constructor() {
		super({ dragging: false, over: "", targets: [] });
	}

	/** From now on files can go there, or behind all that is offered; returns the way to take that back. */
	offer(targets: readonly DropTarget[], behind = false): () => void {
		if (behind) this.#offers.unshift(targets);
		else this.#offers.push(targets);
		this.#look();
		return () => {
			this.#offers.splice(this.#offers.indexOf(targets), 1);
			this.#look();
		};
	}

	#look(): void {
		this.merge({ targets: this.#offers.at(-1) ?? [] });
	}

	/** Files are over the window, and over one of the targets. A single one is all of the window. */
	drag(over: string): void {
		const { targets } = this.value;
		const wanted = targets.length === 1 ? (targets[0]?.id ?? "") : over;
		if (!this.value.dragging || this.value.over !== wanted) this.merge({ dragging: true, over: wanted });
	}

	/** They have left, or were dropped where nothing takes them. */
	end(): void {
		if (this.value.dragging) this.merge({ dragging: false, over: "" });
	}

	get target(): DropTarget | null {
		return this.value.targets.find(({ id }) => id === this.value.over) ?? null;
	}

	/** Dropped; the system is going to say what. */
	await(): void {
		const { target } = this;
		this.#awaited = target && { target, until: Date.now() + LATE };
		this.end();
	}

	/** Dropped where the system does not say from where. */
	loose(files: readonly LooseFile[]): void {
		const { target } = this;
		this.end();
		if (!target) return;
		target.show();
		void target.files.addLoose(files);
	}

	/** The system says what was dropped; where it comes before the page has heard of the drop, it is what is dragged now. */
	paths(paths: string[]): void {
		const awaited = this.#awaited && this.#awaited.until > Date.now() ? this.#awaited.target : null;
		const target = this.target ?? awaited;
		this.#awaited = null;
		this.end();
		if (!target) return;
		target.show();
		void target.files.addPaths(paths);
	}
}
