import { Ellipsis } from "lucide-react";
import { useState } from "react";
import type { SavedFilter } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { usePart } from "../../state/watch";
import { IconButton } from "../../ui/Button";
import { Menu, MenuEntry, MenuLine } from "../../ui/Menu";
import { useProgram } from "../program";
import { FilterDialog } from "./FilterDialog";

interface SavedFilterMenuProps {
	filter: SavedFilter;
	/** Of the button that opens it. */
	className?: string | undefined;
	onAsk(asked: AskedOfFilter): void;
}

/** What must be asked before it is done. */
export interface AskedOfFilter {
	how: "rename" | "remove";
	filter: SavedFilter;
}

/** What is done with a filter of one's own: it gets another name or place, or goes. */
export function SavedFilterMenu({ filter, className = "", onAsk }: SavedFilterMenuProps) {
	const program = useProgram();
	const filters = usePart(program.console, (state) => state.queues?.filters) ?? [];
	const { t } = useText();
	const at = filters.findIndex(({ id }) => id === filter.id);
	const label = t("console.filter.menu", { name: filter.name });
	return (
		<Menu
			label={label}
			placement="bottom start"
			trigger={<IconButton icon={Ellipsis} label={label} className={className} />}
			onAction={(id) => {
				if (id === "rename" || id === "remove") onAsk({ how: id, filter });
				else void program.console.move(filter.id, id === "up" ? -1 : 1);
			}}
		>
			<MenuEntry id="rename">{t("console.filter.rename")}</MenuEntry>
			{at > 0 && (
				<MenuEntry id="up" keys="Alt+↑">
					{t("console.filter.up")}
				</MenuEntry>
			)}
			{at < filters.length - 1 && (
				<MenuEntry id="down" keys="Alt+↓">
					{t("console.filter.down")}
				</MenuEntry>
			)}
			<MenuLine />
			<MenuEntry id="remove">{t("console.filter.remove")}</MenuEntry>
		</Menu>
	);
}

/** The dialogs that the menu asks for: beside it, so that they outlast it. */
export function useAskedOfFilter() {
	const [asked, setAsked] = useState<AskedOfFilter | null>(null);
	return {
		ask: setAsked,
		dialog: asked && <FilterDialog how={asked.how} filter={asked.filter} onClose={() => setAsked(null)} />,
	};
}
