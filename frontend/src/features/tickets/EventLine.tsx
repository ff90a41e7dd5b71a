import {
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
	Star,
	Tag,
	UserCheck,
} from "lucide-react";
import type { MessageItem, TicketEvent } from "../../bridge/bridge";
import { Phrase, type TextKey, useText } from "../../i18n/text";
import { clockTime, exactTime } from "../../model/time";
import { SeverityMark } from "../../ui/signs";
import { Written } from "../Written";
import css from "./EventLine.module.css";

interface Sentence {
	icon: LucideIcon;
	text: TextKey;
	to?: string;
}

const SEVERITIES = ["stopped", "degraded", "question"] as const;

/** What happened, as a sentence. */
function sentence(event: TicketEvent, author: string, word: (key: TextKey) => string): Sentence {
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
			return { icon: Link2, text: "event.link" };
		case "verdict":
			return { icon: Star, text: "event.verdict" };
		default:
			return { icon: Tag, text: "event.other" };
	}
}

export function EventLine({ item }: { item: MessageItem }) {
	const { t, language } = useText();
	if (!item.event) return null;
	const { icon: Icon, text, to } = sentence(item.event, item.author.name, t);
	const severity = item.event.type === "severity" && SEVERITIES.find((s) => s === item.event?.to);
	return (
		<div className={css.event}>
			<p className={css.line}>
				<Icon size={18} strokeWidth={1.75} aria-hidden />
				<span>
					<Phrase text={text} parts={{ who: <strong>{item.author.name}</strong>, to: <strong>{to}</strong> }} />
					{severity && (
						<span className={css.mark}>
							<SeverityMark severity={severity} size={12} />
						</span>
					)}
					{" · "}
					<time title={exactTime(item.at, language)}>{clockTime(item.at, language)}</time>
				</span>
			</p>
			{item.event.text && <Written text={item.event.text} className={css.text} />}
		</div>
	);
}
