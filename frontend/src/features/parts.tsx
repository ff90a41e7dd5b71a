import { type ComponentType, lazy, useState } from "react";

const fetches: (() => Promise<unknown>)[] = [];

/** A part of the program that the first list can be shown without. Once it has been fetched it is there at once. */
function part<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
	let ready: ComponentType<P> | null = null;
	const fetch = async () => {
		ready ??= await load();
		return ready;
	};
	const Awaited = lazy(async () => ({ default: await fetch() }));
	fetches.push(fetch);
	// biome-ignore lint/correctness/noComponentHookFactories: called once for each part, when the module is read
	return function Part(props: P) {
		// Chosen once: a part that was waited for must not begin anew when it has come.
		const [Component] = useState<ComponentType<P>>(() => ready ?? Awaited);
		return <Component {...props} />;
	};
}

export const SignIn = part(async () => (await import("./session/SignIn")).SignIn);
export const ChangePassword = part(async () => (await import("./session/ChangePassword")).ChangePassword);
export const EnterAgain = part(async () => (await import("./session/EnterAgain")).EnterAgain);
export const TicketPane = part(async () => (await import("./tickets/TicketPane")).TicketPane);
export const NewTicket = part(async () => (await import("./compose/NewTicket")).NewTicket);
export const Viewer = part(async () => (await import("./attachments/Viewer")).Viewer);
export const Outbox = part(async () => (await import("./desk/Outbox")).Outbox);
export const Diagnosis = part(async () => (await import("./diagnosis/Diagnosis")).Diagnosis);
export const Dossier = part(async () => (await import("./tickets/Dossier")).Dossier);
export const Settings = part(async () => (await import("./settings/Settings")).Settings);
export const Console = part(async () => (await import("./console/Console")).Console);
export const Sheet = part(async () => (await import("./console/Sheet")).Sheet);
export const CannedReplies = part(async () => (await import("./console/CannedReplies")).CannedReplies);
export const Shortcuts = part(async () => (await import("./Shortcuts")).Shortcuts);

/** Fetches all parts, so that none has to be waited for when it is wanted. They come with the program, not over the network. */
export const fetchParts = () => Promise.all(fetches.map((fetch) => fetch()));
