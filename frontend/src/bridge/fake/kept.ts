import type { BridgeError, ErrorCode, MessageItem, NewTicketDraft, Refusal, TicketDetail } from "../bridge";
import { closedTickets, type FakeFileContent, type FakePerson, type FakeTicket, openTickets, people } from "./content";
import { furtherClosed } from "./life";
import { longTicket } from "./long";

/** What the invented program keeps: everybody's tickets with all that was said in them, seen from nobody's side. */

export interface Said {
	id: string;
	kind: "reply" | "note" | "event";
	by: FakePerson;
	text: string;
	event: MessageItem["event"];
	at: number;
	state: "sent" | "waiting" | "stuck" | "refused";
	refusal: Refusal | null;
	/** The other side has reached it. */
	read: boolean;
	/** Ids of what is attached. */
	files: string[];
}

export interface Kept extends Omit<FakeTicket, "messages" | "unread" | "by" | "duplicateOf"> {
	id: string;
	by: FakePerson;
	/** Of a ticket that the support has opened for a caller. */
	openedFor: FakePerson | null;
	/** By name. */
	company: string;
	/** The ticket that this one is a duplicate of, by its id. */
	duplicateOf: string;
	/** When the customer is to be called again; 0 when nobody said. */
	callAgainAt: number;
	said: Said[];
	updatedAt: number;
	unsent: boolean;
	refusal: Refusal | null;
	callWindow: TicketDetail["callWindow"];
	follows: string;
	draft?: NewTicketDraft;
}

export const MINUTE = 60_000;

export const fail = (code: ErrorCode, ...fields: [string, string][]): never => {
	throw {
		code,
		...(fields.length ? { fields: fields.map(([location, reason]) => ({ location, reason })) } : {}),
	} satisfies BridgeError;
};

export const titleOf = (text: string): string => {
	const line = text.trim().split("\n")[0] ?? "";
	const end = /[.!?](?=\s)/.exec(line);
	const title = end ? line.slice(0, end.index + 1) : line;
	return title.replace(/\.$/, "").slice(0, 120);
};

export const sideOf = (person: FakePerson): "customer" | "support" =>
	person.role === "operator" ? "customer" : "support";

export const flat = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export const person = (id: string): FakePerson | undefined => people.find((p) => p.id === id);

interface Planting {
	/** No tickets at all, as on the first day. */
	empty?: boolean;
	/** How many closed tickets there are, if more than the usual ones. */
	closed?: number;
	/** A ticket with everything in it that could break a layout. */
	long?: boolean;
	started: number;
	newId(): string;
	/** Puts a file where files are; its id. */
	keep(file: FakeFileContent): string;
}

/** The tickets that there are when the program starts. */
export function plant({ empty, closed = 0, long, started, newId, keep }: Planting): Kept[] {
	const content = empty ? [] : [...openTickets, ...closedTickets, ...furtherClosed];
	if (long) content.unshift(longTicket());
	for (let i = closedTickets.length; i < closed; i++) {
		content.push({ ...(closedTickets[i % closedTickets.length] as FakeTicket), number: 100_000 + i });
	}
	const anybody = (id: string): FakePerson => person(id) ?? (people[0] as FakePerson);
	return content.map(({ messages, unread = 0, by, duplicateOf, ...ticket }): Kept => {
		const said = messages.map(
			(m): Said => ({
				id: newId(),
				kind: m.kind,
				by: anybody(m.by),
				text: m.text ?? "",
				event: m.event ? { type: "status", from: "", to: "", outcome: "", text: "", ...m.event } : null,
				// Between two minutes: what the window says of it does not turn over while a test looks.
				at: started - (m.ago + 0.5) * MINUTE,
				state: m.waiting ? "waiting" : "sent",
				refusal: null,
				read: true,
				files: (m.files ?? []).map(keep),
			}),
		);
		const replies = said.filter((s) => s.kind === "reply");
		for (const s of replies.slice(replies.length - unread)) s.read = false;
		// The newest own words of a ticket still being talked about have not been reached by the other side yet.
		if (ticket.number === 1042) for (const s of said.slice(-2)) s.read = false;
		return {
			...ticket,
			id: `t-${ticket.number}`,
			by: anybody(by),
			openedFor: null,
			company: anybody(by).company,
			duplicateOf: duplicateOf ? `t-${duplicateOf}` : "",
			callAgainAt: 0,
			said,
			updatedAt: said.at(-1)?.at ?? started,
			unsent: false,
			refusal: null,
			callWindow: null,
			follows: "",
		};
	});
}
