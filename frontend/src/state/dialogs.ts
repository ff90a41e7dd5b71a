import { Store } from "./store";

/** The parts of the settings, in the order in which they stand. */
export const SETTINGS_PARTS = ["appearance", "work", "network", "about", "licences"] as const;
export type SettingsPart = (typeof SETTINGS_PARTS)[number];

/** How somebody goes. */
export type Going = "signOut" | "quit";

export type Dialog =
	| { name: "none" }
	| { name: "settings"; part: SettingsPart }
	| { name: "shortcuts" }
	| { name: "outbox" }
	| { name: "diagnosis" }
	/** A ticket as a PDF. */
	| { name: "dossier"; ticketId: string; number: number }
	/** Canned replies, to be written and changed. */
	| { name: "canned" }
	/** Only the password is asked, of whoever is in front, so that what waits can leave. */
	| { name: "enter" }
	/** Something that was typed cannot be saved, and would be lost by going. */
	| { name: "unsaved"; going: Going }
	/** A file is still being copied; whoever goes does so when it is here. */
	| { name: "copying"; going: Going };

/** Which dialog is open over the screen, if any: there is never more than one. */
export class DialogStore extends Store<Dialog> {
	constructor() {
		super({ name: "none" });
	}

	settings(part: SettingsPart = "appearance"): void {
		this.put({ name: "settings", part });
	}

	show(name: "shortcuts" | "outbox" | "enter" | "diagnosis" | "canned"): void {
		this.put({ name });
	}

	dossier(ticketId: string, number: number): void {
		this.put({ name: "dossier", ticketId, number });
	}

	unsaved(going: Going): void {
		this.put({ name: "unsaved", going });
	}

	copying(going: Going): void {
		this.put({ name: "copying", going });
	}

	close(): void {
		this.put({ name: "none" });
	}
}
