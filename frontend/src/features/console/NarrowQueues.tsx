import { ChevronDown } from "lucide-react";
import { useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { QUEUES } from "../../model/criteria";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Menu, MenuEntry, MenuLine } from "../../ui/Menu";
import { Connection } from "../desk/Connection";
import { useProgram } from "../program";
import css from "./FilterBar.module.css";
import { QUEUE_ICONS } from "./icons";
import { SavedFilterMenu, useAskedOfFilter } from "./SavedFilterMenu";

/** Where there is no room for a pane of queues, they are behind the list's title; what is done with a filter is beside its own. */
export function NarrowQueues({ title }: { title: string }) {
	const program = useProgram();
	const { queues, where } = useStore(program.console);
	const { ask, dialog } = useAskedOfFilter();
	const { t, language } = useText();
	const filter = "filterId" in where && queues?.filters.find(({ id }) => id === where.filterId);
	return (
		<div className={css.narrow}>
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
			{filter && <SavedFilterMenu filter={filter} onAsk={ask} />}
			<div className={css.fresh}>
				<Connection />
			</div>
			{dialog}
		</div>
	);
}
