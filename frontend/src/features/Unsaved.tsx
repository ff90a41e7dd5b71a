import { useText } from "../i18n/text";
import type { Going } from "../state/dialogs";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { useProgram } from "./program";
import css from "./tickets/dialogs.module.css";

/** Before somebody goes whose words cannot be saved: on a full disk they are nowhere but on the screen. */
export function Unsaved({ going, onClose }: { going: Going; onClose(): void }) {
	const program = useProgram();
	const { t } = useText();
	return (
		<Dialog title={t("unsaved.title")} closeLabel={t("unsaved.stay")} open onClose={onClose}>
			<div className={css.form}>
				<p>{t("unsaved.text")}</p>
				<DialogActions>
					<Button
						look="danger"
						onPress={() => {
							onClose();
							void program.goAnyway(going);
						}}
					>
						{t("unsaved.go")}
					</Button>
					<Button look="main" onPress={onClose} autoFocus>
						{t("unsaved.stay")}
					</Button>
				</DialogActions>
			</div>
		</Dialog>
	);
}
