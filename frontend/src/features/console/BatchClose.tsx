import { type FormEvent, useEffect, useRef, useState } from "react";
import type { BridgeError } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextAreaField } from "../../ui/Field";
import { submitByKeys } from "../../ui/submitByKeys";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { CauseField } from "../tickets/CauseField";
import { handsOf } from "./command";
import css from "./dialogs.module.css";

/** Closes many at once, with one resolution and one cause, as each of them would be. What is written stays until they are closed. */
export function BatchClose({ onClose }: { onClose(): void }) {
	const program = useProgram();
	const [targets] = useState(() => handsOf(program).targets.filter(({ status }) => status !== "closed"));
	const { resolution, causeId, causes, unkept } = useStore(program.batchClose);
	const { t } = useText();
	const reason = useReason();
	const [missing, setMissing] = useState<"resolution" | "cause" | null>(null);
	/** Why they could not be closed with what stood here. */
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const area = useRef<HTMLTextAreaElement>(null);
	const form = useRef<HTMLFormElement>(null);

	useEffect(() => void program.batchClose.begin(targets[0]?.id ?? ""), [program, targets]);

	async function submit(e: FormEvent) {
		e.preventDefault();
		if (!resolution.trim()) {
			setMissing("resolution");
			area.current?.focus();
			return;
		}
		if (causes.length > 0 && !causes.some(({ id }) => id === causeId)) {
			setMissing("cause");
			form.current?.querySelector<HTMLElement>("[role=combobox]")?.focus();
			return;
		}
		const ids = targets.map(({ id }) => id);
		const done = await program.console.batch(ids, { kind: "close", resolution: resolution.trim(), causeId });
		if (!done) {
			setFailure(program.console.value.failure);
			return;
		}
		await program.batchClose.done();
		onClose();
	}

	function changed() {
		setMissing(null);
		setFailure(null);
	}

	const fault =
		missing === "resolution"
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
			<form ref={form} onSubmit={(e) => void submit(e)} onKeyDown={submitByKeys} className={css.form} noValidate>
				<TextAreaField
					label={t("close.resolution")}
					areaRef={area}
					value={resolution}
					onChange={(e) => {
						program.batchClose.write(e.target.value);
						changed();
					}}
					help={t("console.close.help")}
					fault={fault}
					autoFocus
				/>
				<CauseField
					causes={causes}
					causeId={causeId}
					onChoose={(id) => {
						program.batchClose.choose(id);
						changed();
					}}
					fault={missing === "cause" ? t("close.cause.fault") : undefined}
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
