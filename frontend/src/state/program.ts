import type { Bridge, BridgeError } from "../bridge/bridge";
import { isEmptyDraft } from "../model/draft";
import { AboutStore } from "./about";
import { AroundStore } from "./around";
import { AttachmentsStore } from "./attachments";
import { BatchCloseStore } from "./batchclose";
import { CannedStore } from "./canned";
import type { ComposerStore } from "./composer";
import { ConsoleStore } from "./console";
import { DiagnosisStore } from "./diagnosis";
import { DialogStore, type Going } from "./dialogs";
import { DossierStore } from "./dossier";
import type { Written } from "./draft";
import { DropStore } from "./drop";
import { FileActsStore } from "./fileacts";
import { CountsStore, LineStore, OutboxStore } from "./line";
import { ListStore } from "./list";
import { NewTicketStore } from "./newticket";
import { NoticesStore } from "./notices";
import { PaletteStore } from "./palette";
import { PlaceStore } from "./place";
import { ProgressStore } from "./progress";
import { RefusedStore } from "./refused";
import { RoomStore } from "./room";
import { SearchStore } from "./search";
import { SessionStore } from "./session";
import { SettingsStore } from "./settings";
import { TicketStore } from "./ticket";
import { ViewerStore } from "./viewer";
import { FrontStore, WishStore } from "./wishes";

/** How often the program is asked how fresh the screen is. */
const LOOK_EVERY = 20_000;

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
	/** What only the support has. */
	readonly console: ConsoleStore;
	readonly palette: PaletteStore;
	readonly canned: CannedStore;
	readonly batchClose: BatchCloseStore;
	readonly progress = new ProgressStore();
	readonly viewer: ViewerStore;
	readonly fileActs: FileActsStore;
	readonly room: RoomStore;
	readonly drop = new DropStore();
	readonly dialogs = new DialogStore();
	readonly front = new FrontStore();
	readonly wishes = new WishStore();
	readonly notices: NoticesStore;
	readonly about: AboutStore;
	readonly diagnosis: DiagnosisStore;
	readonly #tickets = new Set<TicketStore>();
	readonly #around = new Set<AroundStore>();
	/** Tickets that were left with something in them that is not on the disk yet, or is still being copied or sent. */
	readonly #behind = new Map<string, TicketStore>();
	/** What is being done about refused acts, by their ids: the same wherever one of them is looked at. */
	readonly #refused = new Map<string, RefusedStore>();
	/** Tickets of which a PDF is in front or being written, by their ids: a dialog may be closed before that is done. */
	readonly #dossiers = new Map<string, DossierStore>();
	#newTicket: NewTicketStore | null = null;
	/** What is attached to the new ticket of whoever is in front. */
	#newFiles: AttachmentsStore | null = null;
	readonly #unsubscribe: (() => void)[] = [];
	#person = "";
	#looking: ReturnType<typeof setInterval> | undefined;
	#filling = false;
	#shown = false;
	/** Resolves when the drafts of what was left are on the disk. */
	#left: Promise<void> = Promise.resolve();

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
		this.console = new ConsoleStore(bridge);
		this.palette = new PaletteStore(bridge);
		this.canned = new CannedStore(bridge);
		this.batchClose = new BatchCloseStore(bridge);
		this.notices = new NoticesStore(bridge);
		this.about = new AboutStore(bridge);
		this.diagnosis = new DiagnosisStore(bridge);
		this.room = new RoomStore(bridge, () => this.#person);
		this.viewer = new ViewerStore(bridge, () => this.#person);
		this.fileActs = new FileActsStore(bridge, this.viewer, () => this.#person);
	}

	async start(): Promise<void> {
		const { bridge } = this;
		this.#unsubscribe.push(
			bridge.on("tickets:changed", ({ ids, all }) => void this.#ticketsChanged(ids ?? [], all)),
			bridge.on("connection:changed", () => void this.#quietly(this.line.load())),
			bridge.on("outbox:changed", () => void this.#quietly(Promise.all([this.outbox.load(), this.line.load()]))),
			bridge.on("unread:changed", () => void this.#quietly(this.counts.load())),
			bridge.on("presence:changed", ({ ticketId }) => {
				for (const ticket of this.#tickets) if (ticket.id === ticketId) void ticket.presence.changed();
			}),
			bridge.on("files:dropped", ({ paths }) => this.drop.paths(paths)),
			bridge.on("attachment:progress", (progress) => this.progress.tell(progress)),
			bridge.on("console:changed", () => {
				void this.#quietly(Promise.all([this.console.filtersChanged(), this.canned.changed()]));
			}),
			bridge.on("session:changed", () => void this.#quietly(Promise.all([this.session.load(), this.notices.load()]))),
			bridge.on("ticket:asked", () => void this.#quietly(this.#openAsked())),
			bridge.on("program:ending", () => void this.#quietly(this.#flushed())),
			...(["connection:changed", "outbox:changed", "session:changed"] as const).map((event) =>
				bridge.on(event, () => void this.diagnosis.changed()),
			),
			this.session.subscribe(() => this.#sessionChanged()),
			this.line.subscribe(() => this.#lineChanged()),
		);
		await this.#quietly(Promise.all([this.settings.load(), this.notices.load()]));
		await this.session.load();
		// While the line is up nothing changes but until when what is shown is known to be current.
		this.#looking = setInterval(() => {
			if (this.line.value) void this.#quietly(this.line.load());
		}, LOOK_EVERY);
	}

	stop(): void {
		clearInterval(this.#looking);
		for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
	}

	/** A ticket in front; `leave` it when it no longer is. */
	enter(id: string): TicketStore {
		const store = this.#behind.get(id) ?? new TicketStore(this.bridge, id, this.#person);
		this.#behind.delete(id);
		this.#tickets.add(store);
		this.front.enter(store);
		void store.load(this.#left);
		return store;
	}

	leave(store: TicketStore): void {
		const { composer, id } = store;
		// At the end of a session it is nothing to whoever comes next.
		if (this.#tickets.delete(store)) this.#behind.set(id, store);
		store.presence.end();
		this.front.leave(store);
		const flushed = composer.flush();
		this.#leave(flushed);
		void this.#quietly(
			Promise.all([flushed, composer.settled()]).then(async () => {
				await composer.flush();
				// On a full disk what was typed stays here until it can be saved, and is there when one comes back.
				const done = !composer.unsaved && !composer.value.sending && !composer.copying;
				if (done && this.#behind.get(id) === store) this.#behind.delete(id);
			}),
		);
	}

	/** What is known around a ticket in front; `leaveAround` when it no longer is. */
	enterAround(id: string): AroundStore {
		const store = new AroundStore(this.bridge, id);
		this.#around.add(store);
		void store.load();
		return store;
	}

	leaveAround(store: AroundStore): void {
		this.#around.delete(store);
	}

	/** Whoever is in front answers, and has a console for it. */
	get technician(): boolean {
		const role = this.session.value?.me?.role;
		return role === "technician" || role === "admin";
	}

	newTicket(): NewTicketStore {
		const me = this.session.value?.me;
		if (!this.#newTicket?.unsaved && !this.#newTicket?.value.sending) {
			const files = this.newFiles();
			this.#newTicket = new NewTicketStore(this.bridge, this.#person, me?.role !== "operator", me?.name, files);
		}
		return this.#newTicket;
	}

	/** The files of the new ticket, which may be taken before its form is there. */
	newFiles(): AttachmentsStore {
		this.#newFiles ??= new AttachmentsStore(this.bridge, "new", this.#person);
		return this.#newFiles;
	}

	/** A new ticket for a person of a company; what was being written as one is not given up for it. */
	async newTicketFor(companyId: string, personId: string): Promise<void> {
		await this.#left;
		const by = this.#person;
		const draft = await this.bridge.compose.newTicketDraft();
		if (this.newFiles().empty) await this.newFiles().load();
		if (!this.#newTicket?.unsaved && isEmptyDraft(draft) && this.newFiles().empty) {
			await this.bridge.compose.saveNewTicketDraft(by, { ...draft, companyId, openedForId: personId });
			this.#newTicket = null;
		}
		this.place.newTicketAnew();
	}

	/** The new ticket in front; `leaveNewTicket` when it no longer is. */
	enterNewTicket(store: NewTicketStore): void {
		void this.#quietly(store.load(this.#left));
	}

	leaveNewTicket(store: NewTicketStore): void {
		this.#leave(store.flush());
	}

	/** What is being done about an act that the server refused; `text` is what it says. */
	refused(actId: string, text: string): RefusedStore {
		let store = this.#refused.get(actId);
		if (!store) {
			store = new RefusedStore(this.bridge, this.#person, actId, text);
			this.#refused.set(actId, store);
		}
		return store;
	}

	/** A ticket's PDF: the one that is being written, or whose end nobody has seen, or another. */
	dossier(ticketId: string): DossierStore {
		return this.#dossiers.get(ticketId) ?? new DossierStore(this.bridge, this.#person, ticketId);
	}

	/** A ticket's PDF in front; `leaveDossier` when it no longer is. */
	enterDossier(store: DossierStore): void {
		this.#dossiers.set(store.ticketId, store);
	}

	leaveDossier(store: DossierStore): void {
		if (!store.value.saving) this.#dossiers.delete(store.ticketId);
	}

	/**
	 * Goes on from a closed ticket in a new one, with the words of a refused act if one is named. What was being written as
	 * a new ticket is put on the disk before, where it makes room and comes back afterwards.
	 */
	async followUp(ticketId: string, refusedId = ""): Promise<void> {
		const written: Written[] = [this.#newTicket, this.#refused.get(refusedId)].filter((one) => one != null);
		await this.#left;
		// What is still being copied is the other one's.
		await Promise.all([this.#newTicket?.settled(), this.#newFiles?.settled()]);
		await Promise.all(written.map((one) => one.flush()));
		if (written.some((one) => one.unsaved)) throw { code: "storage" } satisfies BridgeError;
		await this.bridge.compose.followUp(ticketId, refusedId);
		this.#refused.delete(refusedId);
		this.#newTicket = null;
		this.place.newTicketAnew();
	}

	#leave(flush: Promise<void>): void {
		this.#left = Promise.all([this.#left, this.#quietly(flush)]).then(() => {});
	}

	#composers(): ComposerStore[] {
		return [...this.#tickets, ...this.#behind.values()].map((ticket) => ticket.composer);
	}

	#written(): Written[] {
		return [
			...this.#composers(),
			...this.#refused.values(),
			this.batchClose,
			this.canned,
			...(this.#newTicket ? [this.#newTicket] : []),
		];
	}

	/**
	 * Puts on the disk what was typed in the last moment: before the window or the person goes. False when something could
	 * not be saved.
	 */
	async flush(): Promise<boolean> {
		// What was left a moment ago may still be on its way.
		await this.#left;
		await this.#quietly(Promise.all(this.#written().map((written) => written.flush())));
		return !this.#written().some((written) => written.unsaved);
	}

	/** Makes room for somebody else; asks first if something would be lost by it. */
	signOut(): Promise<void> {
		return this.#go("signOut");
	}

	/** Words are on the disk before a file is waited for, which is said: whoever cannot wait goes without it, or stays. */
	async #go(how: Going): Promise<void> {
		if (!(await this.flush())) {
			this.dialogs.unsaved(how);
			return;
		}
		const taking = [...this.#composers(), ...(this.#newTicket ? [this.#newTicket] : [])];
		const copying = taking.some((one) => one.copying) || this.#newFiles?.value.coming.length;
		const settled = Promise.all([...taking.map((one) => one.settled()), this.#newFiles?.settled()]);
		if (copying) {
			this.dialogs.copying(how);
			const asked = this.dialogs.value;
			await this.#quietly(settled);
			// Whoever has put the question away stays.
			if (this.dialogs.value !== asked) return;
			this.dialogs.close();
			// What waited for the file has been sent by now, or is a draft again.
			await this.#go(how);
			return;
		}
		await this.#quietly(settled);
		await this.#gone(how);
	}

	/** Goes, though something that was typed or is being copied is lost by it. */
	async goAnyway(how: Going): Promise<void> {
		await Promise.all(this.#written().map((written) => written.drop()));
		await this.#gone(how);
	}

	async #gone(how: Going): Promise<void> {
		if (how === "signOut") await this.session.signOut();
		else await this.bridge.session.quit();
	}

	/** The list has been painted; only the first time says something of the program. */
	listShown(): void {
		if (this.#shown) return;
		this.#shown = true;
		void this.#quietly(this.bridge.session.shown());
	}

	/** Ends the program, which closing its window does not. */
	quit(): Promise<void> {
		return this.#go("quit");
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
			...(this.technician
				? [this.#quietly(this.console.changed(ids, all)), ...[...this.#around].map((around) => around.changed())]
				: [this.open.changed(ids, all)]),
			this.closed.value.loaded ? this.closed.changed(ids, all) : undefined,
			this.#quietly(this.counts.load()),
			this.search.again(),
			this.#quietly(this.viewer.changed(ids, all)),
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
		this.viewer.close();
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
		// What one person typed is nothing to the next one.
		for (const written of this.#written()) void written.drop();
		for (const ticket of this.#tickets) ticket.presence.end();
		this.#tickets.clear();
		this.#behind.clear();
		this.#refused.clear();
		this.#dossiers.clear();
		this.#newTicket = null;
		this.#newFiles = null;
		this.#person = person;
		this.#filling = false;
		this.dialogs.close();
		this.viewer.close();
		this.fileActs.forget();
		this.#around.clear();
		const { line, counts, outbox, open, closed, search, place, notices, front, wishes, canned, palette } = this;
		for (const store of [line, counts, outbox, open, closed, search, place, notices]) store.forget();
		for (const store of [this.console, this.batchClose, this.progress, front, wishes, canned, palette]) store.forget();
		if (!person) return;
		for (const store of [this.line, this.counts, this.outbox]) void this.#quietly(store.load());
		if (this.technician) {
			void this.#quietly(this.console.begin(person));
			void this.#quietly(this.canned.begin(person));
			this.batchClose.enter(person);
		} else void this.#quietly(this.open.load());
		void this.#quietly(this.#openAsked());
	}

	/** What fails here shows as what was there before; the calls that a person waits for say so themselves. */
	async #quietly(work: Promise<unknown>): Promise<void> {
		await work.catch(() => {});
	}
}
