import { MessageCircle, Phone } from "lucide-react";
import { memo } from "react";
import type { LastReply, SearchHit, TicketRow } from "../../bridge/bridge";
import { type Say, useText } from "../../i18n/text";
import { glance } from "../../model/glance";
import { ago, dayWord, exactTime } from "../../model/time";
import { dotted, firstName, fromFirstMark } from "../../model/words";
import { Marked } from "../../ui/Marked";
import { Badge, SeverityWord, StatusChip } from "../../ui/signs";
import { statusWord } from "../program";
import css from "./TicketCard.module.css";

interface CardProps {
	row: TicketRow;
	selected: boolean;
	technician: boolean;
	now: number;
	tabIndex: 0 | -1;
	/** What was found, in place of the last message. */
	hit?: SearchHit;
	onOpen(): void;
}

/** One ticket in the list. Its name says what matters; the rest is read with it. */
export const TicketCard = memo(function TicketCard({
	row,
	selected,
	technician,
	now,
	tabIndex,
	hit,
	onOpen,
}: CardProps) {
	const { t, language } = useText();
	const Kind = row.kind === "chat" ? MessageCircle : Phone;
	const at = row.last.at || row.updatedAt;
	return (
		<button
			type="button"
			className={css.card}
			tabIndex={tabIndex}
			aria-label={cardName(t, row, technician)}
			aria-current={selected ? "true" : undefined}
			onClick={onOpen}
		>
			<span className={css.top}>
				<Kind size={18} strokeWidth={1.75} aria-hidden />
				<span className={css.kind}>{t(`kind.${row.kind}`)}</span>
				<span className={row.number ? css.number : css.unsent}>{row.number ? `#${row.number}` : t("card.unsent")}</span>
				<time className={css.age} title={exactTime(at, language)}>
					{ago(at, now, language)}
				</time>
			</span>
			<span className={css.titleRow}>
				<span className={css.title} dir="auto">
					{row.title}
				</span>
				<Badge count={row.unread} label={t("badge.unread", { count: row.unread })} />
			</span>
			<span className={css.who}>
				{dotted(
					technician && row.company,
					row.person,
					row.machineName || (row.kind === "callback" && row.phone) || t("card.machineless"),
					t("card.opened", { day: dayWord(row.createdAt, now, language) }),
				)}
			</span>
			<span className={`${css.last} ${row.unread ? css.unread : ""} ${row.last.own ? css.own : ""}`} dir="auto">
				{hit ? <Marked {...fromFirstMark(hit.snippet, hit.marks)} /> : lastLine(t, row)}
			</span>
			<span className={css.signs}>
				<SeverityWord severity={row.severity}>{t(`severity.${row.severity}`)}</SeverityWord>
				{row.outbox === "refused" || row.outbox === "stuck" ? (
					<span className={css.outbox}>{t(`message.state.${row.outbox}`)}</span>
				) : (
					<StatusChip status={row.status}>{statusWord(t, row.status, technician)}</StatusChip>
				)}
			</span>
		</button>
	);
});

function lastLine(t: Say, row: TicketRow): string {
	const { own, author, text, pictures, files } = row.last;
	if (!text && !pictures && !files) return "";
	const who = own ? t("card.you") : firstName(author);
	return t("card.said", { who, text: glance(text) || enclosed(t, row.last) });
}

/** What a reply without words has with it; a notification says the same. */
function enclosed(t: Say, { pictures, files, fileName }: LastReply): string {
	if (!files) return pictures === 1 ? t("said.photo") : t("said.photos", { count: pictures });
	if (!pictures) return fileName || t("said.files", { count: files });
	return t("said.both", { photos: t("said.photos", { count: pictures }), files: t("said.files", { count: files }) });
}

export function cardName(t: Say, row: TicketRow, technician: boolean): string {
	const severity = t(`severity.${row.severity}`);
	// It goes on after the title: a full stop would end it there.
	const title = row.title.replace(/\.$/, "");
	const name = row.number
		? t("card.name", { number: row.number, title, severity, status: statusWord(t, row.status, technician) })
		: t("card.name.unsent", { title, severity });
	return row.unread ? t("card.name.unread", { name, unread: t("badge.unread", { count: row.unread }) }) : name;
}
