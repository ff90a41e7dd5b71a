import { BookmarkPlus, FunnelX, X } from "lucide-react";
import type { Criteria, Criterion } from "../../bridge/bridge";
import { type Say, useText } from "../../i18n/text";
import { said, without } from "../../model/criteria";
import { lengthOf } from "../../model/time";
import type { ConsoleListStore } from "../../state/consolelist";
import { usePart, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./FilterChips.module.css";

const HOUR = 3_600_000;

/** What a criterion says, in words. */
export function useSaying(): (criteria: Criteria, criterion: Criterion) => string {
	const { console } = useProgram();
	const { choices } = useStore(console);
	const { t, language } = useText();
	const named = (list: readonly { id: string; name: string }[] | undefined, ids: readonly string[]) =>
		ids.map((id) => list?.find((one) => one.id === id)?.name ?? id).join(", ");
	return (criteria, criterion) => {
		switch (criterion) {
			case "statuses":
				return criteria.statuses.map((status) => t(`status.${status}`)).join(", ");
			case "severities":
				return criteria.severities.map((severity) => t(`severity.${severity}`)).join(", ");
			case "kind":
				return criteria.kind ? t(`kind.${criteria.kind}`) : "";
			case "companyIds":
				return named(choices?.companies, criteria.companyIds);
			case "models":
				return criteria.models.join(", ");
			case "categoryIds":
				return named(choices?.categories, criteria.categoryIds);
			case "assignees":
				return criteria.assignees.map((id) => assignee(t, id) ?? named(choices?.technicians, [id])).join(", ");
			case "olderThanHours":
				return t("console.filter.older", { time: lengthOf(criteria.olderThanHours * HOUR, language) });
			case "youngerThanHours":
				return t("console.filter.younger", { time: lengthOf(criteria.youngerThanHours * HOUR, language) });
			case "text":
				return t("console.filter.said", { text: criteria.text.trim() });
		}
	};
}

const assignee = (t: Say, id: string): string | undefined =>
	id === "me" ? t("console.filter.me") : id === "nobody" ? t("assign.nobody") : undefined;

/** What is filtered by now, one by one, each to be taken away; and all of it to be kept under a name. */
export function FilterChips({ list }: { list: ConsoleListStore }) {
	const program = useProgram();
	useStore(program.console);
	const criteria = usePart(list, (state) => state.criteria);
	const saying = useSaying();
	const { t } = useText();
	const criterions = said(criteria);
	const here = program.console.filter;
	if (criterions.length === 0 && !here?.changed) return null;
	return (
		<div className={css.chips}>
			{/* biome-ignore lint/a11y/useSemanticElements: a group of buttons in a line */}
			<div role="group" aria-label={t("console.filters.now")} className={css.said}>
				{criterions.map((criterion) => {
					const words = saying(criteria, criterion);
					return (
						<button
							key={criterion}
							type="button"
							className={css.chip}
							aria-label={t("console.filter.take", { words })}
							title={t("console.filter.take", { words })}
							onClick={() => void list.filter({ [criterion]: without(criteria, criterion)[criterion] })}
						>
							<span className={css.words}>{words}</span>
							<X size={14} strokeWidth={2} aria-hidden />
						</button>
					);
				})}
			</div>
			<div className={css.ways}>
				{here?.changed && (
					<Button look="quiet" onPress={() => void program.console.saveChanged()}>
						{t("console.filter.update", { name: here.filter.name })}
					</Button>
				)}
				{criterions.length > 0 && (!here || here.changed) && (
					<Button look="quiet" icon={BookmarkPlus} onPress={() => program.wishes.ask("saveFilter")}>
						{t("console.filter.saveAs")}
					</Button>
				)}
				{criterions.length > 0 && (
					<Button look="quiet" icon={FunnelX} onPress={() => void list.clear()}>
						{t("console.filter.clear")}
					</Button>
				)}
			</div>
		</div>
	);
}
