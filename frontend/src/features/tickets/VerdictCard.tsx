import { CircleCheck, CircleX, TriangleAlert } from "lucide-react";
import { type RefObject, useEffect, useId, useRef, useState } from "react";
import type { BridgeError, TicketDetail, Verdict } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { shortDate } from "../../model/time";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { TextAreaField } from "../../ui/Field";
import { useReason } from "../reasons";
import { sends } from "./sends";
import { useWriting } from "./useWriting";
import css from "./VerdictCard.module.css";

/** After the closing the customer says whether it helped; what they have said stands here, and may be said anew. */
export function VerdictCard({ detail, store }: { detail: TicketDetail; store: TicketStore }) {
	const now = useNow(60_000);
	const { t, language } = useText();
	const [asking, setAsking] = useState(false);
	const may = detail.may.judge && now < detail.judgeUntil;
	const machine = detail.machineName !== "";
	const said = detail.verdict !== "" && !(asking && may);
	const card = useRef<HTMLElement>(null);
	/** Somebody has pressed a button that goes: they go on with what takes its place. */
	const goesOn = useRef(false);

	// biome-ignore lint/correctness/useExhaustiveDependencies: each time one takes the other's place
	useEffect(() => {
		if (goesOn.current) card.current?.focus({ preventScroll: true });
		goesOn.current = false;
	}, [said]);

	if (!detail.verdict && !may) return null;
	if (said) {
		const runs = detail.verdict === "runs";
		return (
			<section ref={card} tabIndex={-1} className={css.card} aria-label={t("verdict.label")}>
				<p className={`${css.said} ${runs ? css.runs : css.fails}`} role="status">
					{runs ? (
						<CircleCheck size={22} strokeWidth={1.75} aria-hidden />
					) : (
						<TriangleAlert size={22} strokeWidth={1.75} aria-hidden />
					)}
					<span>{t(runs ? (machine ? "verdict.said.runs" : "verdict.said.solved") : "verdict.said.fails")}</span>
				</p>
				{may && (
					<Button
						look="quiet"
						onPress={() => {
							goesOn.current = true;
							setAsking(true);
						}}
					>
						{t("verdict.change")}
					</Button>
				)}
			</section>
		);
	}
	return (
		<Question
			key={detail.closedAt}
			store={store}
			machine={machine}
			until={t("verdict.until", { day: shortDate(detail.judgeUntil, now, language) })}
			card={card}
			goesOn={goesOn}
			onSaid={() => setAsking(false)}
		/>
	);
}

interface QuestionProps {
	store: TicketStore;
	machine: boolean;
	until: string;
	card: RefObject<HTMLElement | null>;
	goesOn: RefObject<boolean>;
	onSaid(): void;
}

function Question({ store, machine, until, card, goesOn, onSaid }: QuestionProps) {
	const { t } = useText();
	const reason = useReason();
	const id = useId();
	const { text, write, unkept } = useWriting(store, "verdict");
	const { loaded } = useStore(store.composer);
	const [fails, setFails] = useState(false);
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const area = useRef<HTMLTextAreaElement>(null);
	/** Whoever has not said it after all stands where they had begun to. */
	const back = useRef(false);

	// Whoever had begun to say what is wrong goes on there.
	useEffect(() => {
		if (loaded && text) setFails(true);
	}, [loaded, text]);

	async function say(verdict: Verdict) {
		setFailure(null);
		goesOn.current = true;
		try {
			if (await store.judge(verdict)) onSaid();
			else goesOn.current = false;
		} catch (cause) {
			goesOn.current = false;
			setFailure(failureOf(cause));
		}
	}

	return (
		<section ref={card} tabIndex={-1} className={css.card} aria-labelledby={`${id}-title`}>
			<div>
				<h2 id={`${id}-title`} className={css.title}>
					{t(machine ? "verdict.question" : "verdict.question.solved")}
				</h2>
				<p className={css.help}>{until}</p>
			</div>
			{fails ? (
				<form
					className={css.form}
					noValidate
					onSubmit={(e) => {
						e.preventDefault();
						void say("fails");
					}}
				>
					<TextAreaField
						label={t("verdict.text")}
						aside={t("field.optional")}
						areaRef={area}
						rows={2}
						value={text}
						onChange={(e) => write(e.target.value)}
						onKeyDown={(e) => {
							// Enter alone begins a line here, as in every form.
							if (!sends(e, false)) return;
							e.preventDefault();
							void say("fails");
						}}
						help={t("verdict.text.help")}
						fault={unkept}
						autoFocus
					/>
					<div className={css.answers}>
						<Button
							tall
							onPress={() => {
								back.current = true;
								setFails(false);
							}}
						>
							{t("action.cancel")}
						</Button>
						<Button tall look="main" type="submit">
							{t("verdict.send")}
						</Button>
					</div>
				</form>
			) : (
				<div className={css.answers}>
					<Button tall icon={CircleCheck} className={css.answer ?? ""} onPress={() => void say("runs")}>
						{t(machine ? "verdict.runs" : "verdict.solved")}
					</Button>
					<Button
						tall
						icon={CircleX}
						className={css.answer ?? ""}
						autoFocus={back.current}
						onPress={() => setFails(true)}
					>
						{t(machine ? "verdict.fails" : "verdict.unsolved")}
					</Button>
				</div>
			)}
			<p role="status" className={css.failure}>
				{failure && t("dialog.failed", { reason: reason(failure) })}
			</p>
		</section>
	);
}
