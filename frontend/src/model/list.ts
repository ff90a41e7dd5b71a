import type { TicketRow } from "../bridge/bridge";

/**
 * The loaded part of a list after something of it changed. `head` is its fresh first page, in order; `loaded` what was
 * there before; `changed` the ids that may have moved or gone. Rows of `loaded` beyond the head stay, but for those.
 */
export function mergeHead(
	head: readonly TicketRow[],
	loaded: readonly TicketRow[],
	changed: ReadonlySet<string>,
): TicketRow[] {
	const inHead = new Set(head.map((row) => row.id));
	return [...head, ...loaded.filter((row) => !inHead.has(row.id) && !changed.has(row.id))];
}

/** Adds a further page; what moved up meanwhile is not shown twice. */
export function appendPage(loaded: readonly TicketRow[], page: readonly TicketRow[]): TicketRow[] {
	const known = new Set(loaded.map((row) => row.id));
	return [...loaded, ...page.filter((row) => !known.has(row.id))];
}
