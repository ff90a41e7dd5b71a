import type { MessageItem } from "../bridge/bridge";
import { lastHeard, passageOfNote, saidAfter } from "../model/guard";
import { unfilled } from "../model/placeholders";
import type { ComposerStore, Then } from "./composer";
import { Store } from "./store";

/** Why somebody may not want to send what they have written as it stands. */
export type Concern =
	/** Words of an internal note are in it. */
	| { kind: "note"; passage: string }
	/** Places of a canned reply in which nothing stands yet. */
	| { kind: "unfilled"; names: string[] }
	/** Somebody else has said something while it was written. */
	| { kind: "news"; messages: MessageItem[] };

export type How = "send" | "wait" | "close";

export interface Question {
	how: How;
	concerns: Concern[];
}

/** What of the ticket matters here. */
export interface Sent {
	readonly composer: ComposerStore;
	readonly items: readonly MessageItem[];
	/** The first unread message, as it was when one came. */
	readonly markerId: string;
	readonly support: boolean;
	/** Asks for the resolution, and goes on to send with it. */
	askResolution(): void;
}

/**
 * The way of the support's words to the customer. What should be looked at first is shown before it goes; null while
 * nothing is. An operator is asked nothing.
 */
export class SendingStore extends Store<Question | null> {
	readonly #ticket: Sent;
	/** After which message the reply was begun; undefined while there is none. */
	#begun: string | undefined;
	/** The text whose words somebody has stood by. */
	#confirmed = "";

	constructor(ticket: Sent) {
		super(null);
		this.#ticket = ticket;
	}

	/** Somebody has typed a reply. */
	typed(text: string): void {
		if (!text.trim()) this.#begun = undefined;
		else this.#begun ??= lastHeard(this.#ticket.items);
		// What was asked was about other words.
		this.put(null);
	}

	/** A draft was found: it was begun before what has not been read yet. */
	found(): void {
		const { composer, items, markerId } = this.#ticket;
		if (!composer.value.texts.reply.trim() || this.#begun !== undefined) return;
		const unread = markerId ? items.findIndex((item) => item.id === markerId) : -1;
		this.#begun = lastHeard(unread >= 0 ? items.slice(0, unread) : items);
	}

	/** Sends a note, or a reply and what is to follow it; false when it has not gone, or not yet. */
	async send(how: How = "send"): Promise<boolean> {
		const { composer, support } = this.#ticket;
		const { mode, texts } = composer.value;
		const text = texts[mode];
		if (composer.empty(mode)) return false;
		if (mode === "reply" && support && this.#ask(how, text)) return false;
		this.put(null);
		if (mode === "note" || how === "send") return this.#sent(composer.send());
		if (how === "wait") return this.#sent(composer.send({ status: "waiting" }));
		this.#ticket.askResolution();
		return false;
	}

	/** Closes with what the dialog asked for; not while somebody said something meanwhile that the dialog hides. */
	async closing(then: Then & { status: "closed" }): Promise<boolean> {
		const { composer, support } = this.#ticket;
		if (support && this.#ask("close", composer.value.texts.reply)) return false;
		return this.#sent(composer.send(then));
	}

	/** Whether there is something to be looked at first, which is shown then. */
	#ask(how: How, text: string): boolean {
		const concerns = [...this.#news(), ...(this.#confirmed === text ? [] : this.#words(text))];
		if (!concerns.length) return false;
		// What is shown in the question has been seen.
		this.#begun = lastHeard(this.#ticket.items);
		this.put({ how, concerns });
		return true;
	}

	/** It goes as it stands. */
	async confirm(): Promise<boolean> {
		const question = this.value;
		if (!question) return false;
		this.#confirmed = this.#ticket.composer.value.texts.reply;
		return this.send(question.how);
	}

	/** It is looked at once more. */
	putAway(): void {
		this.put(null);
	}

	async #sent(going: Promise<boolean>): Promise<boolean> {
		const sent = await going;
		if (sent) this.#confirmed = "";
		return sent;
	}

	#news(): Concern[] {
		const messages = this.#begun === undefined ? [] : saidAfter(this.#ticket.items, this.#begun);
		return messages.length ? [{ kind: "news", messages }] : [];
	}

	#words(text: string): Concern[] {
		const { composer, items } = this.#ticket;
		const concerns: Concern[] = [];
		const written = (kind: MessageItem["kind"]) => items.filter((item) => item.kind === kind).map((item) => item.text);
		const passage = passageOfNote(text, [...written("note"), ...composer.noted], written("reply"));
		if (passage) concerns.push({ kind: "note", passage });
		const names = [...new Set(unfilled(text).map(({ name }) => name))];
		if (names.length) concerns.push({ kind: "unfilled", names });
		return concerns;
	}
}
