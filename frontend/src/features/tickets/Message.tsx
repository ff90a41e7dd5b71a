import { Check, CheckCheck, CircleAlert, Clock } from "lucide-react";
import type { MessageItem } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { clockTime, dayAndTime, exactTime } from "../../model/time";
import { useNow } from "../../state/watch";
import { Avatar } from "../../ui/signs";
import { MessageFiles } from "../attachments/MessageFiles";
import { Written } from "../Written";
import css from "./Message.module.css";
import { Refused } from "./RefusedWays";

const ICONS = { waiting: Clock, stuck: CircleAlert, sent: Check, read: CheckCheck, refused: CircleAlert };

/** Where one's own words are, and when they were said. */
export function Stamp({ item, inline }: { item: MessageItem; inline?: boolean }) {
	const { t, language } = useText();
	const now = useNow();
	const Icon = item.state && ICONS[item.state];
	return (
		<p className={`${css.stamp} ${inline ? css.inline : ""}`}>
			<time title={exactTime(item.at, language)}>{clockTime(item.at, language)}</time>
			{item.writtenAt > 0 && (
				<span>{t("conversation.written", { time: dayAndTime(item.writtenAt, now, language) })}</span>
			)}
			{item.state && Icon && (
				<span className={`${css.state} ${css[item.state]}`}>
					<Icon size={16} strokeWidth={1.9} aria-hidden />
					{t(`message.state.${item.state}`)}
				</span>
			)}
		</p>
	);
}

interface BubbleProps {
	item: MessageItem;
	ticketId: string;
	className: string | undefined;
}

/** Words of more letters than this make a bubble as wide as they need; fewer take the width of the pictures above them. */
const MANY_WORDS = 140;

/** What was said: words, files, or both. */
function Bubble({ item, ticketId, className = "" }: BubbleProps) {
	if (item.attachments.length === 0) return <Written text={item.text} className={`${css.bubble} ${className}`} />;
	const wide = item.text.length > MANY_WORDS;
	return (
		<div className={`${css.bubble} ${css.withFiles} ${className}`}>
			<MessageFiles item={item} ticketId={ticketId} wide={wide} />
			{item.text && <Written text={item.text} className={`${css.caption} ${wide ? "" : css.beneath}`} />}
		</div>
	);
}

/** Something said: own words at the right, everybody else's at the left with initials and name. */
export function Message({ item, goesOn, ticketId }: { item: MessageItem; goesOn: boolean; ticketId: string }) {
	const { t, language } = useText();
	const time = clockTime(item.at, language);
	const support = item.author.role !== "operator";
	if (item.own) {
		return (
			<article className={css.ownMessage} aria-label={t("conversation.you", { time })}>
				<p className={`${css.author} print-only`}>{item.author.name}</p>
				<div className={css.ownRow}>
					<Stamp item={item} />
					<Bubble item={item} ticketId={ticketId} className={css.own} />
				</div>
				{item.refusal && <Refused actId={item.id} ticketId={ticketId} text={item.text} refusal={item.refusal} />}
			</article>
		);
	}
	return (
		<article className={css.message} aria-label={t("conversation.said", { author: item.author.name, time })}>
			<Avatar name={item.author.name} tone={support ? "accent" : "sunken"} />
			<div className={css.said}>
				{!goesOn && (
					<p className={css.author}>
						{item.author.name}
						{support && ` · ${t("support.role")}`}
					</p>
				)}
				<div className={css.saidRow}>
					<Bubble item={item} ticketId={ticketId} className={item.ours ? css.ours : css.theirs} />
					<Stamp item={item} />
				</div>
			</div>
		</article>
	);
}
