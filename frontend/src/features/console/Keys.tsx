import { Fragment } from "react";
import { useText } from "../../i18n/text";
import { capsOf } from "../../model/keys";
import { useKeyName } from "../shortcuts";
import css from "./Keys.module.css";

/** Keys as they stand on a keyboard: held together, or one and then the next. `unsaid` where they are no part of a name. */
export function Keys({ keys, unsaid }: { keys: string; unsaid?: boolean }) {
	const { t } = useText();
	const name = useKeyName();
	return (
		<span className={css.keys} aria-hidden={unsaid}>
			{capsOf(keys).map((caps, i) => (
				<Fragment key={caps.join("+")}>
					{i > 0 && <span className={css.then}>{t("palette.then")}</span>}
					{caps.map((cap) => (
						<kbd key={cap} className={css.cap}>
							{name(cap)}
						</kbd>
					))}
				</Fragment>
			))}
		</span>
	);
}
