import { ChevronDown, ChevronRight } from "lucide-react";
import { use, useEffect, useMemo, useRef } from "react";
import type { SearchHit, TicketRow } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { localeOf } from "../../model/time";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Badge } from "../../ui/signs";
import { TextScale } from "../../ui/useMedia";
import { VirtualList, type VirtualListHandle } from "../../ui/VirtualList";
import { fetchParts } from "../parts";
import { useProgram, useTechnician } from "../program";
import css from "./ListPane.module.css";
import { TicketCard } from "./TicketCard";

type Line =
	| { id: string; row: TicketRow; hit?: SearchHit }
	| { id: "open" | "closed" | "empty" | "noClosed" | "closedFailed" };

/** The height of most cards with the space below, before they are measured. */
const ROW = 179;

const isHeading = (line: Line) => !("row" in line);

/** Open tickets, closed ones behind their button, or what was searched. */
export function ListPane() {
	const program = useProgram();
	const { text } = useStore(program.search);
	const { t } = useText();
	return (
		<nav className={`${css.pane} no-print`} aria-label={t("list.label")}>
			{text.trim() ? <Results /> : <Tickets />}
		</nav>
	);
}

function Tickets() {
	const program = useProgram();
	const open = useStore(program.open);
	const closed = useStore(program.closed);
	const counts = useStore(program.counts);
	const { place, closedShown, toList } = useStore(program.place);
	const filling = useStore(program.line)?.filling ?? false;
	const technician = useTechnician();
	const list = useRef<VirtualListHandle>(null);
	const rowHeight = ROW * use(TextScale);
	const now = useNow();
	const { t, language } = useText();
	const number = useMemo(() => new Intl.NumberFormat(localeOf(language)), [language]);
	const current = place.screen === "ticket" ? place.id : "";
	const unreadClosed = counts.unreadClosed ? t("badge.unread", { count: counts.unreadClosed }) : "";

	const lines = useMemo(() => {
		const out: Line[] = [{ id: "open" }];
		for (const row of open.rows) out.push({ id: row.id, row });
		if (open.loaded && open.rows.length === 0 && !open.failed) out.push({ id: "empty" });
		// Only below the last open one: until those are all there, closed ones would stand in the wrong place.
		if (closedShown && closed.loaded && !open.more) {
			out.push({ id: "closed" });
			for (const row of closed.rows) out.push({ id: row.id, row });
			if (closed.failed) out.push({ id: "closedFailed" });
			else if (closed.rows.length === 0) out.push({ id: "noClosed" });
		}
		return out;
	}, [open, closed, closedShown]);

	// One who comes back from a ticket stands where one left.
	useEffect(() => {
		const from = program.place.view.ticketId;
		program.place.view.ticketId = "";
		if (from) list.current?.focusKey(from);
	}, [program]);

	// After the second frame the first one, with the list in it, has been painted. What is not needed for it comes then.
	useEffect(() => {
		if (!open.loaded) return;
		requestAnimationFrame(() =>
			requestAnimationFrame(() => {
				program.listShown();
				void fetchParts();
			}),
		);
	}, [program, open.loaded]);

	// Asked back to the list beside the ticket.
	const asked = useRef(toList);
	useEffect(() => {
		if (asked.current === toList) return;
		asked.current = toList;
		list.current?.focusKey(current);
	}, [toList, current]);

	const toClosed = useRef(false);
	useEffect(() => {
		if (!closedShown || !closed.loaded || !toClosed.current) return;
		toClosed.current = false;
		list.current?.scrollToKey("closed");
	}, [closedShown, closed.loaded]);

	if (!open.loaded) return <p className={css.loading}>{t("list.loading")}</p>;
	return (
		<>
			{open.failed && <Failed onRetry={() => void program.open.load()} />}
			<VirtualList<Line>
				ref={list}
				label={t("list.label")}
				items={lines}
				keyOf={(line) => line.id}
				isHeading={isHeading}
				currentKey={current}
				rowHeight={rowHeight}
				offset={program.place.view.tickets.offset}
				measured={program.place.view.tickets.measured}
				onLeave={(view) => {
					program.place.view.tickets = view;
				}}
				onNearEnd={() => {
					if (open.more) void program.open.more();
					else if (closedShown) void program.closed.more();
				}}
			>
				{(line, tabIndex) => {
					if ("row" in line) {
						return (
							<TicketCard
								row={line.row}
								selected={line.id === current}
								technician={technician}
								now={now}
								tabIndex={tabIndex}
								onOpen={() => program.place.open(line.row.id)}
							/>
						);
					}
					if (line.id === "closedFailed") return <Failed onRetry={() => void program.closed.load()} />;
					if (line.id === "noClosed") return <p className={css.none}>{t("empty.noClosed")}</p>;
					if (line.id === "empty" && filling) return <EmptyState sentence={t("empty.filling")} />;
					if (line.id === "empty") {
						return (
							<EmptyState sentence={t(technician ? "empty.noTickets.support" : "empty.noTickets")}>
								{!technician && <Button onPress={() => program.place.newTicket()}>{t("newTicket.submit")}</Button>}
							</EmptyState>
						);
					}
					return (
						<h2 className={css.heading}>
							{t(line.id === "open" ? "list.open" : "list.closed")}
							<span className={css.count}>{number.format(line.id === "open" ? counts.open : counts.closed)}</span>
						</h2>
					);
				}}
			</VirtualList>
			<button
				type="button"
				className={css.toggle}
				aria-expanded={closedShown}
				aria-label={[t("list.toggleClosed"), unreadClosed].filter(Boolean).join(", ")}
				onClick={() => {
					toClosed.current = !closedShown;
					program.showClosed();
				}}
			>
				{closedShown ? (
					<ChevronDown size={20} strokeWidth={1.75} aria-hidden />
				) : (
					<ChevronRight size={20} strokeWidth={1.75} aria-hidden />
				)}
				<span className={css.toggleName}>{t("list.closed")}</span>
				<span className={css.count}>{number.format(counts.closed)}</span>
				<Badge count={counts.unreadClosed} label={unreadClosed} />
				<span className={css.toggleWord}>{t(closedShown ? "list.hide" : "list.show")}</span>
			</button>
		</>
	);
}

/** What could not be read, and the way to read it again. */
function Failed({ onRetry }: { onRetry(): void }) {
	const { t } = useText();
	return (
		<p className={css.failed} role="alert">
			{t("list.failed")}
			<Button look="quiet" onPress={onRetry}>
				{t("action.retry")}
			</Button>
		</p>
	);
}

function Results() {
	const program = useProgram();
	const { hits, more, foundFor, text, failed } = useStore(program.search);
	const { place, toList } = useStore(program.place);
	const filling = useStore(program.line)?.filling ?? false;
	const list = useRef<VirtualListHandle>(null);
	const technician = useTechnician();
	const rowHeight = ROW * use(TextScale);
	const now = useNow();
	const { t } = useText();
	const current = place.screen === "ticket" ? place.id : "";
	const lines = useMemo(
		(): Line[] => [
			{ id: "open" },
			...hits.map((hit) => ({ id: `${hit.ticket.id} ${hit.messageId}`, row: hit.ticket, hit })),
		],
		[hits],
	);
	const lineOf = (ticketId: string) => lines.find((line) => "row" in line && line.row.id === ticketId)?.id ?? "";

	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when one comes back from a ticket
	useEffect(() => {
		const from = program.place.view.ticketId;
		program.place.view.ticketId = "";
		if (from) list.current?.focusKey(lineOf(from));
	}, [program]);

	const asked = useRef(toList);
	useEffect(() => {
		if (asked.current === toList) return;
		asked.current = toList;
		list.current?.focusKey(lineOf(current));
	});

	// Another search begins at its top.
	const left = program.place.view.results.text === foundFor ? program.place.view.results : undefined;
	const count = more ? t("search.countMore", { count: hits.length }) : t("search.count", { count: hits.length });
	return (
		<>
			<p role="status" className="visually-hidden">
				{foundFor && count}
			</p>
			{failed && <Failed onRetry={() => void program.search.again()} />}
			{failed && hits.length === 0 ? null : foundFor && hits.length === 0 ? (
				<EmptyState sentence={t(filling ? "empty.noHits.filling" : "empty.noHits", { text: text.trim() })}>
					<Button onPress={() => void program.search.type("")}>{t("empty.clearSearch")}</Button>
				</EmptyState>
			) : (
				<VirtualList<Line>
					key={foundFor}
					ref={list}
					label={t("search.results")}
					items={lines}
					keyOf={(line) => line.id}
					isHeading={isHeading}
					currentKey={lineOf(current)}
					rowHeight={rowHeight}
					offset={left?.offset ?? 0}
					measured={left?.measured}
					onLeave={(view) => {
						program.place.view.results = { ...view, text: foundFor };
					}}
					onNearEnd={() => void program.search.more()}
				>
					{(line, tabIndex) =>
						"row" in line ? (
							<TicketCard
								row={line.row}
								selected={line.row.id === current}
								technician={technician}
								now={now}
								tabIndex={tabIndex}
								{...(line.hit ? { hit: line.hit } : {})}
								onOpen={() => program.place.open(line.row.id, line.hit?.messageId)}
							/>
						) : (
							<h2 className={css.heading}>
								{t("search.results")}
								<span className={css.count}>{foundFor && count}</span>
							</h2>
						)
					}
				</VirtualList>
			)}
		</>
	);
}
