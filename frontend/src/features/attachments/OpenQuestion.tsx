import { CircleAlert } from "lucide-react";
import { useText } from "../../i18n/text";
import { kindOf } from "../../model/files";
import type { Viewed } from "../../state/viewer";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { useProgram } from "../program";
import css from "./Viewer.module.css";

/** Before a file leaves this program for another one: what it is called, what it is, and whom it is of. */
export function OpenQuestion({ file }: { file: Viewed }) {
	const { viewer } = useProgram();
	const { t } = useText();
	const { attached, author } = file;
	const kind = kindOf(attached);
	const program = kind === "program";
	const open = (
		<Button look={program ? "edge" : "main"} onPress={() => void viewer.openOutside()}>
			{t("viewer.open.confirm")}
		</Button>
	);
	return (
		<Dialog title={t("viewer.open.title")} closeLabel={t("action.close")} open onClose={() => viewer.ask(false)}>
			<div className={css.question}>
				<p>{t("viewer.open.question", { name: attached.name, kind: t(`attachment.kind.${kind}`) })}</p>
				{author && <p>{t("viewer.open.sender", { author: author.name })}</p>}
				{program && (
					<p className={css.risk}>
						<CircleAlert size={20} strokeWidth={1.75} aria-hidden />
						<span>{t("viewer.open.risk")}</span>
					</p>
				)}
			</div>
			<DialogActions>
				<Button look={program ? "main" : "edge"} onPress={() => viewer.ask(false)}>
					{t("action.cancel")}
				</Button>
				{open}
			</DialogActions>
		</Dialog>
	);
}
