import type { Bridge, BridgeError, CallOutcome, MachineCard, MessageItem, TicketDetail } from "../bridge/bridge";
import { joinMessages } from "../model/conversation";
import { ComposerStore } from "./composer";
import { failureOf } from "./failure";
import { Queue, Reload, Store } from "./store";

const PAGE = 60;
const MOST = 500;

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
}

/** One ticket in front: its details, its conversation, what is being written in it. */
export class TicketStore extends Store<TicketState> {
	readonly id: string;
	readonly composer: ComposerStore;
	readonly #bridge: Bridge;
	readonly #by: string;
	readonly #queue = new Queue();
	readonly #reload: Reload;
	#next = "";
	#markedId = "";

	/** `by` is whoever looks and writes. */
	constructor(bridge: Bridge, id: string, by: string) {
		super({ detail: null, items: [], older: false, markerId: "", machine: null, failure: null, ready: false });
		this.id = id;
		this.#bridge = bridge;
		this.#by = by;
		this.composer = new ComposerStore(bridge, id, by);
		this.#reload = new Reload(() => this.#queue.run(() => this.#refresh()));
	}

	/** `after` is what must be on the disk before drafts are read. */
	async load(after?: Promise<void>): Promise<void> {
		await Promise.all([this.#reload.ask().then(() => this.#reachMarker()), this.composer.load(after)]);
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
	/** With the resolution that is being written; false when that is another than was seen. */
	close = () => this.composer.commit("resolution", (text) => this.#bridge.support.close(this.id, text, ""));
	reopen = () => this.#bridge.support.reopen(this.id);
	/** With what is being written of the call; false when that is another than was seen. */
	logCall = (outcome: CallOutcome) =>
		this.composer.commit("call", (text) =>
			this.#bridge.support.logCall({ ticketId: this.id, outcome, text, againAt: 0 }),
		);
	technicians = () => this.#bridge.support.technicians();
}
