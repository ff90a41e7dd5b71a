import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, use, useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { type CacheSnapshot, Virtualizer, type VirtualizerHandle } from "virtua";
import type { Column } from "../../bridge/bridge";
import { type TextKey, useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { type Line, linesOf } from "../../model/criteria";
import type { ConsoleListStore } from "../../state/consolelist";
import { useNow, useStore } from "../../state/watch";
import { GridPart } from "../../ui/GridPart";
import { SeverityMark } from "../../ui/signs";
import { TextScale } from "../../ui/useMedia";
import { fetchParts } from "../parts";
import { useProgram } from "../program";
import { useWish } from "../wishes";
import { NoRows } from "./NoRows";
import { ROW_ID, Row } from "./Row";
import css from "./Rows.module.css";

const ROW = 36;
/** So near to the end the next page is asked for. */
const NEAR = 40;
/** How many rows a page key goes, less than fit: one sees where one was. */
const PAGE_OVERLAP = 2;

const COLUMNS: readonly { id: Column; text: TextKey; className: string | undefined }[] = [
	{ id: "number", text: "console.column.number", className: css.number },
	{ id: "company", text: "console.column.company", className: css.company },
	{ id: "title", text: "console.column.title", className: css.title },
	{ id: "person", text: "console.column.person", className: css.person },
	{ id: "status", text: "console.column.status", className: css.status },
	{ id: "wait", text: "console.column.wait", className: css.wait },
	{ id: "assignee", text: "console.column.assignee", className: css.assignee },
];

/** The table: only what is in sight exists. The focus is the table's; which row it is on, is said by name. */
export function Rows({ list }: { list: ConsoleListStore }) {
	const program = useProgram();
	const state = useStore(list);
	const { rows, grouped, cursor, selected, groups, total, loaded, failed, sort, descending, queue } = state;
	const { place } = useStore(program.place);
	const now = useNow();
	const { t, language } = useText();
	const scale = use(TextScale);
	const grid = useRef<HTMLDivElement>(null);
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useRef<VirtualizerHandle>(null);
	const front = place.screen === "ticket" ? place.id : "";
	const lines = useMemo(() => linesOf(rows, grouped), [rows, grouped]);
	const places = useMemo(() => new Map(lines.map((line, i) => [line.id, i])), [lines]);
	const at = places.get(cursor) ?? -1;
	const kept = useMemo(() => (at < 0 ? [] : [at]), [at]);
	const digits = Math.max(4, ...rows.slice(0, 200).map(({ number }) => String(number).length));

	useWish(
		"list",
		() => {
			if (!list.value.cursor) list.move(1);
			grid.current?.focus();
		},
		list.id,
	);

	// Whoever comes before the list has been read stands at its first row once it has.
	useEffect(() => {
		if (loaded && !list.value.cursor && document.activeElement === grid.current) list.move(1);
	}, [loaded, list]);

	// One who comes back stands where one left.
	const first = useRef(list.view);
	useLayoutEffect(() => {
		const { offset } = first.current;
		if (offset) virtual.current?.scrollTo(offset);
		return () => {
			const handle = virtual.current;
			if (handle) list.view = { offset: handle.scrollOffset, measured: handle.cache };
		};
	}, [list]);

	// Where the cursor goes, the list follows; a heading just above its first row comes with it.
	const followed = useRef(cursor);
	useLayoutEffect(() => {
		if (followed.current === cursor || at < 0) return;
		followed.current = cursor;
		const first = at === 1 ? 0 : at;
		virtual.current?.scrollToIndex(first, { align: "nearest" });
	}, [cursor, at]);

	// The ticket in front is where keys begin, once one comes to the list.
	useEffect(() => {
		if (front && !list.value.cursor && list.value.rows.some(({ id }) => id === front)) list.point(front);
	}, [front, list]);

	// After the second frame the first one, with the list in it, has been painted. What is not needed for it comes then.
	useEffect(() => {
		if (!loaded) return;
		requestAnimationFrame(() =>
			requestAnimationFrame(() => {
				program.listShown();
				void fetchParts();
			}),
		);
	}, [program, loaded]);

	function checkEnd() {
		const handle = virtual.current;
		if (!handle) return;
		if (handle.findItemIndex(handle.scrollOffset + handle.viewportSize) >= lines.length - NEAR) void list.more();
	}

	// biome-ignore lint/correctness/useExhaustiveDependencies: a page that does not fill the window is followed by the next
	useEffect(checkEnd, [lines.length]);

	function onKeyDown(e: KeyboardEvent) {
		if (e.target !== e.currentTarget || e.altKey || e.ctrlKey || e.metaKey) return;
		const page = Math.max(1, Math.floor((virtual.current?.viewportSize ?? 0) / (ROW * scale)) - PAGE_OVERLAP);
		const all = rows.length;
		const steps: Record<string, number> = {
			ArrowDown: 1,
			ArrowUp: -1,
			PageDown: page,
			PageUp: -page,
			Home: -all,
			End: all,
		};
		const by = steps[e.key];
		if (by !== undefined) list.move(by, e.shiftKey);
		else if (e.key === " " && cursor) {
			if (e.shiftKey) list.extendTo(cursor);
			else list.toggle(cursor);
		} else return;
		e.preventDefault();
	}

	return (
		<div className={css.frame}>
			{/* biome-ignore lint/a11y/useSemanticElements: see GridPart */}
			<div
				ref={grid}
				role="grid"
				className={`${css.grid} ${lines.length ? "" : css.bare}`}
				style={{ "--digits": digits } as React.CSSProperties}
				aria-label={t("console.list")}
				aria-multiselectable
				aria-rowcount={loaded ? lines.length + 1 + (total - rows.length) : -1}
				aria-colcount={COLUMNS.length + 2}
				aria-activedescendant={at >= 0 ? ROW_ID + cursor : undefined}
				aria-busy={!loaded}
				tabIndex={0}
				data-list=""
				onKeyDown={onKeyDown}
				onFocus={(e) => {
					// Pressing a row gives the focus to what scrolls. No key leads there: the table has the keys.
					if (e.target === scroller.current) e.currentTarget.focus({ preventScroll: true });
					if (e.target !== e.currentTarget) return;
					program.console.atList = true;
					if (!list.value.cursor) list.move(1);
				}}
			>
				<GridPart role="rowgroup">
					<GridPart role="row" className={`${css.columns} ${css.heads}`} aria-rowindex={1}>
						<GridPart role="columnheader" className={css.mark}>
							<span className="visually-hidden">{t("severity.label")}</span>
						</GridPart>
						{COLUMNS.map((column) => {
							const sorted = sort === column.id || (column.id === "wait" && sort === "updated" && queue === "closed");
							// Who has waited longest is the highest, though they are the first.
							const down = column.id === "wait" && sort === "wait" ? !descending : descending;
							const Arrow = down ? ArrowDown : ArrowUp;
							return (
								<GridPart
									key={column.id}
									role="columnheader"
									className={column.className}
									aria-sort={sorted ? (down ? "descending" : "ascending") : "none"}
								>
									<button
										type="button"
										className={`${css.head} ${sorted ? css.sorted : ""}`}
										title={t(`command.sort.${column.id}`)}
										onClick={() => void list.sortBy(column.id === "wait" && queue === "closed" ? "updated" : column.id)}
									>
										{t(column.id === "wait" && queue === "closed" ? "console.column.closed" : column.text)}
										{sorted && <Arrow size={13} strokeWidth={2} aria-hidden />}
									</button>
								</GridPart>
							);
						})}
						<GridPart role="columnheader" className={css.unread}>
							<span className="visually-hidden">{t("console.column.unread")}</span>
						</GridPart>
					</GridPart>
				</GridPart>
				{lines.length > 0 && (
					<GridPart ref={scroller} role="rowgroup" className={css.scroller} tabIndex={-1} data-scroll="">
						<Virtualizer
							ref={virtual}
							scrollRef={scroller}
							data={lines}
							itemSize={ROW * scale}
							keepMounted={kept}
							{...(first.current.measured ? { cache: first.current.measured as CacheSnapshot } : {})}
							onScroll={checkEnd}
						>
							{(line: Line, index) =>
								"heading" in line ? (
									<GridPart key={line.id} role="row" className={css.group} aria-rowindex={index + 2}>
										<GridPart role="rowheader" aria-colspan={COLUMNS.length + 2} className={css.groupName}>
											<SeverityMark severity={line.heading} size={12} />
											{t(`severity.${line.heading}`)}
											<span className={css.groupCount}>{countWords(groups[line.heading], language)}</span>
										</GridPart>
									</GridPart>
								) : (
									<Row
										key={line.id}
										row={line.row}
										index={index + 2}
										queue={queue}
										now={now}
										cursor={line.id === cursor}
										selected={selected.has(line.id)}
										selecting={selected.size > 0}
										front={line.id === front}
										list={list}
									/>
								)
							}
						</Virtualizer>
					</GridPart>
				)}
			</div>
			{loaded && (failed || rows.length === 0) && <NoRows list={list} />}
		</div>
	);
}
