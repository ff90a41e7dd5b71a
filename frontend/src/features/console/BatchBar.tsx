import { ChevronDown, X } from "lucide-react";
import { useText } from "../../i18n/text";
import type { ConsoleListStore } from "../../state/consolelist";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./BatchBar.module.css";
import { CommandMenu } from "./CommandMenu";
import { handsOf, makesSense } from "./command";
import { commandOf } from "./commands";

/** In one menu, so that the bar has one line and the rows stay where they are. */
const STATUSES = ["wait", "resume"];

/** What can be done to all that is selected. */
export function BatchBar({ list }: { list: ConsoleListStore }) {
	const program = useProgram();
	const { selected, rows, more } = useStore(list);
	const { t } = useText();
	const hands = handsOf(program);
	const button = (id: string) => {
		const command = commandOf(id);
		if (!command || !makesSense(command, hands)) return null;
		return (
			<Button key={id} icon={command.icon} className={css.button ?? ""} onPress={() => command.does(handsOf(program))}>
				{t(command.short ?? command.text)}
			</Button>
		);
	};
	return (
		<div className={css.bar} role="toolbar" aria-label={t("console.batch")}>
			<p className={css.count} role="status">
				{t("console.selected", { count: selected.size })}
			</p>
			{["take", "assign"].map(button)}
			{STATUSES.map(commandOf).some((command) => command && makesSense(command, hands)) && (
				<CommandMenu
					label={t("status.change")}
					placement="bottom start"
					parts={[STATUSES]}
					trigger={
						<Button iconAfter={ChevronDown} className={css.button ?? ""} aria-label={t("status.change")}>
							{t("console.column.status")}
						</Button>
					}
				/>
			)}
			{button("close")}
			<span className={css.end}>
				{selected.size < rows.length && (
					<Button look="quiet" onPress={() => list.selectAll()}>
						{t(more ? "console.selectLoaded" : "console.selectAll", { count: rows.length })}
					</Button>
				)}
				<IconButton icon={X} label={t("command.unselect")} onPress={() => list.unselect()} />
			</span>
		</div>
	);
}
