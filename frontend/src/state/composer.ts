import type { Bridge, BridgeError } from "../bridge/bridge";
import { Keeper } from "./draft";
import { failureOf } from "./failure";
import { Store } from "./store";

export type Mode = "reply" | "note";

export interface ComposerState {
	mode: Mode;
	/** Each mode has a text of its own. */
	texts: Record<Mode, string>;
	loaded: boolean;
	sending: boolean;
	failure: BridgeError | null;
}

/** What is being written in one ticket. */
export class ComposerStore extends Store<ComposerState> {
	readonly keepers: Record<Mode, Keeper<string>>;
	readonly #bridge: Bridge;
	readonly #ticketId: string;

	constructor(bridge: Bridge, ticketId: string) {
		super({ mode: "reply", texts: { reply: "", note: "" }, loaded: false, sending: false, failure: null });
		this.#bridge = bridge;
		this.#ticketId = ticketId;
		const keeper = (kind: Mode) =>
			new Keeper<string>((text) => bridge.compose.saveReplyDraft({ ticketId, kind, text }));
		this.keepers = { reply: keeper("reply"), note: keeper("note") };
	}

	/** Takes up the drafts; `after` is what must be on the disk before they are read. */
	async load(after: Promise<void> = Promise.resolve()): Promise<void> {
		await after;
		for (const mode of ["reply", "note"] as const) {
			try {
				const { text } = await this.#bridge.compose.replyDraft(this.#ticketId, mode);
				if (!text) continue;
				// Whoever was quicker than the disk goes on with the draft: what they typed comes after it.
				const typed = this.value.texts[mode];
				this.merge({ texts: { ...this.value.texts, [mode]: text + typed } });
				if (typed) this.keepers[mode].keep(text + typed);
				else this.keepers[mode].found();
			} catch {
				// A draft that cannot be read leaves an empty box; what is typed now is kept as ever.
			}
		}
		this.merge({ loaded: true });
	}

	setMode(mode: Mode): void {
		this.merge({ mode, failure: null });
	}

	type(text: string): void {
		const { mode, texts } = this.value;
		this.merge({ texts: { ...texts, [mode]: text }, failure: null });
		this.keepers[mode].keep(text);
	}

	/** Sends what is written; it stays in the box if it cannot be committed. */
	async send(): Promise<boolean> {
		const { mode, texts, sending } = this.value;
		const text = texts[mode];
		if (sending || !text.trim()) return false;
		this.merge({ sending: true, failure: null });
		try {
			// A save under way must not bring the draft back after the sending has removed it.
			await this.keepers[mode].drop();
			await this.#bridge.compose.send({ ticketId: this.#ticketId, kind: mode, text });
			const left = this.value.texts[mode];
			// What was typed while it went is the beginning of the next one.
			const rest = left.startsWith(text) ? left.slice(text.length) : left;
			this.merge({ texts: { ...this.value.texts, [mode]: rest }, sending: false });
			return true;
		} catch (cause) {
			this.merge({ sending: false, failure: failureOf(cause) });
			this.keepers[mode].keep(this.value.texts[mode]);
			return false;
		}
	}

	async flush(): Promise<void> {
		await this.keepers.reply.flush();
		await this.keepers.note.flush();
	}
}
