import { Fragment, type ReactElement, type ReactNode } from "react";
import { useText } from "../../i18n/text";
import { capsOf } from "../../model/keys";
import { Menu, MenuEntry, MenuLine } from "../../ui/Menu";
import { useProgram } from "../program";
import { useKeyName } from "../shortcuts";
import { handsOf, makesSense } from "./command";
import { commandOf } from "./commands";

interface CommandMenuProps {
	label: string;
	trigger: ReactElement;
	head?: ReactNode;
	placement?: "bottom start" | "bottom end";
	/** Ids of commands; between the parts there is a line. */
	parts: readonly (readonly string[])[];
	/** What is said in place of the command's own text, and beneath it. */
	names?: Readonly<Record<string, string>>;
	helps?: Readonly<Record<string, string | undefined>>;
}

/** A menu of commands: those that make sense now. */
export function CommandMenu({ label, trigger, head, placement, parts, names = {}, helps = {} }: CommandMenuProps) {
	const program = useProgram();
	const { t } = useText();
	const keyName = useKeyName();
	const hands = handsOf(program);
	const shown = parts
		.map((ids) => ids.map(commandOf).filter((command) => command !== undefined && makesSense(command, hands)))
		.filter((commands) => commands.length > 0);
	return (
		<Menu
			label={label}
			trigger={trigger}
			head={head}
			{...(placement ? { placement } : {})}
			onAction={(id) => commandOf(id)?.does(handsOf(program))}
		>
			{shown.map((commands, i) => (
				<Fragment key={commands[0]?.id}>
					{i > 0 && <MenuLine />}
					{commands.map((command) => {
						if (!command) return null;
						const [keys] = command.keys ?? [];
						const caps = keys ? capsOf(keys).map((held) => held.map(keyName).join("+")) : [];
						return (
							<MenuEntry
								key={command.id}
								id={command.id}
								icon={command.icon}
								help={helps[command.id]}
								{...(keys ? { keys: caps.join(` ${t("palette.then")} `) } : {})}
							>
								{names[command.id] ?? t(command.text)}
							</MenuEntry>
						);
					})}
				</Fragment>
			))}
		</Menu>
	);
}
