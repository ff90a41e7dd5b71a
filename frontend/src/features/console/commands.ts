import {
	ArrowDown,
	ArrowUp,
	Bookmark,
	BookmarkPlus,
	Check,
	CheckCheck,
	CirclePause,
	CirclePlay,
	ClipboardCopy,
	CornerDownLeft,
	FunnelX,
	Hand,
	Keyboard,
	ListChecks,
	ListFilter,
	Lock,
	type LucideIcon,
	Mail,
	Merge,
	PanelRight,
	Phone,
	PhoneOutgoing,
	Plus,
	Power,
	Printer,
	Reply,
	RotateCcw,
	Rows3,
	Search,
	SendHorizontal,
	Settings,
	SquareCheck,
	Stethoscope,
	TextSearch,
	Undo2,
	UserRound,
	UsersRound,
	Zap,
} from "lucide-react";
import type { Batch, Column, ConsoleRow, QueueName, Status, TicketDetail } from "../../bridge/bridge";
import type { TextKey } from "../../i18n/text";
import { said } from "../../model/criteria";
import type { Program } from "../../state/program";
import type { TicketWish } from "../../state/wishes";
import { focusList, goTo, openAtCursor } from "./going";
import { QUEUE_ICONS } from "./icons";

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

const going = (queue: QueueName, key: string): Command => ({
	id: `go.${queue}`,
	text: `queue.${queue}`,
	group: "go",
	icon: QUEUE_ICONS[queue],
	keys: [`g ${key}`],
	does: ({ program }) => {
		goTo(program, { queue });
	},
});

const sorting = (column: Column): Command => ({
	id: `sort.${column}`,
	text: `command.sort.${column}`,
	group: "list",
	icon: Rows3,
	does: ({ program }) => void program.console.value.list.sortBy(column),
});

const moving = (
	id: "next" | "previous" | "extendDown" | "extendUp",
	icon: LucideIcon,
	keys: string,
	by: 1 | -1,
): Command => ({
	id,
	text: `command.${id}`,
	group: "list",
	icon,
	keys: [keys],
	when: ({ program }) => program.console.value.list.value.rows.length > 0,
	does: ({ program }) => {
		program.console.value.list.move(by, id.startsWith("extend"));
		focusList(program);
	},
});

/** Copies a number, and says whether that went. */
export function copyPhone({ console }: Program, number: string): void {
	navigator.clipboard.writeText(number).then(
		() => console.tell({ copied: number }),
		() => console.tell({ copied: "" }),
	);
}

const CALLED: readonly Status[] = ["new", "in_progress", "waiting"];
const phoneOf = ({ detail }: Hands): string => detail?.phoneNumber ?? "";

/** Everything that can be done in the console. Menus, palette, keys and the sheet of keys are made from this. */
export const COMMANDS: readonly Command[] = [
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

	moving("next", ArrowDown, "j", 1),
	moving("previous", ArrowUp, "k", -1),
	{
		id: "open",
		text: "command.open",
		group: "list",
		icon: CornerDownLeft,
		keys: ["Enter"],
		atList: true,
		when: ({ program: { console } }) => console.value.list.current !== undefined || console.value.list.reading,
		does: ({ program }) => void openAtCursor(program),
	},
	{
		id: "nextUnread",
		text: "command.nextUnread",
		group: "list",
		icon: Mail,
		keys: ["u"],
		when: ({ program }) => program.console.value.list.value.rows.some(({ unread }) => unread > 0),
		does: ({ program }) => {
			program.console.value.list.nextUnread();
			focusList(program);
		},
	},
	{
		id: "select",
		text: "command.select",
		group: "list",
		icon: SquareCheck,
		keys: ["x"],
		when: ({ program }) => program.console.value.list.current !== undefined,
		does: ({ program }) => {
			const { list } = program.console.value;
			list.toggle(list.value.cursor);
			focusList(program);
		},
	},
	moving("extendDown", ArrowDown, "Shift+J", 1),
	moving("extendUp", ArrowUp, "Shift+K", -1),
	{
		id: "selectAll",
		text: "command.selectAll",
		group: "list",
		icon: ListChecks,
		keys: ["Ctrl+A"],
		atList: true,
		when: ({ program }) => program.console.value.list.value.rows.length > 0,
		does: ({ program }) => program.console.value.list.selectAll(),
	},
	{
		id: "unselect",
		text: "command.unselect",
		group: "list",
		icon: Undo2,
		keys: ["Shift+X"],
		when: ({ program }) => program.console.value.list.value.selected.size > 0,
		does: ({ program }) => program.console.value.list.unselect(),
	},
	{
		id: "filterText",
		text: "command.filterText",
		group: "list",
		icon: TextSearch,
		keys: ["/"],
		does: ({ program }) => program.wishes.ask("filterText"),
	},
	{
		id: "filters",
		text: "command.filters",
		group: "list",
		icon: ListFilter,
		keys: ["f"],
		does: ({ program }) => program.wishes.ask("filters"),
	},
	{
		id: "clearFilters",
		text: "command.clearFilters",
		group: "list",
		icon: FunnelX,
		keys: ["Shift+F"],
		when: ({ program }) => said(program.console.value.list.value.criteria).length > 0,
		does: ({ program }) => void program.console.value.list.clear(),
	},
	{
		id: "saveFilter",
		text: "command.saveFilter",
		group: "list",
		icon: BookmarkPlus,
		keys: ["Shift+S"],
		when: ({ program }) => said(program.console.value.list.value.criteria).length > 0,
		does: ({ program }) => program.wishes.ask("saveFilter"),
	},
	{
		id: "group",
		text: "command.group",
		group: "list",
		icon: Rows3,
		keys: ["Shift+G"],
		does: ({ program }) => {
			const { list } = program.console.value;
			void list.group(!list.value.grouped);
		},
	},
	...(["wait", "number", "company", "title", "person", "status", "assignee", "updated"] as const).map(sorting),

	going("toTake", "t"),
	going("mine", "m"),
	going("toCall", "h"),
	going("waiting", "w"),
	going("open", "o"),
	going("closed", "c"),

	{
		id: "newTicket",
		text: "newTicket.title",
		group: "program",
		icon: Plus,
		keys: ["Ctrl+N"],
		does: ({ program }) => program.place.newTicket(),
	},
	{
		id: "palette",
		text: "palette.title",
		group: "program",
		icon: Search,
		keys: ["Ctrl+K"],
		does: ({ program }) => program.palette.show(),
	},
	{
		id: "cannedReplies",
		text: "cannedReplies.title",
		group: "program",
		icon: Zap,
		does: ({ program }) => program.dialogs.show("canned"),
	},
	{
		id: "outbox",
		text: "outbox.menu",
		group: "program",
		icon: SendHorizontal,
		does: ({ program }) => program.dialogs.show("outbox"),
	},
	{
		id: "settings",
		text: "settings.title",
		group: "program",
		icon: Settings,
		keys: ["Ctrl+,"],
		does: ({ program }) => program.dialogs.settings(),
	},
	{
		id: "shortcuts",
		text: "shortcuts.title",
		group: "program",
		icon: Keyboard,
		keys: ["?", "F1"],
		does: ({ program }) => program.dialogs.show("shortcuts"),
	},
	{
		id: "diagnosis",
		text: "diagnosis.title",
		group: "program",
		icon: Stethoscope,
		keys: ["F8"],
		does: ({ program }) => program.dialogs.show("diagnosis"),
	},
	{
		id: "back",
		text: "command.back",
		group: "program",
		icon: Undo2,
		keys: ["Escape"],
		does: ({ program }) => program.wishes.ask("back"),
	},
	{
		id: "signOut",
		text: "signOut.action",
		group: "program",
		icon: UsersRound,
		does: ({ program }) => void program.signOut(),
	},
	{ id: "quit", text: "quit.action", group: "program", icon: Power, does: ({ program }) => void program.quit() },
];

/** The saved filters, as places to go to: the first nine of them have a key. */
export const filterCommands = (program: Program): Command[] =>
	(program.console.value.queues?.filters ?? []).map((filter, i) => ({
		id: `filter.${filter.id}`,
		text: "console.filters.saved",
		name: filter.name,
		group: "go",
		icon: Bookmark,
		...(i < 9 ? { keys: [`g ${i + 1}`] } : {}),
		does: () => {
			goTo(program, { filterId: filter.id });
		},
	}));

/** Whether a command makes sense now. Where a new ticket is written there is no list, and no ticket in front. */
export function makesSense(command: Command, hands: Hands): boolean {
	const writing = hands.program.place.value.place.screen === "new";
	if (writing && (command.group === "list" || command.group === "ticket")) return false;
	return command.when?.(hands) ?? true;
}

export const commandOf = (id: string): Command | undefined => COMMANDS.find((command) => command.id === id);
