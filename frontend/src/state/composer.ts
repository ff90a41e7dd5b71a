import type { Bridge, BridgeError, ReplyDraft, WorkDraft } from "../bridge/bridge";
import { AttachmentsStore } from "./attachments";
import { Keeper, type Written } from "./draft";
import { failureOf } from "./failure";
import { Store } from "./store";

export type Mode = "reply" | "note";
const MODES = ["reply", "note"] as const;

/**
 * All that can be being written in a ticket: what it is closed with, how a call went and why a machine does not run have
 * forms of their own.
 */
export type Writing = Mode | "resolution" | "call" | "verdict";

/** What is chosen in those forms besides. */
export type Chosen = Pick<WorkDraft, "causeId" | "outcome" | "againAt">;

const NOTHING_CHOSEN: Chosen = { causeId: "", outcome: "", againAt: 0 };

/** That part of it which stands in one of the forms. */
const chosenIn = (kind: Writing, { causeId, outcome, againAt }: Chosen): Partial<Chosen> =>
	kind === "resolution" ? { causeId } : kind === "call" ? { outcome, againAt } : {};

/** What follows a reply, in the same commit. */
export type Then = { status: "waiting" } | { status: "closed"; causeId: string };

/** How many texts of notes that were taken out again are remembered. */
const REMEMBERED = 20;

export interface ComposerState {
	mode: Mode;
	/** Each has a text of its own. */
	texts: Record<Writing, string>;
	chosen: Chosen;
	loaded: boolean;
	/** Which of them is on its way to the outbox. */
	sending: Mode | null;
	failure: BridgeError | null;
}

/** What is being written in one ticket. */
export class ComposerStore extends Store<ComposerState> implements Written {
	readonly keepers: Record<Writing, Keeper<string>>;
	/** What is attached to either. */
	readonly files: Record<Mode, AttachmentsStore>;
	readonly #bridge: Bridge;
	readonly #ticketId: string;
	readonly #by: string;
	/** Whose drafts have been read: nothing is written over one that has not been. */
	readonly #read = new Set<Writing>();
	/** Somebody has typed; what is left is empty when there is nothing to be sent any more. */
	onTyped: ((mode: Mode, text: string) => void) | undefined;
	/** What stood in the note's box, and was taken out of it. */
	readonly #noted: string[] = [];
	/** What is being committed: until that has come out, nobody knows what will be left of it to be kept. */
	readonly #going = new Set<Writing>();
	#loading: Promise<void> | null = null;
	#sending: Promise<boolean> = Promise.resolve(false);
	/** That part of it which begins when all files are here: until then what is written is a draft as before. */
	#committing: Promise<unknown> = Promise.resolve();
	/** Counts how often what is not on the disk was given up. */
	#dropped = 0;

	/** `by` is whoever writes. */
	constructor(bridge: Bridge, ticketId: string, by: string) {
		super({
			mode: "reply",
			texts: { reply: "", note: "", resolution: "", call: "", verdict: "" },
			chosen: NOTHING_CHOSEN,
			loaded: false,
			sending: null,
			failure: null,
		});
		this.#bridge = bridge;
		this.#ticketId = ticketId;
		this.#by = by;
		this.files = {
			reply: new AttachmentsStore(bridge, `reply:${ticketId}`, by),
			note: new AttachmentsStore(bridge, `note:${ticketId}`, by),
		};
		const keeper = (kind: Writing) =>
			new Keeper<string>(async () => {
				await this.#takeUp(kind);
				const { texts, chosen } = this.value;
				const text = texts[kind];
				if (kind === "reply" || kind === "note") await bridge.compose.saveReplyDraft(by, { ticketId, kind, text });
				else await bridge.support.saveDraft(by, { ticketId, kind, text, ...NOTHING_CHOSEN, ...chosenIn(kind, chosen) });
			});
		this.keepers = {
			reply: keeper("reply"),
			note: keeper("note"),
			resolution: keeper("resolution"),
			call: keeper("call"),
			verdict: keeper("verdict"),
		};
	}

	/** Takes up the drafts; `after` is what must be on the disk before they are read. */
	load(after: Promise<void> = Promise.resolve()): Promise<void> {
		this.#loading ??= this.#load(after);
		return this.#loading;
	}

	async #load(after: Promise<void>): Promise<void> {
		await after;
		const files = Promise.all(MODES.map((mode) => this.files[mode].load()));
		const read = await Promise.allSettled(MODES.map((mode) => this.#takeUp(mode)));
		// What is being copied already may take minutes, and holds up no words.
		if (MODES.every((mode) => this.files[mode].value.coming.length === 0)) await files;
		const failed = read.find((one) => one.status === "rejected");
		this.merge({ loaded: true, ...(failed ? { failure: failureOf(failed.reason) } : {}) });
		// A note that was left half written goes on as a note, in front of whoever comes back.
		const { texts } = this.value;
		const begun = (mode: Mode) => texts[mode] !== "" || !this.files[mode].empty;
		if (begun("note") && !begun("reply")) this.merge({ mode: "note" });
		MODES.forEach((mode, i) => {
			const draft = read[i]?.status === "fulfilled" ? read[i].value : "";
			const text = this.value.texts[mode];
			if (text !== draft) this.keepers[mode].keep(text);
			else if (draft) this.keepers[mode].found();
		});
	}

	/**
	 * Reads the draft, once; empty when nothing is found any more. Whoever was quicker than the disk goes on with it: what
	 * they typed comes after it.
	 */
	async #takeUp(kind: Writing): Promise<string> {
		if (this.#read.has(kind)) return "";
		const { compose, support } = this.#bridge;
		const kept = await (kind === "reply" || kind === "note"
			? compose.replyDraft(this.#ticketId, kind)
			: support.draft(this.#ticketId, kind));
		// Asked twice at once, it is found once.
		if (this.#read.has(kind)) return "";
		this.#read.add(kind);
		const { loaded, texts, chosen } = this.value;
		const { text } = kept;
		// What was typed while it could not be read is not the end of its sentence; what was chosen is the newer choice.
		const between = loaded && text && texts[kind] ? "\n\n" : "";
		this.merge({ texts: { ...texts, [kind]: text + between + texts[kind] } });
		if ("causeId" in kept && !this.#chose(kind)) this.merge({ chosen: { ...chosen, ...chosenIn(kind, kept) } });
		return text;
	}

	/** Takes up the draft of what a dialog asks for; what cannot be read is tried again with the first letter. */
	async begin(kind: Writing): Promise<void> {
		if (await this.#takeUp(kind).catch(() => "")) this.keepers[kind].found();
	}

	write(kind: Writing, text: string): void {
		this.merge({ texts: { ...this.value.texts, [kind]: text } });
		this.#keep(kind);
	}

	choose(kind: "resolution" | "call", part: Partial<Chosen>): void {
		this.merge({ chosen: { ...this.value.chosen, ...part } });
		this.#keep(kind);
	}

	#keep(kind: Writing): void {
		if (!this.#going.has(kind)) this.keepers[kind].keep(this.value.texts[kind]);
	}

	#chose(kind: Writing): boolean {
		return Object.values(chosenIn(kind, this.value.chosen)).some(Boolean);
	}

	/**
	 * Commits what a dialog asked for; its draft goes in the same commit. False when a draft is found only now: it is shown
	 * first. Where the commit fails all is kept on.
	 */
	commit(kind: Writing, act: (text: string) => Promise<void>): Promise<boolean> {
		const text = this.value.texts[kind];
		return this.#committed([kind], () => act(text.trim()));
	}

	/** What is written in these, `texts`, goes by an act, and their drafts with it. */
	async #committed(
		kinds: readonly Writing[],
		act: () => Promise<void>,
		texts: Record<Writing, string> = this.value.texts,
	): Promise<boolean> {
		for (const kind of kinds) this.#going.add(kind);
		let gone = false;
		try {
			// A save under way must not bring a draft back after the act has removed it.
			for (const kind of kinds) await this.keepers[kind].drop();
			// One that is found only now is shown first, and goes on from there.
			const found = await Promise.all(kinds.map((kind) => this.#takeUp(kind)));
			if (found.some(Boolean)) return false;
			await act();
			gone = true;
			return true;
		} finally {
			for (const kind of kinds) {
				this.#going.delete(kind);
				if (gone) this.#clear(kind, texts[kind]);
				if (this.value.texts[kind] || this.#chose(kind)) this.#keep(kind);
			}
		}
	}

	/** This much of it has gone; what was typed while it went is the beginning of the next one. */
	#clear(kind: Writing, text: string): void {
		const { texts, chosen } = this.value;
		const left = texts[kind];
		const rest = left.startsWith(text) ? left.slice(text.length) : left;
		this.merge({ texts: { ...texts, [kind]: rest }, chosen: { ...chosen, ...chosenIn(kind, NOTHING_CHOSEN) } });
	}

	/** Whether there is nothing to be sent: neither words nor files. */
	empty(mode: Mode): boolean {
		return !this.value.texts[mode].trim() && this.files[mode].empty;
	}

	setMode(mode: Mode): void {
		this.merge({ mode, failure: null });
	}

	/** All that stood in the note's box while one was here: it may be in the clipboard. */
	get noted(): readonly string[] {
		return [...this.#noted, this.value.texts.note].filter(Boolean);
	}

	/** What is written as a reply becomes a note, after what stands there, and its files become the note's. */
	toNote(): void {
		const { texts } = this.value;
		const note = [texts.note, texts.reply].filter((text) => text.trim()).join("\n\n");
		this.merge({ mode: "note", texts: { ...texts, reply: "", note }, failure: null });
		this.onTyped?.("reply", "");
		this.keepers.note.keep(note);
		this.keepers.reply.keep("");
		void this.files.reply.moveTo(this.files.note);
	}

	#remember(before: string, after: string): void {
		if (!before || after.includes(before)) return;
		this.#noted.push(before);
		if (this.#noted.length > REMEMBERED) this.#noted.shift();
	}

	type(text: string): void {
		const { mode, texts } = this.value;
		if (mode === "note") this.#remember(texts.note, text);
		this.merge({ texts: { ...texts, [mode]: text }, failure: null });
		this.onTyped?.(mode, text);
		// Before the draft has been read nobody knows yet what this goes on from, nor while it is sent what is left of it.
		if (this.value.loaded) this.#keep(mode);
	}

	/** Sends what is written, and what follows it; both stay in their boxes if they cannot be committed. */
	async send(then?: Then): Promise<boolean> {
		const { mode, texts, sending } = this.value;
		if (sending || this.empty(mode)) return false;
		this.#sending = this.#send(then ? "reply" : mode, texts[mode], then);
		return this.#sending;
	}

	async #send(mode: Mode, text: string, then: Then | undefined): Promise<boolean> {
		this.merge({ sending: mode, failure: null });
		const { texts } = this.value;
		const resolution = texts.resolution.trim();
		const files = this.files[mode];
		const dropped = this.#dropped;
		try {
			// What is still being copied goes along. Where nothing of it could be taken, there may be nothing left to be sent.
			const settled = await files.settled();
			// Files that are not where they were to be are looked at first; whoever did not wait and went sends nothing.
			if (!settled || dropped !== this.#dropped || (!text.trim() && files.empty)) {
				this.merge({ sending: null });
				return false;
			}
			const gone = files.value.items.map(({ id }) => id);
			const committing = this.#committed(
				then?.status === "closed" ? [mode, "resolution"] : [mode],
				() => this.#say({ ticketId: this.#ticketId, kind: mode, text }, then, resolution),
				texts,
			);
			this.#committing = committing.catch(() => {});
			const sent = await committing;
			if (sent) await files.sent(gone);
			this.merge({ sending: null });
			if (sent) this.onTyped?.(mode, this.value.texts[mode]);
			return sent;
		} catch (cause) {
			this.merge({ sending: null, failure: failureOf(cause) });
			return false;
		}
	}

	async #say(message: ReplyDraft, then: Then | undefined, resolution: string): Promise<void> {
		const { compose } = this.#bridge;
		if (!then) await compose.send(this.#by, message);
		else if (then.status === "waiting") {
			await compose.sendAnd(this.#by, message, { status: "waiting", resolution: "", causeId: "" });
		} else {
			await compose.sendAnd(this.#by, message, { status: "closed", resolution, causeId: then.causeId });
		}
	}

	get unsaved(): boolean {
		const { loaded, texts } = this.value;
		const unread = !loaded && (texts.reply !== "" || texts.note !== "");
		return unread || Object.values(this.keepers).some((keeper) => keeper.unsaved);
	}

	async drop(): Promise<void> {
		this.#dropped++;
		await Promise.all(Object.values(this.keepers).map((keeper) => keeper.drop()));
	}

	/** Whether a file is being copied, by which a message may be waited for. */
	get copying(): boolean {
		return MODES.some((mode) => this.files[mode].value.coming.length > 0);
	}

	/** Resolves once all files are here, and the message that waited for them is committed or has come back. */
	async settled(): Promise<void> {
		await Promise.all(MODES.map((mode) => this.files[mode].settled()));
		await this.#sending;
	}

	/** The words alone, and what is being sent of them: no other ticket is held up by what is being copied into this one. */
	async flush(): Promise<void> {
		await this.load();
		await (this.copying ? this.#committing : this.#sending);
		for (const keeper of Object.values(this.keepers)) await keeper.flush();
	}
}
