import { useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { noCriteria, said } from "../../model/criteria";
import type { ConsoleListStore } from "../../state/consolelist";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { useProgram } from "../program";
import { useSaying } from "./FilterChips";
import css from "./NoRows.module.css";

/** So many criteria are offered to be loosened. */
const OFFERED = 3;

/** Why there is nothing in the list: it could not be read, nothing is to be done, or no ticket meets the filters. */
export function NoRows({ list }: { list: ConsoleListStore }) {
	const program = useProgram();
	const { failed, rows, looser, closedCount, criteria, queue } = useStore(list);
	const filling = useStore(program.line)?.filling ?? false;
	const saying = useSaying();
	const { t, language } = useText();
	if (failed) {
		return (
			<p className={css.failed} role="alert">
				{t("list.failed")}
				<Button look="quiet" onPress={() => void list.load()}>
					{t("action.retry")}
				</Button>
			</p>
		);
	}
	if (rows.length > 0) return null;
	if (said(criteria).length === 0) {
		return <EmptyState sentence={filling ? t("empty.filling") : t(`console.empty.${queue}`)} />;
	}
	return (
		<EmptyState sentence={t("console.empty.filtered")}>
			<div className={css.ways}>
				{looser.slice(0, OFFERED).map(({ criterion, count }) => (
					<Button key={criterion} onPress={() => void list.filter({ [criterion]: noCriteria()[criterion] })}>
						{t("console.loosen", { words: saying(criteria, criterion), n: countWords(count, language) })}
					</Button>
				))}
				{closedCount > 0 && (
					<Button look="quiet" onPress={() => program.console.show("closed", criteria)}>
						{t("console.lookInClosed", { count: closedCount, n: countWords(closedCount, language) })}
					</Button>
				)}
				<Button look="quiet" onPress={() => void list.clear()}>
					{t("console.filter.clear")}
				</Button>
			</div>
		</EmptyState>
	);
}
