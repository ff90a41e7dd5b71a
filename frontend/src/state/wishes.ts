import { Store } from "./store";
import type { TicketStore } from "./ticket";

/** What can be asked of the ticket in front. */
export type TicketWish =
	| "reply"
	| "note"
	| "close"
	| "call"
	| "join"
	| "assign"
	| "status"
	| "canned"
	| "attach"
	| "sendAndWait"
	| "sendAndClose";

/** What can be asked of the rest of the console. */
export type ConsoleWish =
	/** This list has the focus; `lists`: the one in front, which comes back first where it is not in sight. */
	| "list"
	| "lists"
	/** The ticket has the focus. */
	| "ticket"
	| "back"
	| "filterText"
	| "filters"
	| "batchClose"
	| "batchAssign"
	| "saveFilter"
	| "context";

export interface Wish {
	what: TicketWish | ConsoleWish;
	/** The id of the ticket or the list that it is asked of; empty when of none. */
	of: string;
}

/**
 * What a key or the palette asks of a part of the screen that does it by itself: to open its dialog, to take the focus.
 * It waits for that part to be there, which what is only being opened is not yet; another wish takes its place.
 */
export class WishStore extends Store<Wish | null> {
	constructor() {
		super(null);
	}

	ask(what: Wish["what"], of = ""): void {
		this.put({ what, of });
	}

	/** Takes the wish, if it is this one: nobody else does it then. */
	take(what: Wish["what"], of = ""): boolean {
		const wish = this.value;
		if (!wish || wish.what !== what || wish.of !== of) return false;
		this.put(null);
		return true;
	}

	forget(): void {
		this.put(null);
	}
}

/** The ticket in front, if there is one. */
export class FrontStore extends Store<TicketStore | null> {
	constructor() {
		super(null);
	}

	enter(ticket: TicketStore): void {
		this.put(ticket);
	}

	leave(ticket: TicketStore): void {
		if (this.value === ticket) this.put(null);
	}

	forget(): void {
		this.put(null);
	}
}
