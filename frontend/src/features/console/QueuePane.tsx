import { Bookmark, Ellipsis } from "lucide-react";
import { useState } from "react";
import type { SavedFilter } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { QUEUES } from "../../model/criteria";
import { useStore } from "../../state/watch";
import { IconButton } from "../../ui/Button";
import { Menu, MenuEntry, MenuLine } from "../../ui/Menu";
import { useProgram } from "../program";
import { FilterDialog } from "./FilterDialog";
import { goTo } from "./going";
import { QUEUE_ICONS } from "./icons";
import css from "./QueuePane.module.css";

/** The queues with how many are in each, and one's own filters beneath. */
export function QueuePane() {
	const program = useProgram();
	const { where, queues } = useStore(program.console);
	const [dialog, setDialog] = useState<{ how: "rename" | "remove"; filter: SavedFilter } | null>(null);
	const { t, language } = useText();
	const filters = queues?.filters ?? [];
	const shown = (count: number | undefined) => (count === undefined ? "" : countWords(count, language));
	return (
		<nav className={`${css.pane} no-print`} aria-label={t("console.queues")}>
			<h2 className={css.title}>{t("console.queues")}</h2>
			<ul>
				{QUEUES.map((queue) => {
					const Icon = QUEUE_ICONS[queue];
					return (
						<li key={queue}>
							<button
								type="button"
								className={css.queue}
								title={t(`queue.${queue}`)}
								aria-current={"queue" in where && where.queue === queue ? "true" : undefined}
								onClick={() => goTo(program, { queue })}
							>
								<Icon size={16} strokeWidth={1.75} aria-hidden />
								<span className={css.name}>{t(`queue.${queue}`)}</span>
								<span className={css.count}>{shown(queues?.counts[queue])}</span>
							</button>
						</li>
					);
				})}
			</ul>
			{filters.length > 0 && (
				<>
					<h2 className={css.title}>{t("console.filters.saved")}</h2>
					<ul>
						{filters.map((filter, i) => (
							<li key={filter.id} className={css.filter}>
								<button
									type="button"
									className={css.queue}
									title={filter.name}
									aria-current={"filterId" in where && where.filterId === filter.id ? "true" : undefined}
									onClick={() => goTo(program, { filterId: filter.id })}
								>
									<Bookmark size={16} strokeWidth={1.75} aria-hidden />
									<span className={css.name}>{filter.name}</span>
									<span className={css.count}>{shown(filter.count)}</span>
								</button>
								<Menu
									label={t("console.filter.menu", { name: filter.name })}
									placement="bottom start"
									trigger={
										<IconButton
											icon={Ellipsis}
											label={t("console.filter.menu", { name: filter.name })}
											className={css.more ?? ""}
										/>
									}
									onAction={(id) => {
										if (id === "rename" || id === "remove") setDialog({ how: id, filter });
										else void program.console.move(filter.id, id === "up" ? -1 : 1);
									}}
								>
									<MenuEntry id="rename">{t("console.filter.rename")}</MenuEntry>
									{i > 0 && <MenuEntry id="up">{t("console.filter.up")}</MenuEntry>}
									{i < filters.length - 1 && <MenuEntry id="down">{t("console.filter.down")}</MenuEntry>}
									<MenuLine />
									<MenuEntry id="remove">{t("console.filter.remove")}</MenuEntry>
								</Menu>
							</li>
						))}
					</ul>
				</>
			)}
			{dialog && <FilterDialog how={dialog.how} filter={dialog.filter} onClose={() => setDialog(null)} />}
		</nav>
	);
}
