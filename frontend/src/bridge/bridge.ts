import type { AttachmentsBridge } from "./attachments";
import type { ComposeBridge } from "./compose";
import type { ConsoleBridge } from "./console";
import type { DiagnosisBridge } from "./diagnosis";
import type { DossierBridge } from "./dossier";
import type { SessionBridge } from "./session";
import type { SettingsBridge } from "./settings";
import type { SupportBridge } from "./support";
import type { TicketsBridge } from "./tickets";

export type * from "./attachments";
export type * from "./compose";
export type * from "./console";
export type * from "./diagnosis";
export type * from "./dossier";
export type * from "./session";
export type * from "./settings";
export type * from "./support";
export type * from "./tickets";
export type * from "./words";

/**
 * What the screens may ask of the program. `wails.ts` answers with the real program, `fake/` with an invented one for
 * tests; nothing else in the frontend knows which. Instants are milliseconds since 1970 UTC. Every call reads from the
 * local cache or commits to the local outbox: none waits for the network, except those that say so.
 *
 * A rejected call carries a `BridgeError`; its `code` decides, its text is never shown.
 */
export interface Bridge {
	session: SessionBridge;
	tickets: TicketsBridge;
	compose: ComposeBridge;
	attachments: AttachmentsBridge;
	support: SupportBridge;
	console: ConsoleBridge;
	settings: SettingsBridge;
	diagnosis: DiagnosisBridge;
	dossier: DossierBridge;
	/** Opens an address (http, https, mailto, tel) in the program that the system has for it. */
	openLink(url: string): Promise<void>;
	/** Subscribes; returns the way to unsubscribe. Events carry ids and counts, never contents: ask again for those. */
	on<E extends keyof BridgeEvents>(event: E, handler: (payload: BridgeEvents[E]) => void): () => void;
}

export interface BridgeEvents {
	/** Something of these tickets changed; `all` when too many to name (a first sync, another person). */
	"tickets:changed": { ids: string[]; all: boolean };
	"connection:changed": Record<string, never>;
	"unread:changed": { count: number };
	"outbox:changed": { waiting: number; refused: number };
	"session:changed": Record<string, never>;
	/** A notification was clicked, or a link to a ticket: `tickets.asked` says which. */
	"ticket:asked": Record<string, never>;
	/** Somebody came to, left or began to write in one of the tickets that are looked at: ask `tickets.present`. */
	"presence:changed": { ticketId: string };
	/**
	 * How far a file has come: how many of its bytes the server has (`sent`), and how many are here (`received`). That it has
	 * arrived is said by `tickets:changed`.
	 */
	"attachment:progress": { id: string; sent: number; received: number };
	/** Files were dropped on the window; only where the system tells where they are. */
	"files:dropped": { paths: string[] };
	/** Saved filters or canned replies have changed. */
	"console:changed": Record<string, never>;
	/** Of a ticket's PDF so many of all messages are written. */
	"dossier:written": { ticketId: string; done: number; all: number };
	/** The program ends as soon as `session.flushed` is called, or in half a second. */
	"program:ending": Record<string, never>;
}
