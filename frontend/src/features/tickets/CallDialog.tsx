import { PhoneCall, PhoneMissed, PhoneOff } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { CallOutcome } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextAreaField } from "../../ui/Field";
import { RadioCards } from "../../ui/RadioCards";
import { submitByKeys } from "../../ui/submitByKeys";
import { useReason } from "../reasons";
import { AgainAt } from "./AgainAt";
import css from "./dialogs.module.css";
import { useWriting } from "./useWriting";

/** How a call to the customer went, and when to try again where nobody was reached. */
export function CallDialog({ store, onClose }: { store: TicketStore; onClose(): void }) {
	const { t } = useText();
	const reason = useReason();
	const { outcome, againAt } = useStore(store.composer).chosen;
	const { text, write, unkept } = useWriting(store, "call");
	const [faults, setFaults] = useState<{ outcome?: string; again?: string }>({});

	async function submit(e: FormEvent) {
		e.preventDefault();
		const late = outcome !== "spoken" && againAt > 0 && againAt < Date.now();
		setFaults({
			...(outcome ? {} : { outcome: t("call.fault") }),
			...(late ? { again: t("call.again.past") } : {}),
		});
		if (!outcome || late) return;
		try {
			if (await store.logCall(outcome)) onClose();
		} catch (cause) {
			setFaults({ outcome: reason(failureOf(cause)) });
		}
	}

	return (
		<Dialog title={t("call.title")} closeLabel={t("action.later")} open size="middle" onClose={onClose}>
			<form onSubmit={(e) => void submit(e)} onKeyDownCapture={submitByKeys} className={css.form} noValidate>
				<RadioCards
					label={t("call.outcome")}
					value={outcome}
					onChange={(id) => {
						store.composer.choose("call", { outcome: id as CallOutcome });
						setFaults({});
					}}
					cards={[
						{ id: "no_answer", icon: <PhoneMissed size={24} strokeWidth={1.75} />, name: t("call.outcome.no_answer") },
						{ id: "busy", icon: <PhoneOff size={24} strokeWidth={1.75} />, name: t("call.outcome.busy") },
						{ id: "spoken", icon: <PhoneCall size={24} strokeWidth={1.75} />, name: t("call.outcome.spoken") },
					]}
					fault={faults.outcome}
					autoFocus
				/>
				<TextAreaField
					label={t("call.text")}
					value={text}
					rows={2}
					onChange={(e) => write(e.target.value)}
					help={t("call.text.help")}
					fault={unkept}
				/>
				{outcome !== "spoken" && (
					<AgainAt
						value={againAt}
						onChange={(when) => {
							store.composer.choose("call", { againAt: when });
							setFaults({});
						}}
						fault={faults.again}
					/>
				)}
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
