import { type FormEvent, useState } from "react";
import type { BridgeError, SavedFilter } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./dialogs.module.css";

type FilterDialogProps = { onClose(): void } & (
	| { how: "save"; filter?: undefined }
	| { how: "rename" | "remove"; filter: SavedFilter }
);

/** Gives what is filtered by a name, or another one, or gives it up. */
export function FilterDialog({ how, filter, onClose }: FilterDialogProps) {
	const { console } = useProgram();
	const { t } = useText();
	const reason = useReason();
	const [name, setName] = useState(filter?.name ?? "");
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const [missing, setMissing] = useState(false);

	async function submit(e: FormEvent) {
		e.preventDefault();
		if (how !== "remove" && !name.trim()) {
			setMissing(true);
			return;
		}
		try {
			if (how === "save") await console.saveAs(name);
			else if (how === "rename") await console.rename(filter, name);
			else await console.remove(filter.id);
			onClose();
		} catch (cause) {
			setFailure(failureOf(cause));
		}
	}

	return (
		<Dialog title={t(`console.filter.${how}.title`)} closeLabel={t("action.cancel")} open onClose={onClose}>
			<form onSubmit={(e) => void submit(e)} className={css.form} noValidate>
				{how === "remove" ? (
					<p>{t("console.filter.remove.text", { name })}</p>
				) : (
					<TextField
						label={t("console.filter.name")}
						value={name}
						maxLength={80}
						autoFocus
						onChange={(e) => {
							setName(e.target.value);
							setMissing(false);
							setFailure(null);
						}}
						fault={missing ? t("console.filter.name.required") : failure ? reason(failure) : undefined}
					/>
				)}
				<DialogActions>
					<Button onPress={onClose}>{t("action.cancel")}</Button>
					<Button type="submit" look={how === "remove" ? "danger" : "main"}>
						{t(how === "remove" ? "console.filter.remove" : "console.filter.save")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
