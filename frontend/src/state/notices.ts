import type { Bridge, Notice } from "../bridge/bridge";
import { Reload, Store } from "./store";

/** What somebody here should know, the most pressing first. */
export type Line =
	| { id: string; kind: "missing"; number: number }
	| { id: string; kind: "clock"; ahead: number }
	| { id: string; kind: "happened"; notice: Notice };

interface NoticesState {
	happened: Notice[];
	/** The number of a ticket that was asked for from outside and is not here; else 0. */
	missing: number;
	/** How far the clock is ahead, in ms; 0 when it is right, or when somebody has read that it is not. */
	clockAhead: number;
}

const NOTHING: NoticesState = { happened: [], missing: 0, clockAhead: 0 };

/** Calm lines that stay until somebody has read them. */
export class NoticesStore extends Store<NoticesState> {
	readonly #bridge: Bridge;
	readonly #reload: Reload<Notice[]>;
	#clockRead = false;

	constructor(bridge: Bridge) {
		super(NOTHING);
		this.#bridge = bridge;
		this.#reload = new Reload(
			() => bridge.session.notices(),
			(happened) => this.merge({ happened: happened ?? [] }),
		);
	}

	load(): Promise<void> {
		return this.#reload.ask();
	}

	missed(number: number): void {
		this.merge({ missing: number });
	}

	/** What the line says of the clock; once read, it is said again only after the clock has been right. */
	clock(ahead: number): void {
		if (ahead === 0) this.#clockRead = false;
		this.merge({ clockAhead: this.#clockRead ? 0 : ahead });
	}

	async dismiss(line: Line): Promise<void> {
		if (line.kind === "missing") this.merge({ missing: 0 });
		else if (line.kind === "clock") {
			this.#clockRead = true;
			this.merge({ clockAhead: 0 });
		} else {
			this.merge({ happened: this.value.happened.filter((notice) => notice.id !== line.id) });
			// What could not be noted as read is said again.
			await this.#bridge.session.dismissNotice(line.id).catch(() => this.load());
		}
	}

	/** Forgets what concerned the person who was in front. */
	forget(): void {
		this.#clockRead = false;
		this.merge({ missing: 0, clockAhead: 0 });
	}
}

export function linesOf({ happened, missing, clockAhead }: NoticesState): Line[] {
	return [
		...(missing ? [{ id: "missing", kind: "missing" as const, number: missing }] : []),
		...happened.map((notice) => ({ id: notice.id, kind: "happened" as const, notice })),
		...(clockAhead ? [{ id: "clock", kind: "clock" as const, ahead: clockAhead }] : []),
	];
}
