import type { Attached } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { useProgram } from "../program";

/** Before a file of a message is given up: what that means for whoever reads it. */
export function GiveUpQuestion({ attached }: { attached: Attached }) {
	const { fileActs } = useProgram();
	const { t } = useText();
	return (
		<Dialog
			title={t("attachment.giveUp.title", { name: attached.name })}
			closeLabel={t("action.close")}
			open
			onClose={() => fileActs.ask("")}
		>
			<p>{t("attachment.giveUp.question")}</p>
			<DialogActions>
				<Button onPress={() => fileActs.ask("")}>{t("action.cancel")}</Button>
				<Button look="danger" onPress={() => void fileActs.abandon(attached.id)}>
					{t("attachment.giveUp.confirm")}
				</Button>
			</DialogActions>
		</Dialog>
	);
}
