import {
	CircleAlert,
	CircleCheck,
	CirclePause,
	CirclePlay,
	FileCheck,
	Link2,
	type LucideIcon,
	PhoneCall,
	PhoneMissed,
	PhoneOff,
	RotateCcw,
	Tag,
	TriangleAlert,
	Unlink2,
	UserCheck,
} from "lucide-react";
import type { MessageItem, TicketEvent } from "../../bridge/bridge";
import { Phrase, type TextKey, useText } from "../../i18n/text";
import { clockTime, exactTime, timeToCome } from "../../model/time";
import { useNow } from "../../state/watch";
import { SeverityMark } from "../../ui/signs";
import { Written } from "../Written";
import css from "./EventLine.module.css";

interface Sentence {
	icon: LucideIcon;
	text: TextKey;
	to?: string;
}

/** What a ticket's link says depends on which of the two it is. */
function linked({ from, to, outcome }: TicketEvent, number: number): Sentence {
	const duplicate = from === String(number);
	const other = `#${duplicate ? to : from}`;
	if (outcome === "undone") return { icon: Unlink2, text: "event.link.undone", to: other };
	return { icon: Link2, text: duplicate ? "event.link.duplicate" : "event.link.original", to: other };
}

const SEVERITIES = ["stopped", "degraded", "question"] as const;

/** What happened, as a sentence. */
function sentence(event: TicketEvent, author: string, number: number, word: (key: TextKey) => string): Sentence {
	const { type, from, to, outcome } = event;
	switch (type) {
		case "status":
			if (to === "closed") return { icon: CircleCheck, text: "event.status.closed" };
			if (to === "waiting") return { icon: CirclePause, text: "event.status.waiting" };
			if (to === "new") return { icon: CirclePlay, text: "event.status.new" };
			if (from === "closed") return { icon: RotateCcw, text: "event.status.reopened" };
			if (from === "waiting") return { icon: CirclePlay, text: "event.status.resumed" };
			return { icon: CirclePlay, text: "event.status.in_progress" };
		case "assignee":
			if (!to) return { icon: UserCheck, text: "event.unassigned" };
			return to === author ? { icon: UserCheck, text: "event.taken" } : { icon: UserCheck, text: "event.assigned", to };
		case "call_attempt":
			if (outcome === "spoken") return { icon: PhoneCall, text: "event.call.spoken" };
			if (outcome === "busy") return { icon: PhoneOff, text: "event.call.busy" };
			return { icon: PhoneMissed, text: "event.call.no_answer" };
		case "category":
			return { icon: Tag, text: "event.category", to };
		case "severity": {
			const known = SEVERITIES.find((severity) => severity === to);
			return { icon: Tag, text: "event.severity", to: known ? word(`severity.${known}`) : to };
		}
		case "resolution":
			return { icon: FileCheck, text: "event.resolution" };
		case "link":
			return linked(event, number);
		case "verdict":
			return outcome === "fails"
				? { icon: TriangleAlert, text: "event.verdict.fails" }
				: { icon: CircleCheck, text: "event.verdict.runs" };
		default:
			return { icon: Tag, text: "event.other" };
	}
}

/** What happened, or was to happen, in words alone. */
export function EventWords({ event, author, number }: { event: TicketEvent; author: string; number: number }) {
	const { t } = useText();
	const { text, to } = sentence(event, author, number, t);
	return <Phrase text={text} parts={{ who: author, to }} />;
}

/** What follows the sentence: the cause of a closing, when a call is tried again. */
function useAside({ type, to }: TicketEvent): string {
	const now = useNow(60_000);
	const { t, language } = useText();
	if (!to) return "";
	if (type === "resolution") return t("event.cause", { cause: to });
	const at = type === "call_attempt" ? Date.parse(to) : Number.NaN;
	return Number.isNaN(at) ? "" : t("event.call.again", { time: timeToCome(at, now, language) });
}

const NO_EVENT: TicketEvent = { type: "status", from: "", to: "", outcome: "", text: "" };

/** `number` is that of the ticket in which it happened. What was refused has not happened, and says so. */
export function EventLine({ item, number }: { item: MessageItem; number: number }) {
	const { t, language } = useText();
	const aside = useAside(item.event ?? NO_EVENT);
	if (!item.event) return null;
	const { icon, text, to } = sentence(item.event, item.author.name, number, t);
	const severity = item.event.type === "severity" && SEVERITIES.find((s) => s === item.event?.to);
	const refused = item.state === "refused";
	const Icon = refused ? CircleAlert : icon;
	return (
		<div className={css.event}>
			<p className={`${css.line} ${refused ? css.refused : ""}`}>
				<Icon size={18} strokeWidth={1.75} aria-hidden />
				<span>
					{refused && (
						<>
							<strong>{t("event.refused")}</strong>{" "}
						</>
					)}
					<Phrase text={text} parts={{ who: <strong>{item.author.name}</strong>, to: <strong>{to}</strong> }} />
					{severity && (
						<span className={css.mark}>
							<SeverityMark severity={severity} size={12} />
						</span>
					)}
					{" · "}
					{aside && `${aside} · `}
					<time title={exactTime(item.at, language)}>{clockTime(item.at, language)}</time>
				</span>
			</p>
			{item.event.text && <Written text={item.event.text} className={css.text} />}
		</div>
	);
}
