import { Lock } from "lucide-react";
import type { MessageItem } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { clockTime } from "../../model/time";
import { MessageFiles } from "../attachments/MessageFiles";
import { Written } from "../Written";
import { Stamp } from "./Message";
import css from "./Note.module.css";
import { Refused } from "./RefusedWays";

/** Between the two sides, on yellow paper: words that never leave the support. */
export function Note({ item, ticketId }: { item: MessageItem; ticketId: string }) {
	const { t, language } = useText();
	return (
		<article
			className={css.note}
			aria-label={`${t("message.note.title")}: ${t("conversation.said", { author: item.author.name, time: clockTime(item.at, language) })}`}
		>
			<header className={css.head}>
				<Lock size={17} strokeWidth={1.75} aria-hidden />
				<strong>{t("message.note.title")}</strong>
				<span>{t("note.only")}</span>
				<span className={css.by}>
					{item.author.name}
					<Stamp item={item} inline />
				</span>
			</header>
			{item.text && <Written text={item.text} className={css.text} />}
			{item.attachments.length > 0 && (
				<div className={css.files}>
					<MessageFiles item={item} ticketId={ticketId} />
				</div>
			)}
			{item.refusal && <Refused actId={item.id} ticketId={ticketId} text={item.text} refusal={item.refusal} />}
		</article>
	);
}
