import { Store } from "./store";

export type Place = { screen: "list" } | { screen: "ticket"; id: string; messageId: string } | { screen: "new" };

export interface PlaceState {
	place: Place;
	/** Whether the panel beside the conversation is open. */
	options: boolean;
	closedShown: boolean;
	/** How often the focus was asked back to the list beside the ticket. */
	toList: number;
}

/** What of the list must be found again when one comes back to it. */
export interface ListView {
	offset: number;
	/** The ticket that one came from: the focus returns to it. */
	ticketId: string;
	/** What the list's rows were measured at, in the list's own terms. */
	measured: unknown;
	/** One came from a new ticket: the focus returns to the button that opens it. */
	fromNew: boolean;
}

/** Where in the program one is. */
export class PlaceStore extends Store<PlaceState> {
	view: ListView = { offset: 0, ticketId: "", measured: undefined, fromNew: false };

	constructor() {
		super({ place: { screen: "list" }, options: false, closedShown: false, toList: 0 });
	}

	open(id: string, messageId = ""): void {
		this.merge({ place: { screen: "ticket", id, messageId } });
	}

	newTicket(): void {
		this.merge({ place: { screen: "new" } });
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
		this.merge({ options: !this.value.options });
	}

	toggleClosed(): void {
		this.merge({ closedShown: !this.value.closedShown });
	}

	forget(): void {
		this.view = { offset: 0, ticketId: "", measured: undefined, fromNew: false };
		this.put({ place: { screen: "list" }, options: false, closedShown: false, toList: 0 });
	}
}
