import type { LucideIcon } from "lucide-react";
import type { ConsoleRow, TicketDetail } from "../../bridge/bridge";
import type { TextKey } from "../../i18n/text";
import type { Program } from "../../state/program";

/** What a command is done with: what is in front, what is selected, where the focus was. */
export interface Hands {
	program: Program;
	/** What it is done to: all that is selected, else the row with the cursor or the ticket in front. */
	targets: readonly Target[];
	/** The one ticket that it is about; null where there is none, or where there are many. */
	target: Target | null;
	/** Of the target, if it is in front: all that is known of it, and what may be done. */
	detail: TicketDetail | null;
}

export type Target = Pick<ConsoleRow, "id" | "number" | "status" | "assigneeId" | "kind">;

export type Group = "ticket" | "list" | "go" | "program";

export interface Command {
	id: string;
	text: TextKey;
	/** Where there is little room. */
	short?: TextKey;
	/** In place of a text: what somebody has called it. */
	name?: string;
	group: Group;
	icon: LucideIcon;
	/** As `model/keys` reads them; the first is the one that is named. */
	keys?: readonly string[];
	/** The key does it only where the list has the focus, or nothing has. */
	atList?: boolean;
	/** Whether it makes sense now; always, where nothing is said. */
	when?(hands: Hands): boolean;
	does(hands: Hands): void;
}

/** What a command is done with now. */
export function handsOf(program: Program): Hands {
	const list = program.console.value.list.value;
	const front = program.front.value;
	const row = list.rows.find(({ id }) => id === list.cursor);
	const detail = front?.value.detail ?? null;
	const selected = list.rows.filter(({ id }) => list.selected.has(id));
	const one: Target | null = program.console.atList ? (row ?? detail) : (detail ?? (front ? null : (row ?? null)));
	const targets = selected.length > 0 ? selected : one ? [one] : [];
	const target = targets.length === 1 ? (targets[0] ?? null) : null;
	return { program, targets, target, detail: target && detail?.id === target.id ? detail : null };
}

/** Whether a command makes sense now. Where a new ticket is written there is no list, and no ticket in front. */
export function makesSense(command: Command, hands: Hands): boolean {
	const writing = hands.program.place.value.place.screen === "new";
	if (writing && (command.group === "list" || command.group === "ticket")) return false;
	return command.when?.(hands) ?? true;
}
