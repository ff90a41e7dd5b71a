import { type FormEvent, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextAreaField } from "../../ui/Field";
import { useReason } from "../reasons";
import css from "./dialogs.module.css";
import { useWriting } from "./useWriting";

/** Closing asks what it was and what was done: the next one who has this trouble reads it. */
export function CloseDialog({ number, store, onClose }: { number: number; store: TicketStore; onClose(): void }) {
	const { t } = useText();
	const reason = useReason();
	const { text, write, unkept } = useWriting(store, "resolution");
	const [fault, setFault] = useState<string>();
	const area = useRef<HTMLTextAreaElement>(null);

	async function submit(e: FormEvent) {
		e.preventDefault();
		if (!text.trim()) {
			setFault(t("close.fault"));
			area.current?.focus();
			return;
		}
		try {
			if (await store.close()) onClose();
		} catch (cause) {
			setFault(reason(failureOf(cause)));
		}
	}

	return (
		<Dialog title={t("close.title", { number })} closeLabel={t("action.later")} open onClose={onClose}>
			<form onSubmit={(e) => void submit(e)} className={css.form} noValidate>
				<TextAreaField
					label={t("close.resolution")}
					areaRef={area}
					value={text}
					onChange={(e) => {
						write(e.target.value);
						setFault(undefined);
					}}
					help={t("close.help")}
					fault={fault ?? unkept}
					autoFocus
				/>
				<DialogActions>
					<Button onPress={onClose}>{t("action.later")}</Button>
					<Button type="submit" look="main">
						{t("close.confirm")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
