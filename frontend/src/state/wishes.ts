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
	| "sendAndWait"
	| "sendAndClose";

/** What can be asked of the rest of the console. */
export type ConsoleWish =
	/** The list has the focus; `lists`: where it is not in sight, it comes back first. */
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
	/** Of which ticket; empty when of none. */
	ticketId: string;
}

/**
 * What a key or the palette asks of a part of the screen that does it by itself: to open its dialog, to take the focus.
 * It waits for that part to be there, which a ticket that is only being opened is not yet; another wish takes its place.
 */
export class WishStore extends Store<Wish | null> {
	constructor() {
		super(null);
	}

	ask(what: Wish["what"], ticketId = ""): void {
		this.put({ what, ticketId });
	}

	/** Takes the wish, if it is this one: nobody else does it then. */
	take(what: Wish["what"], ticketId = ""): boolean {
		const wish = this.value;
		if (!wish || wish.what !== what || wish.ticketId !== ticketId) return false;
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
