import type { BridgeError } from "../bridge/bridge";
import {
	type Arrow,
	blank,
	type Corner,
	cornerOf,
	type Drawing,
	type End,
	isArrow,
	isBlank,
	type Point,
	placed,
	type Size,
	withArrow,
	withCorner,
	withCrop,
	withEnd,
	withoutArrow,
} from "../model/drawing";
import { failureOf } from "./failure";
import { Store } from "./store";

export type Tool = "arrow" | "crop";

export interface DrawingState {
	drawing: Drawing;
	tool: Tool;
	/** What can be taken back. */
	steps: readonly Drawing[];
	saving: boolean;
	failure: BridgeError | null;
	/** Somebody was about to leave what they have drawn. */
	leaving: boolean;
}

/** A picture while it is drawn on. Nothing of it is changed until it is saved. */
export class DrawingStore extends Store<DrawingState> {
	readonly size: Size;
	/** What was done last by keys: going on with it is no new step. */
	#last = "";
	/** Where the pointer went down, and what was there before. */
	#begun: { at: Point; before: Drawing } | null = null;

	constructor(size: Size) {
		super({ drawing: blank(size), tool: "arrow", steps: [], saving: false, failure: null, leaving: false });
		this.size = size;
	}

	get blank(): boolean {
		return isBlank(this.value.drawing, this.size);
	}

	choose(tool: Tool): void {
		this.#last = "";
		this.merge({ tool, leaving: false });
	}

	#step(drawing: Drawing, what = ""): void {
		const { steps, drawing: before } = this.value;
		const goesOn = what !== "" && what === this.#last;
		this.#last = what;
		this.merge({ drawing, steps: goesOn ? steps : [...steps, before], failure: null, leaving: false });
	}

	/** One more arrow, which its ends then lead; its place among the others. */
	add(): number {
		const { drawing } = this.value;
		this.#step(withArrow(drawing, placed(drawing)));
		return drawing.arrows.length;
	}

	remove(at: number): void {
		if (at < this.value.drawing.arrows.length) this.#step(withoutArrow(this.value.drawing, at));
	}

	moveEnd(at: number, end: End, by: Point): void {
		const point = this.value.drawing.arrows[at]?.[end];
		if (!point) return;
		const to = { x: point.x + by.x, y: point.y + by.y };
		this.#step(withEnd(this.value.drawing, at, end, to, this.size), `${at} ${end}`);
	}

	moveCorner(corner: Corner, by: Point): void {
		const point = cornerOf(this.value.drawing.crop, corner);
		const to = { x: point.x + by.x, y: point.y + by.y };
		this.#step(withCorner(this.value.drawing, corner, to, this.size), corner);
	}

	/** The pointer goes down on the picture, or on what can be taken of it. */
	begin(at: Point): void {
		this.#last = "";
		this.#begun = { at, before: this.value.drawing };
	}

	/** It moves: an arrow grows out of where it went down, or what is to be left of the picture is framed. */
	drag(to: Point): void {
		if (!this.#begun) return;
		const { at, before } = this.#begun;
		const arrow: Arrow = { from: at, to };
		const drawing =
			this.value.tool === "crop"
				? withCrop(before, at, to, this.size)
				: isArrow(arrow, this.size)
					? withEnd(withArrow(before, arrow), before.arrows.length, "to", to, this.size)
					: before;
		this.merge({ drawing });
	}

	dragEnd(at: number, end: End, to: Point): void {
		if (this.#begun) this.merge({ drawing: withEnd(this.#begun.before, at, end, to, this.size) });
	}

	dragCorner(corner: Corner, to: Point): void {
		if (this.#begun) this.merge({ drawing: withCorner(this.#begun.before, corner, to, this.size) });
	}

	/** It goes up: what became of it is one step. */
	end(): void {
		const begun = this.#begun;
		this.#begun = null;
		if (!begun || begun.before === this.value.drawing) return;
		this.merge({ steps: [...this.value.steps, begun.before], failure: null, leaving: false });
	}

	undo(): void {
		const { steps } = this.value;
		const before = steps.at(-1);
		this.#last = "";
		if (before) this.merge({ drawing: before, steps: steps.slice(0, -1), leaving: false });
	}

	/** Whether it may be left at once: nothing has been drawn, or somebody has said twice that it may go. */
	leave(): boolean {
		if (this.blank || this.value.leaving) return true;
		this.merge({ leaving: true });
		return false;
	}

	/** Makes a picture of it, and keeps that; false when either did not work. */
	async save(make: () => Promise<Blob>, keep: (bytes: Blob) => Promise<boolean>): Promise<boolean> {
		if (this.value.saving) return false;
		this.merge({ saving: true, failure: null, leaving: false });
		try {
			if (await keep(await make())) return true;
			this.merge({ failure: { code: "storage" } });
			return false;
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
			return false;
		} finally {
			this.merge({ saving: false });
		}
	}
}
