import { CircleAlert, Lock, MessageCircle, SquareDashed } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { type TextKey, useText } from "../../i18n/text";
import { clockTime } from "../../model/time";
import type { Concern, Question } from "../../state/sending";
import type { TicketStore } from "../../state/ticket";
import { Button } from "../../ui/Button";
import { Written } from "../Written";
import css from "./SendQuestion.module.css";

const ANYWAY: Record<Question["how"], TextKey> = {
	send: "sending.anyway",
	wait: "sending.anyway.wait",
	close: "sending.anyway.close",
};

interface SendQuestionProps {
	store: TicketStore;
	question: Question;
	/** Back to the box; with the first place that is not filled in, if that is wanted. */
	onBack(mend: boolean): void;
	/** It has gone, or goes on in a dialog. */
	onGone(): void;
}

/** What should be looked at before a reply goes, attached above the box. Nothing has been sent. */
export function SendQuestion({ store, question, onBack, onGone }: SendQuestionProps) {
	const { t } = useText();
	const id = useId();
	const panel = useRef<HTMLElement>(null);
	const has = (kind: Concern["kind"]) => question.concerns.some((concern) => concern.kind === kind);
	const mend = has("unfilled") && !has("note");

	useEffect(() => panel.current?.querySelector<HTMLElement>("[data-first]")?.focus(), []);

	function read() {
		store.sending.putAway();
		const log = document.querySelector<HTMLElement>("main [role=log]");
		if (!log) return;
		log.scrollTop = log.scrollHeight;
		log.focus();
	}

	return (
		<section
			ref={panel}
			className={css.question}
			role="alertdialog"
			aria-labelledby={`${id}-title`}
			aria-describedby={`${id}-what`}
			onKeyDown={(e) => {
				if (e.key !== "Escape") return;
				e.preventDefault();
				e.stopPropagation();
				onBack(false);
			}}
		>
			<h2 id={`${id}-title`} className={css.title}>
				<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
				{t("sending.title")}
			</h2>
			<ul id={`${id}-what`} className={css.concerns}>
				{question.concerns.map((concern) => (
					<li key={concern.kind} className={css.concern}>
						<What concern={concern} />
					</li>
				))}
			</ul>
			<div className={css.ways}>
				{has("news") && !has("note") ? (
					<Button look="main" data-first="" onPress={read}>
						{t("sending.read")}
					</Button>
				) : (
					<Button look="main" data-first="" onPress={() => onBack(mend)}>
						{t(mend ? "sending.mend" : "sending.back")}
					</Button>
				)}
				{has("news") && mend && <Button onPress={() => onBack(true)}>{t("sending.mend")}</Button>}
				{has("note") && (
					<Button
						icon={Lock}
						onPress={() => {
							store.composer.toNote();
							store.sending.putAway();
							onBack(false);
						}}
					>
						{t("sending.toNote")}
					</Button>
				)}
				<Button onPress={() => void store.sending.confirm().then(onGone)}>{t(ANYWAY[question.how])}</Button>
			</div>
		</section>
	);
}

function What({ concern }: { concern: Concern }) {
	const { t, language } = useText();
	if (concern.kind === "note") {
		return (
			<>
				<Lock size={16} strokeWidth={1.75} aria-hidden />
				<div>
					<p>{t("sending.note")}</p>
					<blockquote className={css.passage} dir="auto">
						{concern.passage}
					</blockquote>
				</div>
			</>
		);
	}
	if (concern.kind === "unfilled") {
		return (
			<>
				<SquareDashed size={16} strokeWidth={1.75} aria-hidden />
				<p>{t("sending.unfilled", { names: concern.names.map((name) => `{${name}}`).join(", ") })}</p>
			</>
		);
	}
	return (
		<>
			<MessageCircle size={16} strokeWidth={1.75} aria-hidden />
			<div className={css.news}>
				<p>{t("sending.news", { count: concern.messages.length })}</p>
				{concern.messages.map((item) => (
					<div key={item.id} className={css.message}>
						<p className={css.author}>
							{t("conversation.said", { author: item.author.name, time: clockTime(item.at, language) })}
						</p>
						{item.text && <Written text={item.text} />}
						{item.attachments.length > 0 && <p>{t("card.attachments", { count: item.attachments.length })}</p>}
					</div>
				))}
			</div>
		</>
	);
}
