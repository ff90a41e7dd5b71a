import { FileDown } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { ProgressBar } from "react-aria-components";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { CheckBox } from "../../ui/CheckBox";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { useProgram, useTechnician } from "../program";
import { useReason } from "../reasons";
import css from "./Dossier.module.css";
import dialogs from "./dialogs.module.css";

/** A ticket as a PDF: what goes in, where to, how far it is, and where it is then. */
export function Dossier({ ticketId, number, onClose }: { ticketId: string; number: number; onClose(): void }) {
	const program = useProgram();
	const [store] = useState(() => program.dossier(ticketId));
	useEffect(() => {
		program.enterDossier(store);
		return () => program.leaveDossier(store);
	}, [program, store]);
	const { saving, done, all, saved, failure } = useStore(store);
	const technician = useTechnician();
	const [withNotes, setWithNotes] = useState(false);
	const { t } = useText();
	const id = useId();
	const reason = useReason();
	const title = number ? t("dossier.title", { number: `#${number}` }) : t("dossier.title.unsent");
	// The disk is the one that was chosen: there may be room on another.
	const why =
		failure?.code === "storage"
			? t("diagnosis.save.failed")
			: failure && t("dialog.failed", { reason: reason(failure) });
	return (
		<Dialog title={title} closeLabel={t("action.close")} open onClose={onClose}>
			<div className={dialogs.form}>
				<p>{t("dossier.help")}</p>
				{technician && (
					<CheckBox checked={withNotes} onChange={setWithNotes}>
						{t("dossier.withNotes")}
					</CheckBox>
				)}
				{saving && all > 0 && (
					<ProgressBar aria-label={t("dossier.progress")} value={done} maxValue={all} className={css.progress ?? ""}>
						{({ percentage }) => (
							<span className={css.track}>
								<span className={css.bar} style={{ inlineSize: `${percentage ?? 0}%` }} />
							</span>
						)}
					</ProgressBar>
				)}
				<div>
					<Fault id={`${id}-fault`}>{why ?? undefined}</Fault>
					<p role="status" className={css.saved}>
						{saved && t("dossier.saved", { file: saved })}
					</p>
				</div>
				<DialogActions>
					<Button onPress={onClose}>{t("action.close")}</Button>
					<Button look="main" icon={FileDown} onPress={() => void store.save(withNotes)} autoFocus>
						{t(saving ? "dossier.writing" : "dossier.choose")}
					</Button>
				</DialogActions>
			</div>
		</Dialog>
	);
}
