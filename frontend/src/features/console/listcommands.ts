import {
	ArrowDown,
	ArrowUp,
	BookmarkPlus,
	CornerDownLeft,
	FunnelX,
	ListChecks,
	ListFilter,
	type LucideIcon,
	Mail,
	Rows3,
	SquareCheck,
	TextSearch,
	Undo2,
} from "lucide-react";
import type { Column } from "../../bridge/bridge";
import { said } from "../../model/criteria";
import type { Command, Hands } from "./command";
import { focusList, openAtCursor } from "./going";

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

/** Where rows are selected, what is done to them stands in place of what the list is filtered by. */
const filterable = ({ program }: Hands): boolean => program.console.value.list.value.selected.size === 0;

/** What is done in the list. */
export const LIST_COMMANDS: readonly Command[] = [
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
		when: filterable,
		does: ({ program }) => program.wishes.ask("filterText"),
	},
	{
		id: "filters",
		text: "command.filters",
		group: "list",
		icon: ListFilter,
		keys: ["f"],
		when: filterable,
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
];
