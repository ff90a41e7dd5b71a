import { ChevronDown } from "lucide-react";
import { useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { QUEUES } from "../../model/criteria";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Menu, MenuEntry, MenuLine } from "../../ui/Menu";
import { useProgram } from "../program";
import { QUEUE_ICONS } from "./icons";

/** Where there is no room for a pane of queues, they are behind the list's title. */
export function NarrowQueues({ title }: { title: string }) {
	const program = useProgram();
	const { queues } = useStore(program.console);
	const { t, language } = useText();
	return (
		<h1>
			<Menu
				label={t("console.queues")}
				placement="bottom start"
				trigger={
					<Button look="quiet" iconAfter={ChevronDown}>
						{title}
					</Button>
				}
				onAction={(id) => {
					const queue = QUEUES.find((one) => one === id);
					program.console.go(queue ? { queue } : { filterId: id });
				}}
			>
				{QUEUES.map((queue) => (
					<MenuEntry
						key={queue}
						id={queue}
						icon={QUEUE_ICONS[queue]}
						keys={queues ? countWords(queues.counts[queue], language) : ""}
					>
						{t(`queue.${queue}`)}
					</MenuEntry>
				))}
				{queues?.filters.length ? <MenuLine /> : null}
				{(queues?.filters ?? []).map((filter) => (
					<MenuEntry key={filter.id} id={filter.id} keys={countWords(filter.count, language)}>
						{filter.name}
					</MenuEntry>
				))}
			</Menu>
		</h1>
	);
}
