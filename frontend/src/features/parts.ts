import { type ComponentType, lazy } from "react";

const fetches: (() => Promise<unknown>)[] = [];

/** A part of the program that the first list can be shown without. */
function part<P extends object>(fetch: () => Promise<ComponentType<P>>) {
	fetches.push(fetch);
	return lazy(async () => ({ default: await fetch() }));
}

export const SignIn = part(async () => (await import("./session/SignIn")).SignIn);
export const ChangePassword = part(async () => (await import("./session/ChangePassword")).ChangePassword);
export const EnterAgain = part(async () => (await import("./session/EnterAgain")).EnterAgain);
export const TicketPane = part(async () => (await import("./tickets/TicketPane")).TicketPane);
export const NewTicket = part(async () => (await import("./compose/NewTicket")).NewTicket);
export const Outbox = part(async () => (await import("./desk/Outbox")).Outbox);
export const Settings = part(async () => (await import("./settings/Settings")).Settings);
export const Shortcuts = part(async () => (await import("./Shortcuts")).Shortcuts);

/** Fetches all parts, so that none has to be waited for when it is wanted. They come with the program, not over the network. */
export const fetchParts = () => Promise.all(fetches.map((fetch) => fetch()));
