import type { Criteria, QueueName } from "../../bridge/bridge";
import type { Where } from "../../state/console";
import type { Program } from "../../state/program";

/** Brings a queue or a saved filter in front, and the focus with it: also where a ticket, or a new one, has all the room. */
export function goTo(program: Program, where: Where): void {
	program.console.go(where);
	program.wishes.ask("lists");
}

/** The same, of a queue with these criteria and no others. */
export function goToSome(program: Program, queue: QueueName, criteria: Partial<Criteria>): void {
	program.console.show(queue, criteria);
	program.wishes.ask("lists");
}

/** The list in front has the focus, as soon as it is drawn. */
export function focusList(program: Program): void {
	program.wishes.ask("list", program.console.value.list.id);
}

/** Opens the ticket where the keys are in the list; where the list is only being read, once its rows are there. */
export async function openAtCursor(program: Program): Promise<void> {
	const { list } = program.console.value;
	const row = list.current ?? (await list.settled());
	// Whoever has gone elsewhere meanwhile is not fetched back.
	if (!row || program.console.value.list !== list) return;
	program.place.open(row.id);
	program.wishes.ask("ticket", row.id);
}
