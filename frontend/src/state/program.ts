import type { Bridge } from "../bridge/bridge";
import { AboutStore } from "./about";
import { DialogStore } from "./dialogs";
import { CountsStore, LineStore, OutboxStore } from "./line";
import { ListStore } from "./list";
import { NewTicketStore } from "./newticket";
import { NoticesStore } from "./notices";
import { PlaceStore } from "./place";
import { SearchStore } from "./search";
import { SessionStore } from "./session";
import { SettingsStore } from "./settings";
import { TicketStore } from "./ticket";

/** All that the screens look at, over one bridge. The program's events reach the stores here and nowhere else. */
export class Program {
	readonly bridge: Bridge;
	readonly session: SessionStore;
	readonly settings: SettingsStore;
	readonly line: LineStore;
	readonly counts: CountsStore;
	readonly outbox: OutboxStore;
	readonly open: ListStore;
	readonly closed: ListStore;
	readonly search: SearchStore;
	readonly place: PlaceStore;
	readonly dialogs = new DialogStore();
	readonly notices: NoticesStore;
	readonly about: AboutStore;
	readonly #tickets = new Set<TicketStore>();
	#newTicket: NewTicketStore | null = null;
	readonly #unsubscribe: (() => void)[] = [];
	#person = "";
	#filling = false;
	#shown = false;

	constructor(bridge: Bridge) {
		this.bridge = bridge;
		this.session = new SessionStore(bridge);
		this.settings = new SettingsStore(bridge);
		this.line = new LineStore(bridge);
		this.counts = new CountsStore(bridge);
		this.outbox = new OutboxStore(bridge);
		this.open = new ListStore(bridge, "open");
		this.closed = new ListStore(bridge, "closed");
		this.search = new SearchStore(bridge);
		this.place = new PlaceStore();
		this.notices = new NoticesStore(bridge);
		this.about = new AboutStore(bridge);
	}

	async start(): Promise<void> {
		const { bridge } = this;
		this.#unsubscribe.push(
			bridge.on("tickets:changed", ({ ids, all }) => void this.#ticketsChanged(ids ?? [], all)),
			bridge.on("connection:changed", () => void this.#quietly(this.line.load())),
			bridge.on("outbox:changed", () => void this.#quietly(Promise.all([this.outbox.load(), this.line.load()]))),
			bridge.on("unread:changed", () => void this.#quietly(this.counts.load())),
			bridge.on("session:changed", () => void this.#quietly(Promise.all([this.session.load(), this.notices.load()]))),
			bridge.on("ticket:asked", () => void this.#quietly(this.#openAsked())),
			bridge.on("program:ending", () => void this.#quietly(this.#flushed())),
			this.session.subscribe(() => this.#sessionChanged()),
			this.line.subscribe(() => this.#lineChanged()),
		);
		await this.#quietly(Promise.all([this.settings.load(), this.notices.load()]));
		await this.session.load();
	}

	stop(): void {
		for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
	}

	/** A ticket in front; `leave` it when it no longer is. */
	enter(id: string): TicketStore {
		const store = new TicketStore(this.bridge, id);
		this.#tickets.add(store);
		void store.load();
		return store;
	}

	leave(store: TicketStore): void {
		this.#tickets.delete(store);
		void this.#quietly(store.composer.flush());
	}

	newTicket(): NewTicketStore {
		const me = this.session.value?.me;
		this.#newTicket = new NewTicketStore(this.bridge, me?.role !== "operator", me?.name);
		return this.#newTicket;
	}

	/** Puts on the disk what was typed in the last moment: before the window or the person goes. */
	async flush(): Promise<void> {
		await this.#quietly(
			Promise.all([...[...this.#tickets].map((t) => t.composer.flush()), this.#newTicket?.keeper.flush()]),
		);
	}

	async signOut(): Promise<void> {
		await this.flush();
		await this.session.signOut();
	}

	/** The list has been painted; only the first time says something of the program. */
	listShown(): void {
		if (this.#shown) return;
		this.#shown = true;
		void this.#quietly(this.bridge.session.shown());
	}

	/** Ends the program, which closing its window does not. */
	async quit(): Promise<void> {
		await this.flush();
		await this.bridge.session.quit();
	}

	/** Tells which ticket is before somebody's eyes; none by an empty id. */
	looking(id: string): void {
		void this.#quietly(this.bridge.tickets.looking(id));
	}

	showClosed(): void {
		this.place.toggleClosed();
		if (this.place.value.closedShown && !this.closed.value.loaded) void this.closed.load();
	}

	async #ticketsChanged(ids: string[], all: boolean): Promise<void> {
		await Promise.all([
			this.open.changed(ids, all),
			this.closed.value.loaded ? this.closed.changed(ids, all) : undefined,
			this.#quietly(this.counts.load()),
			this.search.again(),
			...[...this.#tickets].filter((t) => all || ids.includes(t.id)).map((t) => t.changed()),
		]);
	}

	/** Opens the ticket that was asked for from outside the window. */
	async #openAsked(): Promise<void> {
		if (this.session.value?.screen !== "desk") return;
		const { ticketId, messageId, missing } = await this.bridge.tickets.asked();
		this.notices.missed(missing);
		if (!ticketId) return;
		this.dialogs.close();
		this.place.open(ticketId, messageId);
	}

	/** The program waits for this before it ends, also where the tray or a signal ends it. */
	async #flushed(): Promise<void> {
		await this.flush();
		await this.bridge.session.flushed();
	}

	/** Once the first sync is done, what came late (companies, machines) may stand in tickets shown before. */
	#lineChanged(): void {
		const line = this.line.value;
		if (!line) return;
		this.notices.clock(line.clockAhead);
		if (this.#filling && !line.filling) void this.#ticketsChanged([], true);
		this.#filling = line.filling;
	}

	#sessionChanged(): void {
		const state = this.session.value;
		const person = state?.screen === "desk" ? (state.me?.id ?? "") : "";
		if (person === this.#person) return;
		this.#person = person;
		this.#filling = false;
		this.dialogs.close();
		const { line, counts, outbox, open, closed, search, place, notices } = this;
		for (const store of [line, counts, outbox, open, closed, search, place, notices]) store.forget();
		if (!person) return;
		for (const store of [this.line, this.counts, this.outbox, this.open]) void this.#quietly(store.load());
		void this.#quietly(this.#openAsked());
	}

	/** What fails here shows as what was there before; the calls that a person waits for say so themselves. */
	async #quietly(work: Promise<unknown>): Promise<void> {
		await work.catch(() => {});
	}
}
