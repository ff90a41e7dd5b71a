import type {
	Bridge,
	BridgeError,
	MachineChoice,
	MachineChoices,
	NewTicketDraft,
	PhoneCheck,
	TicketRow,
} from "../bridge/bridge";
import { emptyDraft, type Faults, type Field, faultsFrom, faultsOf, firstFault, isEmptyDraft } from "../model/draft";
import { dotted } from "../model/words";
import { Keeper } from "./draft";
import { failureOf } from "./failure";
import { Store } from "./store";

export interface NewTicketState {
	draft: NewTicketDraft;
	loaded: boolean;
	categories: { id: string; name: string }[];
	/** All that is wrong now; shown for fields that were left, and for all after trying to send. */
	faults: Faults;
	shown: ReadonlySet<Field>;
	/** What the program said was wrong when it was sent; goes when the field changes. */
	refused: Faults;
	phone: PhoneCheck | null;
	/** Open tickets of the chosen machine. */
	already: TicketRow[];
	sending: boolean;
	failure: BridgeError | null;
}

/** The request being filled in. Every change is kept on the disk. */
export class NewTicketStore extends Store<NewTicketState> {
	readonly keeper: Keeper<NewTicketDraft>;
	readonly #bridge: Bridge;
	readonly #technician: boolean;
	#phoneRound = 0;
	#machineRound = 0;

	constructor(bridge: Bridge, technician: boolean) {
		super({
			draft: emptyDraft(),
			loaded: false,
			categories: [],
			faults: {},
			shown: new Set(),
			refused: {},
			phone: null,
			already: [],
			sending: false,
			failure: null,
		});
		this.#bridge = bridge;
		this.#technician = technician;
		this.keeper = new Keeper((draft) => bridge.compose.saveNewTicketDraft(draft));
	}

	async load(): Promise<void> {
		const [draft, categories] = await Promise.all([
			this.#bridge.compose.newTicketDraft().catch(emptyDraft),
			this.#bridge.compose.categories().catch(() => []),
		]);
		const kept = { ...emptyDraft(), ...draft, kind: draft.kind || "chat" };
		this.merge({ draft: kept, categories, loaded: true });
		if (!isEmptyDraft(kept)) this.keeper.found();
		this.#check();
		await Promise.all([this.#lookAtMachine(), this.#checkPhone(kept.phone)]);
	}

	/** Whether nothing has been filled in yet. */
	get empty(): boolean {
		return isEmptyDraft(this.value.draft);
	}

	change(part: Partial<NewTicketDraft>, field?: Field): void {
		const draft = { ...this.value.draft, ...part };
		const refused = { ...this.value.refused };
		if (field) delete refused[field];
		this.merge({ draft, refused, failure: null });
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
	formatPhone(): void {
		const { phone, draft } = this.value;
		if (phone?.valid && phone.formatted && phone.formatted !== draft.phone) this.change({ phone: phone.formatted });
	}

	async chooseMachine(choice: MachineChoice | null): Promise<void> {
		this.change(
			{
				machineId: choice?.id ?? "",
				machineLabel: choice ? dotted(choice.name, choice.model, choice.serial) : "",
			},
			"machine",
		);
		await this.#lookAtMachine();
	}

	machines(text: string): Promise<MachineChoices> {
		return this.#bridge.compose.machines({ text, limit: 30 });
	}

	/** What is wrong with a field and may be said now. */
	fault(field: Field): Faults[Field] {
		const { refused, shown, faults } = this.value;
		return refused[field] ?? (shown.has(field) ? faults[field] : undefined);
	}

	/** Opens the ticket. Answers its id, or the first field to mend, or nothing when it failed for another reason. */
	async submit(): Promise<{ id: string } | { field: Field } | null> {
		const { draft, sending } = this.value;
		if (sending) return null;
		if (draft.kind === "callback") await this.#checkPhone(draft.phone);
		this.#check();
		this.merge({ shown: new Set<Field>(["category", "phone", "machine", "callWindow", "severity", "description"]) });
		const wrong = firstFault(this.value.faults);
		if (wrong) return { field: wrong };
		this.merge({ sending: true, failure: null });
		try {
			await this.keeper.drop();
			const { id } = await this.#bridge.compose.openTicket(forKind(draft));
			this.merge({ sending: false });
			return { id };
		} catch (cause) {
			const failure = failureOf(cause);
			const refused = failure.code === "invalid" ? faultsFrom(failure) : {};
			const field = firstFault(refused);
			this.merge({ sending: false, refused, failure: field ? null : failure });
			this.keeper.keep(this.value.draft);
			return field ? { field } : null;
		}
	}

	async discard(): Promise<void> {
		await this.keeper.drop();
		await this.#bridge.compose.discardNewTicketDraft();
		this.merge({ draft: emptyDraft(), shown: new Set(), refused: {}, phone: null, already: [], failure: null });
		this.#check();
	}

	#check(): void {
		const { draft, phone } = this.value;
		this.merge({ faults: faultsOf(draft, { technician: this.#technician, phone, now: Date.now() }) });
	}

	async #checkPhone(text: string): Promise<void> {
		const round = ++this.#phoneRound;
		const phone = text.trim() ? await this.#bridge.compose.checkPhone(text).catch(() => null) : null;
		if (round !== this.#phoneRound) return;
		this.merge({ phone });
		this.#check();
	}

	async #lookAtMachine(): Promise<void> {
		const round = ++this.#machineRound;
		const id = this.value.draft.machineId;
		const already = id ? await this.#bridge.compose.openTicketsOf(id).catch(() => []) : [];
		if (round === this.#machineRound) this.merge({ already });
	}
}

/** Leaves out what the other kind asks: it stays in the draft while one goes back and forth, but is not sent. */
const forKind = (draft: NewTicketDraft): NewTicketDraft =>
	draft.kind === "chat" ? { ...draft, phone: "", callWindow: null } : { ...draft, categoryId: "" };
