import { type FormEvent, useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextAreaField } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { handsOf } from "./command";
import css from "./dialogs.module.css";

const NONE = "none";

/** Closes many at once, with one resolution and one cause. What is written stays until they are closed. */
export function BatchClose({ onClose }: { onClose(): void }) {
	const program = useProgram();
	const [targets] = useState(() => handsOf(program).targets.filter(({ status }) => status !== "closed"));
	const { resolution, causeId, causes, unkept } = useStore(program.batchClose);
	const { failure } = useStore(program.console);
	const { t } = useText();
	const reason = useReason();
	const [missing, setMissing] = useState(false);
	const area = useRef<HTMLTextAreaElement>(null);

	useEffect(() => void program.batchClose.begin(targets[0]?.id ?? ""), [program, targets]);

	async function submit(e: FormEvent) {
		e.preventDefault();
		if (!resolution.trim()) {
			setMissing(true);
			area.current?.focus();
			return;
		}
		const ids = targets.map(({ id }) => id);
		const done = await program.console.batch(ids, { kind: "close", resolution: resolution.trim(), causeId });
		if (!done) return;
		await program.batchClose.done();
		onClose();
	}

	const fault = missing
		? t("close.fault")
		: failure
			? reason(failure)
			: unkept
				? t("composer.draft.failed", { reason: reason(unkept) })
				: undefined;
	return (
		<Dialog
			title={t("console.close.title", { count: targets.length })}
			closeLabel={t("action.later")}
			open
			onClose={onClose}
		>
			<form onSubmit={(e) => void submit(e)} className={css.form} noValidate>
				<TextAreaField
					label={t("close.resolution")}
					areaRef={area}
					value={resolution}
					onChange={(e) => {
						program.batchClose.write(e.target.value);
						setMissing(false);
					}}
					help={t("console.close.help")}
					fault={fault}
					autoFocus
				/>
				<Select
					label={t("console.close.cause")}
					aside={t("console.optional")}
					placeholder={t("console.close.noCause")}
					value={causeId}
					onChange={(id) => program.batchClose.choose(id === NONE ? "" : id)}
					options={[{ id: NONE, name: t("console.close.noCause") }, ...causes]}
				/>
				<DialogActions>
					<Button onPress={onClose}>{t("action.later")}</Button>
					<Button type="submit" look="main">
						{t("console.close.confirm", { count: targets.length })}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
