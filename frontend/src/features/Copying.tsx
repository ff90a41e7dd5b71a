import { useText } from "../i18n/text";
import type { Going } from "../state/dialogs";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { useProgram } from "./program";
import css from "./tickets/dialogs.module.css";

/** Before somebody goes while a large file is still being copied: it is waited for, unless they cannot wait, or stay. */
export function Copying({ going, onClose }: { going: Going; onClose(): void }) {
	const program = useProgram();
	const { t } = useText();
	return (
		<Dialog title={t("copying.title")} closeLabel={t("copying.stay")} open onClose={onClose}>
			<div className={css.form}>
				<p>{t("copying.text")}</p>
				<DialogActions>
					<Button
						onPress={() => {
							onClose();
							void program.goAnyway(going);
						}}
					>
						{t("copying.go")}
					</Button>
					<Button look="main" onPress={onClose} autoFocus>
						{t("copying.stay")}
					</Button>
				</DialogActions>
			</div>
		</Dialog>
	);
}
