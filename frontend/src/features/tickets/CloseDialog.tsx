import { type FormEvent, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextAreaField } from "../../ui/Field";
import { submitByKeys } from "../../ui/submitByKeys";
import { useReason } from "../reasons";
import { CauseField } from "./CauseField";
import css from "./dialogs.module.css";
import { useOffered } from "./useOffered";
import { useWriting } from "./useWriting";

interface CloseDialogProps {
	number: number;
	store: TicketStore;
	onClose(): void;
}

/** Closing asks what it was and what was done: the next one who has this trouble reads it. */
export function CloseDialog({ number, store, onClose }: CloseDialogProps) {
	const { dialog } = useStore(store);
	const { failure, chosen } = useStore(store.composer);
	const { t } = useText();
	const reason = useReason();
	const { text, write, unkept } = useWriting(store, "resolution");
	const causes = useOffered(store.causes);
	const [faults, setFaults] = useState<{ text?: string; cause?: string }>({});
	const area = useRef<HTMLTextAreaElement>(null);
	const form = useRef<HTMLFormElement>(null);
	const reply = dialog === "sendAndClose";
	const cause = causes.find(({ id }) => id === chosen.causeId);

	async function submit(e: FormEvent) {
		e.preventDefault();
		const wrong = {
			...(text.trim() ? {} : { text: t("close.fault") }),
			...(causes.length > 0 && !cause ? { cause: t("close.cause.fault") } : {}),
		};
		setFaults(wrong);
		if (wrong.text) area.current?.focus();
		else if (wrong.cause) form.current?.querySelector<HTMLElement>("[role=combobox]")?.focus();
		if (Object.keys(wrong).length) return;
		try {
			if (await store.close()) onClose();
			else if (store.composer.value.failure) setFaults({ text: reason(store.composer.value.failure) });
		} catch (thrown) {
			setFaults({ text: reason(failureOf(thrown)) });
		}
	}

	const fault = faults.text ?? (reply && failure ? reason(failure) : unkept);
	return (
		<Dialog
			title={t(reply ? "close.title.reply" : "close.title", { number })}
			closeLabel={t("action.later")}
			open
			onClose={onClose}
		>
			<form ref={form} onSubmit={(e) => void submit(e)} onKeyDown={submitByKeys} className={css.form} noValidate>
				<TextAreaField
					label={t("close.resolution")}
					areaRef={area}
					value={text}
					onChange={(e) => {
						write(e.target.value);
						setFaults({});
					}}
					help={t("close.help")}
					fault={fault}
					autoFocus
				/>
				<CauseField
					causes={causes}
					causeId={chosen.causeId ?? ""}
					onChoose={(causeId) => {
						store.composer.choose("resolution", { causeId });
						setFaults(({ cause: _, ...others }) => others);
					}}
					fault={faults.cause}
				/>
				<DialogActions>
					<Button onPress={onClose}>{t("action.later")}</Button>
					<Button type="submit" look="main">
						{t(reply ? "close.confirm.reply" : "close.confirm")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
