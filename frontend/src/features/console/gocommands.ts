import { Bookmark } from "lucide-react";
import type { QueueName } from "../../bridge/bridge";
import type { Program } from "../../state/program";
import type { Command } from "./command";
import { goTo } from "./going";
import { QUEUE_ICONS } from "./icons";

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

/** Where one can go. */
export const GO_COMMANDS: readonly Command[] = [
	going("toTake", "t"),
	going("mine", "m"),
	going("toCall", "h"),
	going("waiting", "w"),
	going("open", "o"),
	going("closed", "c"),
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
