import { AlarmClock, CircleAlert, Clock, MessageSquareWarning, Phone, SendHorizontal } from "lucide-react";
import { type MouseEvent, memo } from "react";
import type { ConsoleRow, Language, QueueName } from "../../bridge/bridge";
import { type Say, useText } from "../../i18n/text";
import { clockTime, dayAndTime, daysBetween, exactTime, shortDate } from "../../model/time";
import { waitAt, waitWords } from "../../model/wait";
import { initials } from "../../model/words";
import type { ConsoleListStore } from "../../state/consolelist";
import { GridPart } from "../../ui/GridPart";
import { Avatar, Badge, NobodySign, SeverityMark, StatusGlyph } from "../../ui/signs";
import { useProgram } from "../program";
import css from "./Rows.module.css";

export const ROW_ID = "row-";

interface RowProps {
	row: ConsoleRow;
	/** In the whole table, from 1; its heads are the first. */
	index: number;
	queue: QueueName;
	now: number;
	cursor: boolean;
	selected: boolean;
	/** Some row is: every one shows whether it is. */
	selecting: boolean;
	/** Its ticket is beside the list. */
	front: boolean;
	list: ConsoleListStore;
}

/** A ticket on one line. */
export const Row = memo(function Row(props: RowProps) {
	const { row, index, queue, now, cursor, selected, selecting, front, list } = props;
	const program = useProgram();
	const { t, language } = useText();
	const own = program.session.value?.me?.id === row.assigneeId;

	function onClick(e: MouseEvent) {
		if (e.shiftKey) list.extendTo(row.id);
		else if (e.ctrlKey || e.metaKey || (e.target as HTMLElement).closest("[data-pick]")) list.toggle(row.id);
		else {
			list.point(row.id);
			program.place.open(row.id);
		}
	}

	const classes = [
		css.columns,
		css.row,
		cursor ? css.cursor : "",
		selected ? css.selected : "",
		front ? css.front : "",
		row.unread > 0 ? css.unreadRow : "",
	];
	return (
		// The table has the focus, takes the keys, and names the row it is on.
		<GridPart
			id={ROW_ID + row.id}
			role="row"
			className={classes.join(" ")}
			aria-rowindex={index}
			aria-selected={selected}
			aria-current={front ? "true" : undefined}
			aria-label={nameOf(t, language, row, queue, now)}
			onClick={onClick}
		>
			<GridPart role="gridcell" className={`${css.mark} ${selecting ? css.picking : ""}`} data-pick="">
				<span className={css.sign}>
					<SeverityMark severity={row.severity} size={12} />
				</span>
				<span className={css.tick} data-on={selected ? "" : undefined} aria-hidden>
					<svg width="10" height="10" viewBox="0 0 10 10" fill="none" aria-hidden="true">
						<path d="M1.5 5.2 4 7.6 8.5 2.6" stroke="currentColor" strokeWidth="1.8" />
					</svg>
				</span>
			</GridPart>
			<GridPart role="gridcell" className={css.number}>
				{row.number || <SendHorizontal size={14} strokeWidth={1.75} aria-label={t("card.unsent")} />}
			</GridPart>
			<GridPart role="gridcell" className={css.company} title={row.company}>
				{row.company}
			</GridPart>
			<GridPart role="gridcell" className={css.title}>
				<span className={css.words} title={row.title} dir="auto">
					{row.title}
				</span>
				<Signs row={row} now={now} t={t} language={language} timed={queue === "toCall"} />
			</GridPart>
			<GridPart role="gridcell" className={css.person} title={row.person}>
				{shortName(row.person)}
			</GridPart>
			<GridPart role="gridcell" className={`${css.status} ${css[row.status]}`} title={t(`status.${row.status}`)}>
				<StatusGlyph status={row.status} size={14} />
			</GridPart>
			<GridPart role="gridcell" className={css.wait}>
				<Wait row={row} now={now} language={language} />
			</GridPart>
			<GridPart role="gridcell" className={css.assignee}>
				{row.assignee ? (
					<Avatar name={row.assignee} size={24} tone={own ? "accent" : "sunken"} />
				) : (
					<NobodySign size={24} title={t("ticket.nobody")} />
				)}
			</GridPart>
			<GridPart role="gridcell" className={css.unread}>
				<Badge count={row.unread} label={t("badge.unread", { count: row.unread })} />
			</GridPart>
		</GridPart>
	);
});

interface SignsProps {
	row: ConsoleRow;
	now: number;
	t: Say;
	language: Language;
	/** When to call is what the list is about; elsewhere it would take the room of the words. */
	timed: boolean;
}

/** What is to be known of it besides: that it wants a call, that it does not run, that something of it waits here. */
function Signs({ row, now, t, language, timed }: SignsProps) {
	const when = row.callAt ? callTime(row.callAt, now, language) : "";
	const call = when ? t("console.callAt", { time: when }) : t("kind.callback");
	return (
		<>
			{row.fails && (
				<span className={css.fails} title={t("console.fails")}>
					<MessageSquareWarning size={14} strokeWidth={2} aria-hidden />
				</span>
			)}
			{row.kind === "callback" && row.status !== "closed" && (
				<span className={css.call} title={call}>
					<Phone size={13} strokeWidth={1.75} aria-hidden />
					{timed && when}
				</span>
			)}
			{row.outbox === "refused" && (
				<span className={css.fails} title={t("console.refused")}>
					<CircleAlert size={14} strokeWidth={2} aria-hidden />
				</span>
			)}
			{row.outbox !== "" && row.outbox !== "refused" && row.number > 0 && (
				<span className={css.call} title={t("card.unsent")}>
					<SendHorizontal size={13} strokeWidth={1.75} aria-hidden />
				</span>
			)}
		</>
	);
}

const callTime = (at: number, now: number, language: Language): string =>
	daysBetween(at, now) === 0 ? clockTime(at, language) : dayAndTime(at, now, language);

/** A clock: plain, in amber from half of the time, in bold red past it, grey while the customer is waited for. */
function Wait({ row, now, language }: { row: ConsoleRow; now: number; language: Language }) {
	if (row.status === "closed" && !row.fails) {
		return (
			<span className={css.paused} title={exactTime(row.closedAt, language)}>
				{shortDate(row.closedAt, now, language)}
			</span>
		);
	}
	const { urgency, ms } = waitAt(row.clock, now);
	if (urgency === "none") return null;
	const since = row.clock.pausedSince || row.clock.since;
	return (
		<span className={css[urgency]} title={exactTime(since, language)} data-urgency={urgency}>
			{urgency === "half" && <Clock size={13} strokeWidth={2} aria-hidden />}
			{urgency === "due" && <AlarmClock size={13} strokeWidth={2} aria-hidden />}
			{waitWords(ms, language)}
		</span>
	);
}

/** D. Greco. */
function shortName(name: string): string {
	const words = name.split(/\s+/).filter(Boolean);
	const last = words.slice(1).join(" ");
	return last ? `${initials(words[0] ?? "")}. ${last}` : name;
}

/** What a screen reader says of the row: what matters of it, in that order. */
function nameOf(t: Say, language: Language, row: ConsoleRow, queue: QueueName, now: number): string {
	const { urgency, ms } = waitAt(row.clock, now);
	const time = waitWords(ms, language);
	return [
		row.number ? `#${row.number} ${row.title}` : row.title,
		t(`severity.${row.severity}`),
		t(`status.${row.status}`),
		row.company,
		row.person,
		row.assignee || t("ticket.nobody"),
		row.status === "closed" || urgency === "none" ? "" : t(`console.wait.${urgency}`, { time }),
		row.unread ? t("badge.unread", { count: row.unread }) : "",
		row.callAt && queue !== "closed" ? t("console.callAt", { time: callTime(row.callAt, now, language) }) : "",
		row.fails ? t("console.fails") : "",
		row.outbox === "refused" ? t("console.refused") : row.outbox ? t("card.unsent") : "",
	]
		.filter(Boolean)
		.join(", ");
}
