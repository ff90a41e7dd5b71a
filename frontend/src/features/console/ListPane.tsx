import { useText } from "../../i18n/text";
import { usePart, useStore } from "../../state/watch";
import { useProgram } from "../program";
import { BatchBar } from "./BatchBar";
import { FilterBar } from "./FilterBar";
import { FilterChips } from "./FilterChips";
import { Happened } from "./Happened";
import css from "./ListPane.module.css";
import { Rows } from "./Rows";

/** A queue's tickets, or a filter's. */
export function ListPane({ narrow }: { narrow: boolean }) {
	const program = useProgram();
	const { list } = useStore(program.console);
	const selecting = usePart(list, ({ selected }) => selected.size > 0);
	const { t } = useText();
	// Where it is alone, it is what the window is about.
	const Pane = narrow ? "main" : "section";
	return (
		<Pane className={`${css.pane} no-print`} aria-label={t("console.list")}>
			{selecting ? <BatchBar list={list} /> : <FilterBar list={list} narrow={narrow} />}
			<FilterChips list={list} />
			<Happened />
			<Rows key={list.id} list={list} />
		</Pane>
	);
}
