import { Fragment } from "react";
import { useText } from "../../i18n/text";
import { Dialog } from "../../ui/Dialog";
import css from "../Shortcuts.module.css";
import { useKeyName, VIEWER_KEYS } from "../shortcuts";

/** The keys of the viewer, over what is looked at. */
export function ViewerKeys({ onClose }: { onClose(): void }) {
	const { t } = useText();
	const name = useKeyName();
	return (
		<Dialog title={t("shortcuts.title")} closeLabel={t("action.close")} open onClose={onClose}>
			<dl>
				{VIEWER_KEYS.map(({ keys, does }) => (
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
		</Dialog>
	);
}
