import type { TicketDetail } from "../bridge/bridge";
import { firstName } from "./words";

/** What a canned reply may leave to be filled in from the ticket. */
export const PLACEHOLDERS = ["operatore", "macchina", "seriale", "numero"] as const;

export type Values = Record<(typeof PLACEHOLDERS)[number], string>;

/** What a ticket fills in; empty where it says nothing. */
export const valuesOf = (
	ticket: Pick<TicketDetail, "person" | "machineName" | "machineSerial" | "number">,
): Values => ({
	operatore: firstName(ticket.person),
	macchina: ticket.machineName,
	seriale: ticket.machineSerial,
	numero: ticket.number ? `#${ticket.number}` : "",
});

/** A word or a few between braces; what has other signs in it is no placeholder but somebody's program. */
const PLACEHOLDER = /\{[ \t]*(\p{L}[\p{L}\p{N}_-]*(?: [\p{L}\p{N}_-]+){0,3})[ \t]*\}/gu;

const known = (name: string): keyof Values | undefined => PLACEHOLDERS.find((one) => one === name.toLowerCase());

/** A text with what the ticket knows in its places; what nobody knows stays as it is, to be seen. */
export function filled(text: string, values: Values): string {
	return text.replace(PLACEHOLDER, (place, name: string) => {
		const key = known(name);
		return (key && values[key]) || place;
	});
}

export interface Unfilled {
	name: string;
	start: number;
	end: number;
}

/** The places of a text in which nothing stands yet, in their order. */
export const unfilled = (text: string): Unfilled[] =>
	[...text.matchAll(PLACEHOLDER)].map((found) => ({
		name: found[1] ?? "",
		start: found.index,
		end: found.index + found[0].length,
	}));

/** The word after a slash that is being typed before the caret, and where the slash is; null where there is none. */
export function slashWord(text: string, caret: number): { query: string; start: number } | null {
	const found = /(?:^|\s)\/([\p{L}\p{N}-]*)$/u.exec(text.slice(0, caret));
	if (!found) return null;
	const query = found[1] ?? "";
	return { query, start: caret - query.length - 1 };
}
