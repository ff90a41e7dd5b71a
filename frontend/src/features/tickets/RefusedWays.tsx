import { Copy, CornerUpRight, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import type { BridgeError, Refusal } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { Button } from "../../ui/Button";
import { TextAreaField } from "../../ui/Field";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./RefusedWays.module.css";

interface RefusedProps {
	actId: string;
	ticketId: string;
	text: string;
	refusal: Refusal;
}

/** Why something was not taken, and the ways on. That it was not is said, with its sign, by what stands above. */
export function Refused(props: RefusedProps) {
	const { t } = useText();
	const reason = useReason();
	return (
		<fieldset className={`${css.refused} no-print`} aria-label={t("message.state.refused")}>
			<p className={css.reason}>{reason({ code: props.refusal.code })}</p>
			<div className={css.ways}>
				<RefusedWays {...props} />
			</div>
		</fieldset>
	);
}

/** Correct and send again, open another ticket with the words, copy them, or let them go. */
export function RefusedWays({ actId, ticketId, text, refusal, onGone }: RefusedProps & { onGone?(): void }) {
	const program = useProgram();
	const { t } = useText();
	const reason = useReason();
	const [editing, setEditing] = useState(false);
	const [corrected, setCorrected] = useState(text);
	const [copied, setCopied] = useState(false);
	const [failure, setFailure] = useState<BridgeError | null>(null);

	async function run(work: () => Promise<unknown>) {
		setFailure(null);
		try {
			await work();
		} catch (cause) {
			setFailure(failureOf(cause));
		}
	}

	const ways = {
		resend: (
			<Button key="resend" icon={Pencil} onPress={() => setEditing(true)}>
				{t("message.resend")}
			</Button>
		),
		followUp: (
			<Button
				key="followUp"
				icon={CornerUpRight}
				onPress={() =>
					void run(async () => {
						await program.bridge.compose.followUp(ticketId, actId);
						onGone?.();
						program.place.newTicket();
					})
				}
			>
				{t("message.followUp")}
			</Button>
		),
		copy: (
			<Button
				key="copy"
				icon={Copy}
				onPress={() =>
					void run(async () => {
						await navigator.clipboard.writeText(text);
						setCopied(true);
					})
				}
			>
				{t(copied ? "action.copied" : "action.copy")}
			</Button>
		),
		discard: (
			<Button key="discard" icon={Trash2} look="danger" onPress={() => void run(() => program.outbox.discard(actId))}>
				{t("action.discard")}
			</Button>
		),
	};

	if (editing) {
		return (
			<form
				className={css.edit}
				onSubmit={(e) => {
					e.preventDefault();
					void run(async () => {
						await program.outbox.resend(actId, corrected);
						setEditing(false);
					});
				}}
			>
				<TextAreaField
					label={t("message.edit")}
					value={corrected}
					onChange={(e) => setCorrected(e.target.value)}
					fault={failure ? reason(failure) : undefined}
					autoFocus
				/>
				<div className={css.ways}>
					<Button type="submit" look="main">
						{t("message.resend.confirm")}
					</Button>
					<Button onPress={() => setEditing(false)}>{t("action.cancel")}</Button>
				</div>
			</form>
		);
	}
	return (
		<>
			{refusal.ways.map((way) => ways[way])}
			{failure && <p className={css.failure}>{t("dialog.failed", { reason: reason(failure) })}</p>}
			<span role="status" className="visually-hidden">
				{copied && t("message.copied")}
			</span>
		</>
	);
}
