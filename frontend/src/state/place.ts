import { Store } from "./store";

/** A ticket in front, and the message that one came for; empty when none. */
export interface TicketPlace {
	screen: "ticket";
	id: string;
	messageId: string;
	/** Counts the openings: whoever asks for the same message once more is led to it once more. */
	opening: number;
}

export type Place =
	| { screen: "list" }
	| TicketPlace
	/** `draft` counts the drafts that have been taken up: another one is another form. */
	| { screen: "new"; draft: number };

export interface PlaceState {
	place: Place;
	/** Whether the panel beside the conversation is open. */
	options: boolean;
	closedShown: boolean;
	/** How often the focus was asked back to the list beside the ticket. */
	toList: number;
}

/** Where a list stood when it was left, in the list's own terms. */
export interface ScrollView {
	offset: number;
	measured: unknown;
}

/** What of the list must be found again when one comes back to it. */
export interface ListView {
	tickets: ScrollView;
	/** Of what was searched, as long as it is the same text. */
	results: ScrollView & { text: string };
	/** The ticket that one came from: the focus returns to it. */
	ticketId: string;
	/** One came from a new ticket: the focus returns to the button that opens it. */
	fromNew: boolean;
}

const fresh = (): ListView => ({
	tickets: { offset: 0, measured: undefined },
	results: { offset: 0, measured: undefined, text: "" },
	ticketId: "",
	fromNew: false,
});

/** Where in the program one is. */
export class PlaceStore extends Store<PlaceState> {
	view: ListView = fresh();
	#drafts = 0;
	#openings = 0;
	#opened = false;

	constructor() {
		super({ place: { screen: "list" }, options: false, closedShown: false, toList: 0 });
	}

	open(id: string, messageId = ""): void {
		this.merge({ place: { screen: "ticket", id, messageId, opening: ++this.#openings } });
	}

	newTicket(): void {
		if (this.value.place.screen !== "new") this.newTicketAnew();
	}

	/** The new ticket as it is on the disk now, also where another draft of one is in front. */
	newTicketAnew(): void {
		this.merge({ place: { screen: "new", draft: ++this.#drafts } });
	}

	backToList(): void {
		const { place } = this.value;
		if (place.screen === "ticket") this.view.ticketId = place.id;
		this.view.fromNew = place.screen === "new";
		this.merge({ place: { screen: "list" }, options: false });
	}

	/** Back to the list where it stands beside the ticket, which stays in front. */
	toList(): void {
		this.merge({ toList: this.value.toList + 1 });
	}

	toggleOptions(): void {
		this.#opened = !this.value.options;
		this.merge({ options: !this.value.options });
	}

	/** Whether somebody has opened the panel since this was asked: true once. */
	takeOpened(): boolean {
		const opened = this.#opened;
		this.#opened = false;
		return opened;
	}

	toggleClosed(): void {
		this.merge({ closedShown: !this.value.closedShown });
	}

	forget(): void {
		this.view = fresh();
		this.put({ place: { screen: "list" }, options: false, closedShown: false, toList: 0 });
	}
}
