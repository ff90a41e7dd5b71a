import type {
	Bridge,
	BridgeError,
	CompanyRef,
	MachineChoice,
	MachineChoices,
	NewTicketDraft,
	PersonRef,
	PhoneCheck,
	TicketRow,
} from "../bridge/bridge";
import {
	emptyDraft,
	type Faults,
	FIELDS,
	type Field,
	faultsFrom,
	faultsOf,
	firstFault,
	isEmptyDraft,
} from "../model/draft";
import { dotted } from "../model/words";
import { AttachmentsStore } from "./attachments";
import { Keeper, type Written } from "./draft";
import { failureOf } from "./failure";
import { Store } from "./store";

/** How many earlier tickets are asked for the category they had. */
const LOOKED_AT = 3;

export interface NewTicketState {
	draft: NewTicketDraft;
	loaded: boolean;
	/** Why the draft could not be read: nothing is filled in that would be written over it. */
	unread: BridgeError | null;
	categories: { id: string; name: string }[];
	/** The category is the last one's of this machine or this person, and nobody has chosen it. */
	proposed: boolean;
	/** All that is wrong now; shown for fields that were left, and for all after trying to send. */
	faults: Faults;
	shown: ReadonlySet<Field>;
	/** What the program said was wrong when it was sent; goes when the field changes. */
	refused: Faults;
	phone: PhoneCheck | null;
	/** Of a technician who opens for a caller: whose company it is, and who there may be on the telephone. */
	company: CompanyRef | null;
	people: PersonRef[];
	/** Open tickets of the chosen machine. */
	already: TicketRow[];
	sending: boolean;
	failure: BridgeError | null;
	/** What was discarded a moment ago, for whoever did not mean it. */
	discarded: NewTicketDraft | null;
}

/** The ticket's id, or the first field to mend, or nothing when it failed for another reason. */
export type Submitted = { id: string } | { field: Field } | null;

/** The request being filled in. Every change is kept on the disk. */
export class NewTicketStore extends Store<NewTicketState> implements Written {
	readonly keeper: Keeper<NewTicketDraft>;
	readonly files: AttachmentsStore;
	/** Of what was discarded a moment ago. */
	readonly #discarded: AttachmentsStore;
	readonly #bridge: Bridge;
	readonly #by: string;
	readonly #technician: boolean;
	readonly #person: string;
	#phoneRound = 0;
	/** The number that `phone` is about. */
	#checked = "";
	#machineRound = 0;
	#owner = { machineId: "", company: "" };
	#submitting = false;
	#sending: Promise<unknown> = Promise.resolve();
	/** That part of it which begins when all files are here: until then what is filled in is a draft as before. */
	#opening: Promise<unknown> = Promise.resolve();
	/** Counts how often what is not on the disk was given up. */
	#dropped = 0;

	/** `by` is whoever fills it in, `person` their name; `files` are what is attached. */
	constructor(
		bridge: Bridge,
		by: string,
		technician: boolean,
		person = "",
		files = new AttachmentsStore(bridge, "new", by),
	) {
		super({
			draft: emptyDraft(),
			loaded: false,
			unread: null,
			categories: [],
			proposed: false,
			faults: {},
			shown: new Set(),
			refused: {},
			phone: null,
			company: null,
			people: [],
			already: [],
			sending: false,
			failure: null,
			discarded: null,
		});
		this.#bridge = bridge;
		this.#by = by;
		this.#technician = technician;
		this.#person = person;
		this.files = files;
		this.#discarded = new AttachmentsStore(bridge, "discarded", by);
		this.keeper = new Keeper((draft) => bridge.compose.saveNewTicketDraft(by, draft));
	}

	/** Takes up the draft; `after` is what must be on the disk before it is read. */
	async load(after: Promise<void> = Promise.resolve()): Promise<void> {
		await after;
		// What could not be saved is newer than what is on the disk; what is on its way is not to be begun again.
		if (this.value.loaded && (this.unsaved || this.value.sending)) return;
		const asked = this.#bridge.compose.categories().catch(() => []);
		const files = this.files.load();
		let draft: NewTicketDraft;
		try {
			draft = await this.#bridge.compose.newTicketDraft();
		} catch (cause) {
			this.merge({ unread: failureOf(cause) });
			return;
		}
		const categories = await asked;
		// What is being copied already may take minutes, and holds up no words.
		if (!this.copying) await files;
		const kept = { ...emptyDraft(), ...draft, kind: draft.kind || "chat" };
		this.merge({ draft: kept, categories, loaded: true, unread: null });
		if (!isEmptyDraft(kept)) this.keeper.found();
		this.#check();
		await Promise.all([this.#lookAtMachine(), this.#checkPhone(kept.phone), this.#lookAtCompany()]);
	}

	/** Whether nothing has been filled in yet. */
	get empty(): boolean {
		return isEmptyDraft(this.value.draft) && this.files.empty;
	}

	get unsaved(): boolean {
		return this.keeper.unsaved;
	}

	/** Whether a file is being copied, by which the ticket may be waited for. */
	get copying(): boolean {
		return this.files.value.coming.length > 0;
	}

	/** Resolves once all files are here, and the ticket that waited for them is opened or has come back. */
	async settled(): Promise<void> {
		await this.files.settled();
		await this.#sending;
	}

	/** The words alone, and the ticket that is being opened with them: nothing is held up by what is being copied. */
	async flush(): Promise<void> {
		await (this.copying ? this.#opening : this.#sending);
		await this.keeper.flush();
	}

	drop(): Promise<void> {
		this.#dropped++;
		return this.keeper.drop();
	}

	change(part: Partial<NewTicketDraft>, field?: Field): void {
		// What is on its way can no longer be another: it would be neither sent nor a draft.
		if (this.value.sending) return;
		const draft = { ...this.value.draft, ...part };
		const refused = { ...this.value.refused };
		if (field) delete refused[field];
		this.merge({ draft, refused, failure: null, proposed: this.value.proposed && field !== "category" });
		this.#check();
		this.keeper.keep(draft);
	}

	/** The person has left a field: from now on it says what is wrong with it. */
	left(field: Field): void {
		if (this.value.shown.has(field)) return;
		this.merge({ shown: new Set([...this.value.shown, field]) });
	}

	async typePhone(text: string): Promise<void> {
		this.change({ phone: text }, "phone");
		await this.#checkPhone(text);
	}

	/** Writes the number as people write it, once it has been left and is right. */
	async formatPhone(): Promise<void> {
		const typed = this.value.draft.phone;
		// What was found out of the last letter but one says nothing of the number as it is now.
		if (this.#checked !== typed) await this.#checkPhone(typed);
		const { phone, draft } = this.value;
		if (draft.phone !== typed || this.#checked !== typed || !phone?.valid || !phone.formatted) return;
		if (phone.formatted === typed) return;
		this.#checked = phone.formatted;
		this.change({ phone: phone.formatted });
	}

	/** What is typed into the machine's box is kept as well: the label of no machine yet. */
	typeMachine(text: string): void {
		if (text === this.value.draft.machineLabel && !this.value.draft.machineId) return;
		this.change({ machineId: "", machineLabel: text }, "machine");
		this.merge({ already: [] });
	}

	async chooseMachine(choice: MachineChoice | null): Promise<void> {
		this.change(
			{
				machineId: choice?.id ?? "",
				machineLabel: choice ? dotted(choice.name, choice.model, choice.serial) : "",
			},
			"machine",
		);
		if (choice) this.#owner = { machineId: choice.id, company: choice.company };
		await Promise.all([this.#lookAtMachine(), choice ? this.#companyOf(choice.company) : undefined]);
	}

	/** By a technician: whose company the caller is of. A machine of another one is no longer meant. */
	async chooseCompany(company: CompanyRef | null): Promise<void> {
		const { draft, company: before } = this.value;
		if ((company?.id ?? "") === draft.companyId && before) return;
		const elsewhere = company !== null && draft.machineId !== "" && this.#ownerOf(draft.machineId) !== company.name;
		this.change(
			{
				companyId: company?.id ?? "",
				openedForId: "",
				...(elsewhere ? { machineId: "", machineLabel: "" } : {}),
			},
			"company",
		);
		this.merge({ company, people: [], ...(elsewhere ? { already: [] } : {}) });
		await this.#lookAtCompany();
	}

	choosePerson(person: PersonRef | null): void {
		this.change({ openedForId: person?.id ?? "" }, "person");
	}

	companies(text: string): Promise<CompanyRef[]> {
		return this.#bridge.console.companies({ text, limit: 30 });
	}

	/** Whose the machine is; empty where that is not known yet. */
	#ownerOf(machineId: string): string {
		return this.#owner.machineId === machineId ? this.#owner.company : "";
	}

	/** The machine says whose it is. */
	async #companyOf(name: string): Promise<void> {
		if (!this.#technician || this.value.company?.name === name) return;
		const found = await this.companies(name).catch(() => []);
		const company = found.find((one) => one.name === name);
		if (!company || this.value.draft.companyId === company.id) return;
		this.change({ companyId: company.id, openedForId: "" }, "company");
		this.merge({ company, people: [] });
		await this.#lookAtCompany();
	}

	/** Who is of the company; of a draft that was found, also what it is called. */
	async #lookAtCompany(): Promise<void> {
		const { companyId, machineId } = this.value.draft;
		if (!this.#technician) return;
		if (machineId && this.#owner.machineId !== machineId) {
			const card = await this.#bridge.tickets.machine(machineId).catch(() => null);
			if (card) this.#owner = { machineId, company: card.company };
		}
		if (!companyId) return;
		const { console: about } = this.#bridge;
		const [people, choices] = await Promise.all([
			about.people(companyId).catch(() => []),
			this.value.company?.id === companyId ? null : about.choices().catch(() => null),
		]);
		if (this.value.draft.companyId !== companyId) return;
		const company = choices?.companies.find(({ id }) => id === companyId) ?? this.value.company;
		this.merge({ people, company });
	}

	/** A scanner has read a serial, wherever the focus was: that machine, or what was read is kept and said to be unknown. */
	async scanned(serial: string): Promise<boolean> {
		const { items } = await this.machines(serial).catch(() => ({ items: [] }));
		const found = items.filter((machine) => sameSerial(machine.serial, serial));
		if (found[0] && found.length === 1) {
			await this.chooseMachine(found[0]);
			return true;
		}
		this.typeMachine(serial);
		this.left("machine");
		return false;
	}

	/** By any part of their names; those of the caller's company first. */
	async machines(text: string): Promise<MachineChoices> {
		const { company } = this.value;
		if (!company) return this.#bridge.compose.machines({ text, limit: 30 });
		const found = await this.#bridge.compose.machines({ text, limit: 200 });
		const own = (machine: MachineChoice) => Number(machine.company === company.name);
		return { ...found, items: found.items.toSorted((a, b) => own(b) - own(a)).slice(0, 30) };
	}

	/** What is wrong with a field and may be said now. */
	fault(field: Field): Faults[Field] {
		const { refused, shown, faults } = this.value;
		return refused[field] ?? (shown.has(field) ? faults[field] : undefined);
	}

	/** Opens the ticket. */
	async submit(): Promise<Submitted> {
		// Whoever presses twice opens one ticket.
		if (this.#submitting) return null;
		this.#submitting = true;
		try {
			const { kind, phone } = this.value.draft;
			if (kind === "callback") await this.#checkPhone(phone);
			this.#check();
			this.merge({ shown: new Set(FIELDS) });
			const wrong = firstFault(this.value.faults);
			if (wrong) return { field: wrong };
			const sending = this.#send(this.value.draft);
			this.#sending = sending;
			return await sending;
		} finally {
			this.#submitting = false;
		}
	}

	async #send(draft: NewTicketDraft): Promise<Submitted> {
		this.merge({ sending: true, failure: null });
		const dropped = this.#dropped;
		const settled = await this.files.settled();
		// Files that did not come back are looked at first; whoever did not wait and went sends nothing.
		if (!settled || dropped !== this.#dropped) {
			this.merge({ sending: false });
			return null;
		}
		const opening = this.#open(draft);
		this.#opening = opening;
		return opening;
	}

	async #open(draft: NewTicketDraft): Promise<Submitted> {
		try {
			await this.keeper.drop();
			const gone = this.files.value.items.map(({ id }) => id);
			const { id } = await this.#bridge.compose.openTicket(this.#by, forKind(draft));
			await this.files.sent(gone);
			this.merge({ sending: false });
			return { id };
		} catch (cause) {
			const failure = failureOf(cause);
			const refused = failure.code === "invalid" ? faultsFrom(failure) : {};
			const field = firstFault(refused);
			this.merge({ sending: false, refused, failure: field ? null : failure });
			this.keeper.keep(draft);
			return field ? { field } : null;
		}
	}

	async discard(): Promise<void> {
		await this.keeper.drop();
		try {
			await this.files.settled();
			// Its files go with it, and come back with the words if it was not meant.
			await this.#bridge.compose.discardNewTicketDraft(this.#by);
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
			this.keeper.keep(this.value.draft);
			return;
		}
		await this.keeper.drop();
		await Promise.all([this.files.load(), this.#discarded.load()]);
		const discarded = this.value.draft;
		this.merge({
			draft: emptyDraft(),
			proposed: false,
			shown: new Set(),
			refused: {},
			phone: null,
			company: null,
			people: [],
			already: [],
			failure: null,
			discarded,
		});
		this.#check();
	}

	/** Takes back that it was discarded. */
	async restore(): Promise<void> {
		const { discarded } = this.value;
		if (!discarded) return;
		this.merge({ discarded: null });
		this.change(discarded);
		await this.#discarded.moveTo(this.files);
		await Promise.all([this.#lookAtMachine(), this.#checkPhone(discarded.phone), this.#lookAtCompany()]);
	}

	#check(): void {
		const { draft, phone } = this.value;
		this.merge({ faults: faultsOf(draft, { technician: this.#technician, phone, now: Date.now() }) });
	}

	async #checkPhone(text: string): Promise<void> {
		const round = ++this.#phoneRound;
		const phone = text.trim() ? await this.#bridge.compose.checkPhone(text).catch(() => null) : null;
		if (round !== this.#phoneRound) return;
		this.#checked = text;
		this.merge({ phone });
		this.#check();
	}

	async #lookAtMachine(): Promise<void> {
		const round = ++this.#machineRound;
		const id = this.value.draft.machineId;
		const already = id ? await this.#bridge.compose.openTicketsOf(id).catch(() => []) : [];
		if (round !== this.#machineRound) return;
		this.merge({ already });
		if (id) await this.#proposeCategory(id, round);
	}

	/** The category that this machine's last request had, else that of this person's last one; only where none was chosen. */
	async #proposeCategory(machineId: string, round: number): Promise<void> {
		const free = () => {
			const { draft, proposed, sending } = this.value;
			return round === this.#machineRound && !sending && (!draft.categoryId || proposed);
		};
		if (!free()) return;
		const category =
			(await this.#categoryOf(await this.#ofMachine(machineId))) ?? (await this.#categoryOf(await this.#ofPerson()));
		if (!category || !free()) return;
		this.change({ categoryId: category });
		this.merge({ proposed: true });
	}

	/** The first category among these tickets that can still be chosen; a callback has none. */
	async #categoryOf(ticketIds: readonly string[]): Promise<string | undefined> {
		for (const id of ticketIds.slice(0, LOOKED_AT)) {
			const name = (await this.#bridge.tickets.get(id).catch(() => null))?.category;
			const category = name && this.value.categories.find((one) => one.name === name);
			if (category) return category.id;
		}
		return undefined;
	}

	async #ofMachine(machineId: string): Promise<string[]> {
		const card = await this.#bridge.tickets.machine(machineId).catch(() => null);
		return card?.tickets.map(({ id }) => id) ?? [];
	}

	async #ofPerson(): Promise<string[]> {
		for (const section of ["open", "closed"] as const) {
			const page = await this.#bridge.tickets.list({ section, after: "", limit: 50 }).catch(() => ({ items: [] }));
			const own = page.items.filter((row) => row.kind === "chat" && row.person === this.#person);
			if (own.length) return own.map(({ id }) => id);
		}
		return [];
	}
}

/** A scanner may send small letters for capital ones. */
export const sameSerial = (a: string, b: string): boolean =>
	a.localeCompare(b, undefined, { sensitivity: "accent" }) === 0;

/** Leaves out what the other kind asks: it stays in the draft while one goes back and forth, but is not sent. */
const forKind = (draft: NewTicketDraft): NewTicketDraft =>
	draft.kind === "chat" ? { ...draft, phone: "", callWindow: null } : { ...draft, categoryId: "" };
