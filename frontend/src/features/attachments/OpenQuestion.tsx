import { useText } from "../../i18n/text";
import { kindOf, openingOf } from "../../model/kinds";
import type { Viewed } from "../../state/viewer";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { useProgram } from "../program";
import css from "./Viewer.module.css";

/**
 * Before a file leaves this program for another one: what it is called, what it is, and whom it is of. What is not known to be
 * shown or played and no more goes no further than to a folder.
 */
export function OpenQuestion({ file }: { file: Viewed }) {
	const { viewer } = useProgram();
	const { t } = useText();
	const { attached, author } = file;
	const kind = kindOf(attached);
	const opening = openingOf(attached);
	const values = { name: attached.name, kind: t(`attachment.kind.${kind}`) };
	return (
		<Dialog
			title={t(opening === "asks" ? "viewer.open.title" : "viewer.open.not.title")}
			closeLabel={t("action.close")}
			open
			onClose={() => viewer.ask(false)}
		>
			<div className={css.question}>
				<p>{t(opening === "asks" ? "viewer.open.question" : `viewer.open.${opening}`, values)}</p>
				{author && <p>{t("viewer.open.sender", { author: author.name })}</p>}
			</div>
			<DialogActions>
				<Button onPress={() => viewer.ask(false)}>{t("action.cancel")}</Button>
				{opening === "asks" ? (
					<Button look="main" onPress={() => void viewer.openOutside()}>
						{t("viewer.open.confirm")}
					</Button>
				) : (
					<Button
						onPress={() => {
							viewer.ask(false);
							void viewer.saveAs();
						}}
					>
						{t("viewer.save")}
					</Button>
				)}
			</DialogActions>
		</Dialog>
	);
}
