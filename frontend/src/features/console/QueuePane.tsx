import { Bookmark } from "lucide-react";
import { useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { QUEUES } from "../../model/criteria";
import { useStore } from "../../state/watch";
import { useProgram } from "../program";
import { goTo } from "./going";
import { QUEUE_ICONS } from "./icons";
import css from "./QueuePane.module.css";
import { SavedFilterMenu, useAskedOfFilter } from "./SavedFilterMenu";

/** The queues with how many are in each, and one's own filters beneath. */
export function QueuePane() {
	const program = useProgram();
	const { where, queues } = useStore(program.console);
	const { ask, dialog } = useAskedOfFilter();
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
						{filters.map((filter) => (
							<li key={filter.id} className={css.filter}>
								<button
									type="button"
									className={css.queue}
									title={filter.name}
									aria-current={"filterId" in where && where.filterId === filter.id ? "true" : undefined}
									aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
									onClick={() => goTo(program, { filterId: filter.id })}
									onKeyDown={(e) => {
										const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[e.key];
										if (!by || !e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return;
										e.preventDefault();
										void program.console.move(filter.id, by);
									}}
								>
									<Bookmark size={16} strokeWidth={1.75} aria-hidden />
									<span className={css.name}>{filter.name}</span>
									<span className={css.count}>{shown(filter.count)}</span>
								</button>
								<SavedFilterMenu filter={filter} className={css.more} onAsk={ask} />
							</li>
						))}
					</ul>
				</>
			)}
			{dialog}
		</nav>
	);
}
