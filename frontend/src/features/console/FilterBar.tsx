import { Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { SEVERITIES } from "../../model/criteria";
import type { ConsoleListStore } from "../../state/consolelist";
import { usePart } from "../../state/watch";
import { IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import { useWish } from "../wishes";
import css from "./FilterBar.module.css";
import { FilterMenu, MoreFilters } from "./FilterMenus";
import { focusList } from "./going";
import { Keys } from "./Keys";
import { NarrowQueues } from "./NarrowQueues";

const STATUSES = ["new", "in_progress", "waiting"] as const;

/** How many there are, and by what they can be filtered. */
export function FilterBar({ list, narrow }: { list: ConsoleListStore; narrow: boolean }) {
	const program = useProgram();
	const where = usePart(program.console, (state) => state.where);
	const choices = usePart(program.console, (state) => state.choices);
	const criteria = usePart(list, (state) => state.criteria);
	const total = usePart(list, (state) => state.total);
	const queue = usePart(list, (state) => state.queue);
	const { t, language } = useText();
	const n = countWords(total, language);
	const title = t("queue" in where ? `console.total.${queue}` : "console.total.filter", { count: total, n });
	return (
		<div className={css.bar}>
			{narrow ? <NarrowQueues title={title} /> : <h1 className={css.title}>{title}</h1>}
			<div className={css.menus}>
				{queue !== "closed" && queue !== "waiting" && (
					<FilterMenu
						label={t("console.filter.statuses")}
						chosen={criteria.statuses}
						options={STATUSES.map((id) => ({ id, name: t(`status.${id}`) }))}
						onChange={(ids) => void list.filter({ statuses: STATUSES.filter((id) => ids.includes(id)) })}
					/>
				)}
				<FilterMenu
					label={t("console.filter.companyIds")}
					chosen={criteria.companyIds}
					options={choices?.companies ?? []}
					onChange={(companyIds) => void list.filter({ companyIds })}
				/>
				<FilterMenu
					label={t("console.filter.categoryIds")}
					chosen={criteria.categoryIds}
					options={choices?.categories ?? []}
					onChange={(categoryIds) => void list.filter({ categoryIds })}
				/>
				<MoreFilters list={list} severities={SEVERITIES} />
			</div>
			<TextFilter list={list} />
		</div>
	);
}

function TextFilter({ list }: { list: ConsoleListStore }) {
	const program = useProgram();
	const criteria = usePart(list, (state) => state.criteria);
	const [text, setText] = useState(criteria.text);
	const box = useRef<HTMLInputElement>(null);
	const { t } = useText();
	useEffect(() => setText(criteria.text), [criteria.text]);
	useWish("filterText", () => {
		box.current?.focus();
		box.current?.select();
	});
	function type(next: string) {
		setText(next);
		void list.filter({ text: next });
	}
	return (
		<div className={css.box}>
			<Search size={16} strokeWidth={1.75} aria-hidden />
			<input
				ref={box}
				type="text"
				className={css.input}
				aria-label={t("console.filter.text.label")}
				placeholder={t("console.filter.placeholder")}
				value={text}
				onChange={(e) => type(e.target.value)}
				onKeyDown={(e) => {
					if (e.key !== "Enter" && e.key !== "ArrowDown" && e.key !== "Escape") return;
					e.preventDefault();
					if (e.key !== "Escape" && !list.value.cursor) list.move(1);
					focusList(program);
				}}
			/>
			{text ? (
				<IconButton
					icon={X}
					label={t("console.filter.text.clear")}
					className={css.clear ?? ""}
					onPress={() => {
						type("");
						box.current?.focus();
					}}
				/>
			) : (
				<Keys keys="/" />
			)}
		</div>
	);
}
