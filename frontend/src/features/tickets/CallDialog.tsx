import { PhoneCall, PhoneMissed, PhoneOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { CallOutcome } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextAreaField } from "../../ui/Field";
import { RadioCards } from "../../ui/RadioCards";
import { useReason } from "../reasons";
import css from "./dialogs.module.css";
import { useWriting } from "./useWriting";

/** How a call to the customer went. */
export function CallDialog({ store, onClose }: { store: TicketStore; onClose(): void }) {
	const { t } = useText();
	const reason = useReason();
	const [outcome, setOutcome] = useState<CallOutcome | "">("");
	const { text, write, unkept } = useWriting(store, "call");
	const [fault, setFault] = useState<string>();

	async function submit(e: FormEvent) {
		e.preventDefault();
		if (!outcome) {
			setFault(t("call.fault"));
			return;
		}
		try {
			if (await store.logCall(outcome)) onClose();
		} catch (cause) {
			setFault(reason(failureOf(cause)));
		}
	}

	return (
		<Dialog title={t("call.title")} closeLabel={t("action.later")} open onClose={onClose}>
			<form onSubmit={(e) => void submit(e)} className={css.form} noValidate>
				<RadioCards
					label={t("call.outcome")}
					value={outcome}
					onChange={(id) => {
						setOutcome(id as CallOutcome);
						setFault(undefined);
					}}
					cards={[
						{ id: "no_answer", icon: <PhoneMissed size={24} strokeWidth={1.75} />, name: t("call.outcome.no_answer") },
						{ id: "busy", icon: <PhoneOff size={24} strokeWidth={1.75} />, name: t("call.outcome.busy") },
						{ id: "spoken", icon: <PhoneCall size={24} strokeWidth={1.75} />, name: t("call.outcome.spoken") },
					]}
					fault={fault}
				/>
				<TextAreaField
					label={t("call.text")}
					value={text}
					onChange={(e) => write(e.target.value)}
					help={t("call.text.help")}
					fault={unkept}
				/>
				<DialogActions>
					<Button onPress={onClose}>{t("action.later")}</Button>
					<Button type="submit" look="main">
						{t("call.save")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
