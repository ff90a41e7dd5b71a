import type {
	Bridge,
	BridgeError,
	CallOutcome,
	ConsoleRow,
	MachineCard,
	MessageItem,
	Severity,
	TicketDetail,
	Verdict,
} from "../bridge/bridge";
import { joinMessages } from "../model/conversation";
import { noCriteria } from "../model/criteria";
import { ComposerStore } from "./composer";
import { failureOf } from "./failure";
import { PresenceStore } from "./presence";
import { SendingStore, type Sent } from "./sending";
import { Queue, Reload, Store } from "./store";
import { TicketFilesStore } from "./ticketfiles";

const PAGE = 60;
const MOST = 500;

/** How many tickets are offered to be joined with. */
const OTHERS = 12;

/** What is asked in a dialog of its own, in front of the ticket. */
export type TicketDialog = "" | "close" | "sendAndClose" | "call" | "join";

export interface TicketState {
	detail: TicketDetail | null;
	items: MessageItem[];
	/** Whether older messages can be fetched. */
	older: boolean;
	/** Before which message "new" is marked; stays while the ticket is in front. */
	markerId: string;
	machine: MachineCard | null;
	failure: BridgeError | null;
	/** What was there when one came has been read, back to the first unread message. */
	ready: boolean;
	dialog: TicketDialog;
}

/** One ticket in front: its details, its conversation, what is being written in it. */
export class TicketStore extends Store<TicketState> implements Sent {
	readonly id: string;
	readonly composer: ComposerStore;
	readonly sending: SendingStore;
	readonly presence: PresenceStore;
	readonly files: TicketFilesStore;
	readonly #bridge: Bridge;
	readonly #by: string;
	readonly #queue = new Queue();
	readonly #reload: Reload;
	#next = "";
	#markedId = "";

	/** `by` is whoever looks and writes. */
	constructor(bridge: Bridge, id: string, by: string) {
		super({
			detail: null,
			items: [],
			older: false,
			markerId: "",
			machine: null,
			failure: null,
			ready: false,
			dialog: "",
		});
		this.id = id;
		this.#bridge = bridge;
		this.#by = by;
		this.composer = new ComposerStore(bridge, id, by);
		this.sending = new SendingStore(this);
		this.files = new TicketFilesStore(bridge, id, by);
		this.presence = new PresenceStore(bridge, id);
		this.composer.onTyped = (mode, text) => {
			if (mode === "reply") this.sending.typed(text);
			if (text.trim()) this.presence.types(mode === "reply" ? "typing" : "typing_note");
			else this.presence.rests();
		};
		this.#reload = new Reload(() => this.#queue.run(() => this.#refresh()));
	}

	/** `after` is what must be on the disk before drafts are read. */
	async load(after?: Promise<void>): Promise<void> {
		// One that was left and is come back to is looked at anew.
		this.merge({ markerId: "", ready: false, dialog: "" });
		this.presence.begin();
		await Promise.all([this.#reload.ask().then(() => this.#reachMarker()), this.composer.load(after)]);
		this.sending.found();
	}

	get items(): readonly MessageItem[] {
		return this.value.items;
	}

	get markerId(): string {
		return this.value.markerId;
	}

	/** Whoever looks is of the support: only they may write a note. */
	get support(): boolean {
		return this.value.detail?.may.note ?? false;
	}

	show(dialog: TicketDialog): void {
		this.merge({ dialog });
	}

	askResolution(): void {
		this.show("sendAndClose");
	}

	changed(): Promise<void> {
		return this.#reload.ask();
	}

	async #refresh(): Promise<void> {
		try {
			const detail = await this.#bridge.tickets.get(this.id);
			const { items, markerId } = this.value;
			const limit = Math.min(Math.max(PAGE, items.length), MOST);
			const page = await this.#bridge.tickets.messages({ ticketId: this.id, before: "", limit });
			const joined = joinMessages(items, page.items);
			// Older ones that were loaded stay, and so does the way further back from them.
			if (joined.length === page.items.length) this.#next = page.next;
			this.merge({
				detail,
				items: joined,
				older: this.#next !== "",
				markerId: markerId || detail.firstUnreadId,
				failure: null,
			});
		} catch (cause) {
			this.merge({ failure: failureOf(cause) });
			return;
		}
		await this.#loadMachine();
	}

	/** After a long absence the first unread message may lie further back than the first page. */
	async #reachMarker(): Promise<void> {
		const { markerId, items } = this.value;
		if (markerId && items.length < MOST) await this.reach(markerId, MOST);
		this.merge({ ready: true });
	}

	async #loadMachine(): Promise<void> {
		const id = this.value.detail?.machineId;
		if (!id) return;
		try {
			this.merge({ machine: await this.#bridge.tickets.machine(id) });
		} catch {
			// The ticket itself still says which machine it was; the card is an extra.
		}
	}

	/** Fetches older messages; true when there were some. */
	older(): Promise<boolean> {
		return this.#queue.run(async () => {
			if (!this.#next) return false;
			try {
				const page = await this.#bridge.tickets.messages({ ticketId: this.id, before: this.#next, limit: PAGE });
				this.#next = page.next;
				this.merge({ items: [...page.items, ...this.value.items], older: page.next !== "" });
				return page.items.length > 0;
			} catch {
				return false;
			}
		});
	}

	/** Fetches back to a message; false when it is not in this ticket, or not among its newest `most`. */
	async reach(messageId: string, most = Number.POSITIVE_INFINITY): Promise<boolean> {
		while (!this.value.items.some((item) => item.id === messageId)) {
			if (this.value.items.length >= most || !(await this.older())) return false;
		}
		return true;
	}

	/** Fetches all there is, for print. */
	async reachBeginning(): Promise<void> {
		while (await this.older()) {
			// Each round is one page further back.
		}
	}

	/** The end of the conversation has been before somebody's eyes. */
	async seenToEnd(): Promise<void> {
		const { detail, items } = this.value;
		if (!detail || detail.unread === 0) return;
		const last = items.findLast((item) => item.kind === "reply" && !item.ours);
		if (!last || last.id === this.#markedId) return;
		this.#markedId = last.id;
		try {
			await this.#bridge.tickets.markRead(this.#by, this.id, last.id);
		} catch {
			this.#markedId = "";
		}
	}

	take = () => this.#bridge.support.take(this.id);
	assign = (personId: string) => this.#bridge.support.assign(this.id, personId);
	setStatus = (status: "in_progress" | "waiting") => this.#bridge.support.setStatus(this.id, status);
	setSeverity = (severity: Severity) => this.#bridge.support.setSeverity(this.id, severity);
	setCategory = (categoryId: string) => this.#bridge.support.setCategory(this.id, categoryId);
	reopen = () => this.#bridge.support.reopen(this.id);
	/** Closes this one as a duplicate of another. */
	join = (originalId: string) => this.#bridge.support.join(this.id, originalId);

	/** Other tickets of the company by number or words, of which this one may be a duplicate: open ones first, then the newest. */
	async others(text: string): Promise<ConsoleRow[]> {
		const { companyId } = this.value.detail ?? {};
		if (!companyId) return [];
		const of = (queue: "open" | "closed") =>
			this.#bridge.console.list({
				queue,
				criteria: { ...noCriteria(), companyIds: [companyId], text: text.trim() },
				sort: "updated",
				descending: true,
				grouped: false,
				after: "",
				limit: OTHERS,
			});
		const pages = await Promise.all([of("open"), of("closed")]);
		return pages
			.flatMap(({ items }) => items)
			.filter(({ id, number }) => id !== this.id && number > 0)
			.slice(0, OTHERS);
	}

	/**
	 * With the resolution that is being written and the cause that was chosen, after a reply if that is what the dialog was
	 * opened for; false when the resolution is another than was seen, or could not be committed with the reply.
	 */
	async close(): Promise<boolean> {
		const { dialog } = this.value;
		const { causeId } = this.composer.value.chosen;
		const closed =
			dialog === "sendAndClose"
				? await this.sending.closing({ status: "closed", causeId })
				: await this.composer.commit("resolution", (text) => this.#bridge.support.close(this.id, text, causeId));
		// What is to be looked at first stands in front of the conversation, not behind a dialog.
		if (!closed && dialog === "sendAndClose" && this.sending.value) this.show("");
		return closed;
	}

	/** With what is being written of the call; false when that is another than was seen. */
	async logCall(outcome: CallOutcome): Promise<boolean> {
		const againAt = outcome === "spoken" ? 0 : this.composer.value.chosen.againAt;
		return this.composer.commit("call", (text) =>
			this.#bridge.support.logCall({ ticketId: this.id, outcome, text, againAt }),
		);
	}

	/** Says whether the machine runs; when it does not, with what is being written of it. False when that is another than was seen. */
	async judge(verdict: Verdict): Promise<boolean> {
		const say = (text: string) => this.#bridge.tickets.judge(this.#by, { ticketId: this.id, verdict, text });
		if (verdict === "fails") return this.composer.commit("verdict", say);
		await say("");
		return true;
	}

	technicians = () => this.#bridge.support.technicians();
	categories = () => this.#bridge.compose.categories();
	causes = () => this.#bridge.console.causes();
}
