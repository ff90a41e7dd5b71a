import { Fragment } from "react";
import { useText } from "../i18n/text";
import { useStore } from "../state/watch";
import { Dialog } from "../ui/Dialog";
import { useProgram } from "./program";
import css from "./Shortcuts.module.css";
import { SHEET, useKeyName } from "./shortcuts";

/** The sheet of keys. */
export function Shortcuts({ onClose }: { onClose(): void }) {
	const { enterSends } = useStore(useProgram().settings);
	const { t } = useText();
	const name = useKeyName();
	const writing = enterSends
		? [
				{ keys: ["Enter"], does: "shortcuts.reply" as const },
				{ keys: ["Shift", "Enter"], does: "shortcuts.newLine" as const },
			]
		: [
				{ keys: ["Ctrl", "Enter"], does: "shortcuts.reply" as const },
				{ keys: ["Enter"], does: "shortcuts.newLine" as const },
			];
	return (
		<Dialog title={t("shortcuts.title")} closeLabel={t("action.close")} size="wide" open onClose={onClose}>
			<div className={css.scroll}>
				<div className={css.groups}>
					{[...SHEET, { title: "shortcuts.writing" as const, lines: writing }].map(({ title, lines }) => (
						<section key={title} className={css.group}>
							<h3 className={css.title}>{t(title)}</h3>
							<dl className={css.lines}>
								{lines.map(({ keys, does }) => (
									<div key={does} className={css.line}>
										<dt>{t(does)}</dt>
										<dd className={css.keys}>
											{keys.map((key, i) => (
												<Fragment key={key}>
													{i > 0 && " "}
													<kbd className={css.key}>{name(key)}</kbd>
												</Fragment>
											))}
										</dd>
									</div>
								))}
							</dl>
						</section>
					))}
				</div>
			</div>
		</Dialog>
	);
}
