import type { PersonRef } from "./words";

/**
 * Files in the conversation: taken into a draft, sent with its message, seen. Bytes never come over the bridge: they go to
 * and come from addresses of the window's own (`url`), and a picture is shown by its address alone.
 */
export interface AttachmentsBridge extends BoundAttachments, AttachmentBytes {}

/**
 * What a file in a draft belongs to: the reply or the note that is being written in a ticket, or the new ticket. Those of a
 * new ticket that was discarded a moment ago are kept as `discarded`, until another is discarded or the program ends.
 */
export type Owner = `reply:${string}` | `note:${string}` | "new" | "discarded";

/** What Go does. What writes says by whom, as in the rest of the bridge. */
export interface BoundAttachments {
	/** Asks in a dialog of the system, and copies what was chosen; nothing is added when it was given up. */
	pick(by: string, owner: Owner): Promise<AddResult>;
	/** Copies files, such as were dropped on the window. They are on the disk once this resolves. */
	addPaths(by: string, owner: Owner, paths: string[]): Promise<AddResult>;
	/** Takes the picture of the system's clipboard, where the window does not show it to the page; nothing when there is none. */
	paste(by: string, owner: Owner, name: string): Promise<AddResult>;
	/** In the order in which they were added. */
	ofDraft(by: string, owner: Owner): Promise<Attached[]>;
	/** Takes a file out of its draft. */
	remove(by: string, id: string): Promise<void>;
	/**
	 * Gives up a file of one's own message that has not arrived, wherever it was to be sent from; `arrived` when it has. The
	 * message goes on naming it, and whoever sees that is told.
	 */
	abandon(by: string, id: string): Promise<void>;
	/** All files of one draft become those of another, after what is there; of `discarded` what was there goes. */
	move(by: string, from: Owner, to: Owner): Promise<void>;
	/** Whether a picture of a draft goes as it was taken, or made smaller. */
	sendOriginal(by: string, id: string, original: boolean): Promise<Attached>;
	/** Tries to send the bytes of a message's file again, at once. */
	retry(by: string, id: string): Promise<void>;
	/** All files of a ticket that whoever asks may see, in the order of its messages. */
	ofTicket(by: string, ticketId: string): Promise<TicketFiles>;
	/** Whether all files of a ticket are fetched and stay on this disk. */
	keepOffline(by: string, ticketId: string, keep: boolean): Promise<void>;
	/** Brings the bytes to this disk; waits for the network. */
	fetch(by: string, id: string): Promise<void>;
	/** Asks in a dialog of the system where to; false when it was given up. Fetches first what is not here. */
	saveAs(by: string, id: string): Promise<boolean>;
	/** Opens it in the program that the system has for it. Fetches first what is not here. */
	openOutside(by: string, id: string): Promise<void>;
	/** The beginning of a text. Fetches first what is not here. */
	preview(by: string, id: string): Promise<Preview>;
	/** How much of this disk the files take. */
	room(by: string): Promise<Room>;
}

/** What goes by addresses of the window's own, and not over the bridge. */
export interface AttachmentBytes {
	/**
	 * Whether the system tells where a dropped file is, in the event `files:dropped`; otherwise only its bytes are there, which
	 * `addBytes` takes.
	 */
	readonly dropsPaths: boolean;
	/** Takes what has no file of its own, such as a picture out of the clipboard. */
	addBytes(by: string, owner: Owner, name: string, bytes: Blob): Promise<AddResult>;
	/**
	 * A picture of a draft that was drawn on takes the place of what it was made from, under an id of its own. Its name
	 * ends as what it is now.
	 */
	replace(by: string, id: string, bytes: Blob): Promise<Attached>;
	/** Of a picture, as it is shown. */
	url(id: string): string;
	/** At most 480 pixels; of what has one. */
	thumbnailUrl(id: string): string;
}

export interface AddResult {
	added: Attached[];
	refused: RefusedFile[];
	/** How many bytes a file may have. */
	limit: number;
}

/** A file that could not be taken. */
export interface RefusedFile {
	name: string;
	/** A stable word: `too_large`, `too_many`, `empty`, `folder`, `not_found`, `forbidden`, `changed`, `storage`, `too_large_paste`. */
	reason: string;
}

export interface Attached {
	id: string;
	name: string;
	/** In bytes, as it is sent. */
	size: number;
	/** The media type by the content; empty until that is known. */
	type: string;
	/** Of a picture of which there is a thumbnail, as it is shown; else 0. */
	width: number;
	height: number;
	/**
	 * `draft` until its message is sent; `waiting` and `sending` until the server has all bytes, whoever sends them; `abandoned`
	 * once its writer has given it up.
	 */
	state: "draft" | "waiting" | "sending" | "arrived" | "failed" | "abandoned";
	/** How many bytes the server has. */
	sent: number;
	/** The bytes are on this disk. */
	here: boolean;
	thumbnail: boolean;
	/**
	 * A stable word: why it has failed (`hash_mismatch`, `changed`, `not_found`, `storage`, `too_large`, `forbidden`), or what
	 * is to be known of one that has not (`damaged`: a picture that cannot be shown, because it is not whole or has too many
	 * pixels). Empty when nothing is.
	 */
	reason: string;
	/** Of a picture of a draft that was made smaller to be sent. */
	sizes: { scaled: number; original: number; sendOriginal: boolean } | null;
}

export interface TicketFiles {
	items: TicketFile[];
	keptOffline: boolean;
}

export interface TicketFile {
	attached: Attached;
	messageId: string;
	kind: "reply" | "note";
	author: PersonRef;
	at: number;
}

export interface Preview {
	text: string;
	/** Nothing is left out. */
	whole: boolean;
}

export interface Room {
	/** In bytes; thumbnails, and what is kept or not sent yet, are not counted against the limit. */
	used: number;
	kept: number;
}
