import { X } from "lucide-react";
import { useText } from "../../i18n/text";
import type { ConsoleListStore } from "../../state/consolelist";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./BatchBar.module.css";
import { handsOf, makesSense } from "./command";
import { commandOf } from "./commands";

const OFFERED = ["take", "assign", "wait", "resume", "close"];

/** What can be done to all that is selected. */
export function BatchBar({ list }: { list: ConsoleListStore }) {
	const program = useProgram();
	const { selected, rows, more } = useStore(list);
	const { t } = useText();
	const hands = handsOf(program);
	return (
		<div className={css.bar} role="toolbar" aria-label={t("console.batch")}>
			<p className={css.count} role="status">
				{t("console.selected", { count: selected.size })}
			</p>
			{OFFERED.map(commandOf).map(
				(command) =>
					command &&
					makesSense(command, hands) && (
						<Button
							key={command.id}
							icon={command.icon}
							className={css.button ?? ""}
							onPress={() => command.does(handsOf(program))}
						>
							{t(command.short ?? command.text)}
						</Button>
					),
			)}
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
