import type { Attached, Bridge, BridgeError, PersonRef, Preview, TicketFile } from "../bridge/bridge";
import { isAbsent, isPicture, isText } from "../model/files";
import { fitted, moved, type Pose, turned, zoomed } from "../model/pose";
import type { AttachmentsStore } from "./attachments";
import { failureOf } from "./failure";
import { Reload, Store } from "./store";

/** A file that can be looked at, and who sent it when; of a draft nobody has yet. */
export interface Viewed {
	attached: Attached;
	author: PersonRef | null;
	at: number;
	note: boolean;
}

export interface ViewerState {
	/** What one walks over: all pictures of the ticket, or of the draft; a file that is no picture stands alone. */
	files: Viewed[];
	at: number;
	/** The draft whose files these are; null of a ticket's. */
	draft: AttachmentsStore | null;
	/** The ticket whose files these are; empty of a draft's. */
	ticketId: string;
	pose: Pose;
	preview: Preview | null;
	/** What the program is doing with the file in front. */
	busy: "" | "fetching" | "saving" | "opening";
	/** It was saved where somebody said. */
	saved: boolean;
	/** What could not be done, and why. */
	failure: { what: "fetch" | "save" | "open"; reason: BridgeError } | null;
	/** Whether it is asked if the file may be opened by the system. */
	asking: boolean;
	/** The picture in front is drawn on. */
	drawing: boolean;
}

/** What is looked at closely; null while nothing is. */
export class ViewerStore extends Store<ViewerState | null> {
	readonly #bridge: Bridge;
	readonly #by: () => string;
	readonly #reload: Reload;
	/** Counts what was opened: what comes of an earlier one says nothing any more. */
	#round = 0;

	/** `by` says who is in front. */
	constructor(bridge: Bridge, by: () => string) {
		super(null);
		this.#bridge = bridge;
		this.#by = by;
		this.#reload = new Reload(() => this.#again());
	}

	get file(): Viewed | null {
		return this.value?.files[this.value.at] ?? null;
	}

	openDraft(draft: AttachmentsStore, id: string): void {
		const all = draft.value.items.map((attached) => ({ attached, author: null, at: 0, note: false }));
		this.#open(all, id, { draft, ticketId: "" });
	}

	/**
	 * A file of a ticket's messages; with the other pictures of the ticket, as far as they are known. It says why it could not
	 * be opened.
	 */
	async openTicket(ticketId: string, id: string): Promise<BridgeError | null> {
		const round = ++this.#round;
		let all: Viewed[];
		try {
			all = await this.#ofTicket(ticketId);
		} catch (cause) {
			return round === this.#round ? failureOf(cause) : null;
		}
		if (round === this.#round) this.#open(all, id, { draft: null, ticketId });
		return null;
	}

	async #ofTicket(ticketId: string): Promise<Viewed[]> {
		const { items } = await this.#bridge.attachments.ofTicket(this.#by(), ticketId);
		return items.map(viewed);
	}

	#open(all: readonly Viewed[], id: string, of: Pick<ViewerState, "draft" | "ticketId">): void {
		const one = all.find(({ attached }) => attached.id === id);
		if (!one) return;
		const files = walked(all, one);
		this.put({
			files,
			at: files.indexOf(one),
			...of,
			pose: fitted(),
			preview: null,
			busy: "",
			saved: false,
			failure: null,
			asking: false,
			drawing: false,
		});
		void this.#bring();
	}

	/** Something has changed in these tickets, or in all: what is looked at may have arrived, or been given up. */
	async changed(ids: readonly string[], all: boolean): Promise<void> {
		const ticketId = this.value?.ticketId;
		if (ticketId && (all || ids.includes(ticketId))) await this.#reload.ask();
	}

	async #again(): Promise<void> {
		const ticketId = this.value?.ticketId;
		if (!ticketId) return;
		const all = await this.#ofTicket(ticketId);
		const { value, file } = this;
		const found = all.find(({ attached }) => attached.id === file?.attached.id);
		if (!value || !file || !found || value.ticketId !== ticketId) return;
		// What was brought while it was asked is here, whatever the answer says.
		const one = { ...found, attached: { ...found.attached, here: found.attached.here || file.attached.here } };
		const files = walked(
			all.map((other) => (other === found ? one : other)),
			one,
		);
		this.#change({ files, at: files.indexOf(one) });
		if (!isAbsent(file.attached) || isAbsent(one.attached)) return;
		this.#change({ failure: null });
		if (!value.busy) await this.#bring();
	}

	close(): void {
		this.#round++;
		this.put(null);
	}

	/** To the next one, or the one before; not beyond the ends. */
	walk(step: 1 | -1): void {
		const { value } = this;
		if (!value || value.drawing) return;
		const at = value.at + step;
		if (at < 0 || at >= value.files.length) return;
		this.#change({ at, pose: fitted(), preview: null, busy: "", saved: false, failure: null, asking: false });
		void this.#bring();
	}

	zoom(factor: number, about?: { x: number; y: number }): void {
		if (this.value) this.#change({ pose: zoomed(this.value.pose, factor, about) });
	}

	move(x: number, y: number): void {
		if (this.value) this.#change({ pose: moved(this.value.pose, x, y) });
	}

	turn(): void {
		if (this.value) this.#change({ pose: turned(this.value.pose) });
	}

	fit(): void {
		if (this.value) this.#change({ pose: { ...fitted(), turn: this.value.pose.turn } });
	}

	/** Tries again to bring what is not here. */
	again(): Promise<void> {
		return this.#bring();
	}

	/** What is not on this disk is fetched, and of a text the beginning read. */
	async #bring(): Promise<void> {
		const file = this.file;
		if (!file) return;
		const { attached } = file;
		const round = ++this.#round;
		const still = () => round === this.#round && this.value !== null;
		// The sender has it still: there is nothing to be fetched yet.
		if (isAbsent(attached) || (!isPicture(attached) && !isText(attached))) return;
		if (isPicture(attached) && attached.here) return;
		this.#change({ busy: "fetching", failure: null });
		try {
			if (isText(attached)) {
				const preview = await this.#bridge.attachments.preview(this.#by(), attached.id);
				if (still()) this.#change({ preview });
			} else await this.#bridge.attachments.fetch(this.#by(), attached.id);
			if (still()) this.#here(attached.id);
		} catch (cause) {
			if (still()) this.#change({ failure: { what: "fetch", reason: failureOf(cause) } });
		} finally {
			if (still()) this.#change({ busy: "" });
		}
	}

	#here(id: string): void {
		const files = this.value?.files.map((file) =>
			file.attached.id === id ? { ...file, attached: { ...file.attached, here: true } } : file,
		);
		if (files) this.#change({ files });
	}

	ask(asking: boolean): void {
		this.#change({ asking, failure: null });
	}

	/** Where to is asked by the system. */
	saveAs(): Promise<void> {
		return this.#act("save", "saving", (id) => this.#bridge.attachments.saveAs(this.#by(), id));
	}

	/** After the question. */
	openOutside(): Promise<void> {
		this.#change({ asking: false });
		return this.#act("open", "opening", (id) => this.#bridge.attachments.openOutside(this.#by(), id));
	}

	async #act(what: "save" | "open", busy: "saving" | "opening", work: (id: string) => Promise<unknown>): Promise<void> {
		const id = this.file?.attached.id;
		if (!id || this.value?.busy) return;
		const round = this.#round;
		this.#change({ busy, saved: false, failure: null });
		try {
			const done = await work(id);
			if (round !== this.#round) return;
			this.#here(id);
			this.#change({ saved: done === true });
		} catch (cause) {
			if (round === this.#round) this.#change({ failure: { what, reason: failureOf(cause) } });
		} finally {
			if (round === this.#round) this.#change({ busy: "" });
		}
	}

	draw(drawing: boolean): void {
		this.#change({ drawing, pose: fitted(), failure: null });
	}

	/** What was drawn takes the place of the picture in front; false when it could not be kept. */
	async drawn(bytes: Blob): Promise<boolean> {
		const { value, file } = this;
		if (!value?.draft || !file) return false;
		const after = await value.draft.replace(file.attached.id, bytes);
		if (!after || this.value?.files !== value.files) return after !== null;
		const files = value.files.map((one) => (one === file ? { ...one, attached: after } : one));
		this.#change({ files, drawing: false, pose: fitted() });
		return true;
	}

	async sendOriginal(original: boolean): Promise<void> {
		const { value, file } = this;
		if (!value?.draft || !file) return;
		await value.draft.sendOriginal(file.attached.id, original);
		const after = value.draft.value.items.find(({ id }) => id === file.attached.id);
		if (after && this.value) {
			this.#change({ files: this.value.files.map((one) => (one === file ? { ...one, attached: after } : one)) });
		}
	}

	#change(part: Partial<ViewerState>): void {
		if (this.value) this.put({ ...this.value, ...part });
	}

	forget(): void {
		this.close();
	}
}

const viewed = ({ attached, author, at, kind }: TicketFile): Viewed => ({
	attached,
	author,
	at,
	note: kind === "note",
});

/** What one walks over from that file on. */
const walked = (all: readonly Viewed[], one: Viewed): Viewed[] =>
	isPicture(one.attached)
		? all.filter((other) => other === one || (isPicture(other.attached) && other.attached.state !== "abandoned"))
		: [one];
