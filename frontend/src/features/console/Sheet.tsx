import { Fragment } from "react";
import { type TextKey, useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Dialog } from "../../ui/Dialog";
import { useProgram } from "../program";
import sheet from "../Shortcuts.module.css";
import { VIEWER_KEYS } from "../shortcuts";
import type { Group } from "./command";
import { COMMANDS } from "./commands";
import { Keys } from "./Keys";

const GROUPS: readonly { group: Group; title: TextKey }[] = [
	{ group: "ticket", title: "sheet.ticket" },
	{ group: "list", title: "sheet.list" },
	{ group: "go", title: "sheet.go" },
	{ group: "program", title: "shortcuts.anywhere" },
];

/** Keys that are no commands: what every list and every box knows. */
const FURTHER: Partial<Record<Group, readonly { keys: readonly string[]; does: TextKey }[]>> = {
	list: [
		{ keys: ["↑", "↓"], does: "shortcuts.list.walk" },
		{ keys: ["Shift+↑", "Shift+↓"], does: "sheet.extend" },
		{ keys: ["PageUp", "PageDown"], does: "sheet.page" },
		{ keys: ["Home", "End"], does: "shortcuts.list.ends" },
	],
	go: [
		{ keys: ["g 1–9"], does: "sheet.filters" },
		{ keys: ["Alt+↑", "Alt+↓"], does: "sheet.moveFilter" },
	],
};

/** The console's sheet of keys. */
export function Sheet({ onClose }: { onClose(): void }) {
	const { enterSends } = useStore(useProgram().settings);
	const { t } = useText();
	const line = (keys: readonly string[], does: string) => (
		<div key={does} className={sheet.line}>
			<dt>{does}</dt>
			<dd className={sheet.keys}>
				{keys.map((one, i) => (
					<Fragment key={one}>
						{i > 0 && " "}
						<Keys keys={one} />
					</Fragment>
				))}
			</dd>
		</div>
	);
	return (
		<Dialog title={t("shortcuts.title")} closeLabel={t("action.close")} size="wide" open onClose={onClose}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: nothing in it takes the focus, and keys must scroll it */}
			<section className={sheet.scroll} aria-label={t("shortcuts.title")} tabIndex={0}>
				<div className={sheet.groups}>
					{GROUPS.map(({ group, title }) => (
						<section key={group} className={sheet.group}>
							<h3 className={sheet.title}>{t(title)}</h3>
							<dl>
								{COMMANDS.filter((command) => command.group === group && command.keys).map((command) =>
									line(command.keys ?? [], t(command.text)),
								)}
								{FURTHER[group]?.map(({ keys, does }) => line(keys, t(does)))}
							</dl>
						</section>
					))}
					<section className={sheet.group}>
						<h3 className={sheet.title}>{t("shortcuts.writing")}</h3>
						<dl>
							{line([enterSends ? "Enter" : "Ctrl+Enter"], t("shortcuts.reply"))}
							{line([enterSends ? "Shift+Enter" : "Enter"], t("shortcuts.newLine"))}
						</dl>
					</section>
					<section className={sheet.group}>
						<h3 className={sheet.title}>{t("shortcuts.viewer")}</h3>
						<dl>{VIEWER_KEYS.map(({ keys, does }) => line(keys, t(does)))}</dl>
					</section>
				</div>
			</section>
		</Dialog>
	);
}
