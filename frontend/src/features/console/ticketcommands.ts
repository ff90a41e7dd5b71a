import {
	Check,
	CheckCheck,
	CirclePause,
	CirclePlay,
	ClipboardCopy,
	FileDown,
	Hand,
	HardDriveDownload,
	Lock,
	Merge,
	PanelRight,
	Paperclip,
	Phone,
	PhoneOutgoing,
	Printer,
	Reply,
	RotateCcw,
	SendHorizontal,
	UserRound,
	Zap,
} from "lucide-react";
import type { Batch, Status } from "../../bridge/bridge";
import type { TicketWish } from "../../state/wishes";
import type { Command, Hands, Target } from "./command";
import { copyPhone } from "./copyPhone";

const some = ({ targets }: Hands, test: (target: Target) => boolean): boolean => targets.some(test);
const isOpen = ({ status }: Target): boolean => status !== "closed";

const batch = ({ program, targets }: Hands, act: Batch["act"]): void =>
	void program.console.batch(
		targets.map(({ id }) => id),
		act,
	);

/** Asks it of the ticket, which comes in front first. */
function ask({ program, target }: Hands, what: TicketWish): void {
	if (!target) return;
	const { place } = program.place.value;
	if (place.screen !== "ticket" || place.id !== target.id) program.place.open(target.id);
	program.console.atList = false;
	program.wishes.ask(what, target.id);
}

const may = (what: "reply" | "note" | "close" | "logCall" | "join", otherwise: (target: Target) => boolean) => {
	return ({ target, detail }: Hands): boolean => target !== null && (detail ? detail.may[what] : otherwise(target));
};

const setting = (status: "in_progress" | "waiting") => ({
	when: (hands: Hands) => some(hands, (target) => isOpen(target) && target.status !== status),
	does: (hands: Hands) => batch(hands, { kind: "setStatus", status }),
});

const CALLED: readonly Status[] = ["new", "in_progress", "waiting"];
const phoneOf = ({ detail }: Hands): string => detail?.phoneNumber ?? "";

/** What is done to a ticket, or to all that are selected. */
export const TICKET_COMMANDS: readonly Command[] = [
	{
		id: "reply",
		text: "command.reply",
		group: "ticket",
		icon: Reply,
		keys: ["r"],
		when: may("reply", isOpen),
		does: (hands) => ask(hands, "reply"),
	},
	{
		id: "note",
		text: "command.note",
		group: "ticket",
		icon: Lock,
		keys: ["n"],
		when: may("note", () => true),
		does: (hands) => ask(hands, "note"),
	},
	{
		id: "take",
		text: "command.take",
		short: "command.take.short",
		group: "ticket",
		icon: Hand,
		keys: ["t"],
		when: (hands) => {
			const me = hands.program.session.value?.me?.id;
			return some(hands, (target) => isOpen(target) && target.assigneeId !== me);
		},
		does: (hands) => batch(hands, { kind: "take" }),
	},
	{
		id: "assign",
		text: "command.assign",
		short: "assign.menu",
		group: "ticket",
		icon: UserRound,
		keys: ["a"],
		when: (hands) => some(hands, isOpen),
		does: ({ program }) => program.wishes.ask("batchAssign"),
	},
	{
		id: "wait",
		text: "command.wait",
		short: "status.waiting",
		group: "ticket",
		icon: CirclePause,
		keys: ["w"],
		...setting("waiting"),
	},
	{
		id: "resume",
		text: "command.resume",
		short: "status.in_progress",
		group: "ticket",
		icon: CirclePlay,
		keys: ["e"],
		...setting("in_progress"),
	},
	{
		id: "close",
		text: "command.close",
		short: "command.close.short",
		group: "ticket",
		icon: Check,
		keys: ["c"],
		when: (hands) => (hands.detail ? hands.detail.may.close : some(hands, isOpen)),
		does: (hands) => (hands.target ? ask(hands, "close") : hands.program.wishes.ask("batchClose")),
	},
	{
		id: "reopen",
		text: "command.reopen",
		group: "ticket",
		icon: RotateCcw,
		keys: ["Shift+C"],
		when: ({ target, detail }) => target !== null && (detail ? detail.may.reopen : !isOpen(target)),
		does: ({ program, target }) => {
			if (target) void program.console.reopen(target.id);
		},
	},
	{
		id: "call",
		text: "command.call",
		group: "ticket",
		icon: PhoneOutgoing,
		keys: ["l"],
		when: may("logCall", ({ status }) => CALLED.includes(status)),
		does: (hands) => ask(hands, "call"),
	},
	{
		id: "phone",
		text: "command.phone",
		group: "ticket",
		icon: Phone,
		keys: ["p"],
		when: (hands) => phoneOf(hands) !== "",
		does: (hands) => void hands.program.bridge.openLink(`tel:${phoneOf(hands)}`).catch(() => {}),
	},
	{
		id: "copyPhone",
		text: "command.copyPhone",
		group: "ticket",
		icon: ClipboardCopy,
		keys: ["y"],
		when: (hands) => phoneOf(hands) !== "",
		does: (hands) => copyPhone(hands.program, phoneOf(hands)),
	},
	{
		id: "join",
		text: "command.join",
		group: "ticket",
		icon: Merge,
		keys: ["d"],
		when: may("join", isOpen),
		does: (hands) => ask(hands, "join"),
	},
	{
		id: "canned",
		text: "command.canned",
		group: "ticket",
		icon: Zap,
		keys: ["Ctrl+J"],
		when: may("reply", isOpen),
		does: (hands) => ask(hands, "canned"),
	},
	{
		id: "attach",
		text: "command.attach",
		group: "ticket",
		icon: Paperclip,
		keys: ["Ctrl+Shift+A"],
		when: may("note", () => true),
		does: (hands) => ask(hands, "attach"),
	},
	{
		id: "keepOffline",
		text: "command.keepOffline",
		group: "ticket",
		icon: HardDriveDownload,
		keys: ["o"],
		when: ({ detail }) => detail !== null,
		does: ({ program }) => void program.front.value?.files.toggleOffline(),
	},
	{
		id: "sendAndWait",
		text: "command.sendAndWait",
		group: "ticket",
		icon: SendHorizontal,
		keys: ["Ctrl+Shift+Enter"],
		when: may("reply", isOpen),
		does: (hands) => ask(hands, "sendAndWait"),
	},
	{
		id: "sendAndClose",
		text: "command.sendAndClose",
		group: "ticket",
		icon: CheckCheck,
		keys: ["Ctrl+Alt+Enter"],
		when: may("reply", isOpen),
		does: (hands) => ask(hands, "sendAndClose"),
	},
	{
		id: "context",
		text: "command.context",
		group: "ticket",
		icon: PanelRight,
		keys: ["i"],
		when: ({ program }) => program.front.value !== null,
		does: ({ program }) => program.wishes.ask("context"),
	},
	{
		id: "print",
		text: "command.print",
		group: "ticket",
		icon: Printer,
		keys: ["Ctrl+P"],
		when: ({ detail }) => detail !== null,
		does: ({ program }) => {
			void program.front.value?.reachBeginning().then(() => {
				// The older messages must be on the page before it is printed.
				requestAnimationFrame(() => requestAnimationFrame(() => globalThis.print()));
			});
		},
	},
	{
		id: "dossier",
		text: "command.dossier",
		group: "ticket",
		icon: FileDown,
		keys: ["Ctrl+Shift+P"],
		when: ({ detail }) => detail !== null,
		does: ({ program, detail }) => detail && program.dialogs.dossier(detail.id, detail.number),
	},
];
