import { Copy, CornerUpRight, Pencil, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { Refusal } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import type { RefusedStore } from "../../state/refused";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { TextAreaField } from "../../ui/Field";
import { DoneMark } from "../../ui/signs";
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
	const [store] = useState(() => program.refused(actId, text));
	const { editing, failure } = useStore(store);
	const [copied, setCopied] = useState(false);
	/** The focus follows whoever opens and closes the correction; one that was begun opens by itself and takes none. */
	const byHand = useRef(false);
	/** Where one goes on once what was refused has gone from here. */
	const around = useRef<HTMLElement | null>(null);
	const { t } = useText();
	const reason = useReason();

	useEffect(() => void store.load(), [store]);

	useEffect(
		() => () => {
			if (document.activeElement === document.body) around.current?.focus({ preventScroll: true });
		},
		[],
	);

	function leaving() {
		const dialog = document.activeElement?.closest<HTMLElement>("[role=dialog]");
		around.current = dialog ?? document.querySelector("main [role=log]");
	}

	const withFocus = (work: () => void) => () => {
		byHand.current = true;
		work();
	};

	async function followUp() {
		try {
			await program.followUp(ticketId, actId);
			onGone?.();
		} catch (cause) {
			store.failed(cause);
		}
	}

	async function copy() {
		try {
			await navigator.clipboard.writeText(text);
			setCopied(true);
		} catch (cause) {
			store.failed(cause);
		}
	}

	if (editing && refusal.ways.includes("resend")) {
		return (
			<Correction
				store={store}
				autoFocus={byHand.current}
				onLater={withFocus(() => store.later())}
				onResend={() => {
					leaving();
					void store.resend();
				}}
			/>
		);
	}
	const ways = {
		resend: (
			<Button key="resend" icon={Pencil} autoFocus={byHand.current} onPress={withFocus(() => void store.edit())}>
				{t("message.resend")}
			</Button>
		),
		followUp: (
			<Button key="followUp" icon={CornerUpRight} onPress={() => void followUp()}>
				{t("message.followUp")}
			</Button>
		),
		copy: (
			<Button key="copy" icon={Copy} onPress={() => void copy()}>
				{t(copied ? "action.copied" : "action.copy")}
			</Button>
		),
		discard: (
			<Button
				key="discard"
				icon={Trash2}
				look="danger"
				onPress={() => {
					leaving();
					void store.discard();
				}}
			>
				{t("action.discard")}
			</Button>
		),
	};
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

/** The words as they are being corrected: a draft like any other, until they are sent again. */
function Correction({
	store,
	autoFocus,
	onLater,
	onResend,
}: {
	store: RefusedStore;
	autoFocus: boolean;
	onLater(): void;
	onResend(): void;
}) {
	const { text, failure } = useStore(store);
	const kept = useStore(store.keeper);
	const { t } = useText();
	const reason = useReason();
	const unkept = kept === "failed" && store.keeper.failure;
	return (
		<form
			className={css.edit}
			onSubmit={(e) => {
				e.preventDefault();
				onResend();
			}}
		>
			<TextAreaField
				label={t("message.edit")}
				value={text}
				onChange={(e) => store.type(e.target.value)}
				help={
					kept === "saved" && (
						<span className={css.saved}>
							<DoneMark />
							{t("composer.draft.saved")}
						</span>
					)
				}
				fault={failure ? reason(failure) : unkept ? t("composer.draft.failed", { reason: reason(unkept) }) : undefined}
				autoFocus={autoFocus}
			/>
			<div className={css.ways}>
				<Button type="submit" look="main">
					{t("message.resend.confirm")}
				</Button>
				<Button onPress={onLater}>{t("action.later")}</Button>
			</div>
		</form>
	);
}
