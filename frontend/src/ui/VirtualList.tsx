import {
	type KeyboardEvent,
	type ReactNode,
	type Ref,
	useEffect,
	useImperativeHandle,
	useLayoutEffect,
	useRef,
	useState,
} from "react";
import { type CacheSnapshot, Virtualizer, type VirtualizerHandle } from "virtua";
import css from "./VirtualList.module.css";

export interface VirtualListHandle {
	scrollToKey(key: string): void;
	/** The focus goes to this row; where it is no longer there, to the row that Tab comes to first. */
	focusKey(key: string): void;
}

interface VirtualListProps<T> {
	label: string;
	items: readonly T[];
	keyOf(item: T): string;
	/** Headings stand between the rows and take no focus. */
	isHeading?(item: T): boolean;
	/** One row; whatever takes its focus gets `tabIndex`. */
	children(item: T, tabIndex: 0 | -1): ReactNode;
	/** Which row the Tab key comes to first. */
	currentKey: string;
	/** Fetch more, if there is: the end is near. */
	onNearEnd(): void;
	/** Where it stood when it was last left. */
	offset?: number;
	measured?: unknown;
	onLeave?(view: { offset: number; measured: unknown }): void;
	/** The height that most rows have, before they are measured. */
	rowHeight: number;
	ref?: Ref<VirtualListHandle>;
}

const NEAR = 12;

/** A list of which only what is in sight exists. Arrow keys walk over it; Tab enters and leaves it as one. */
export function VirtualList<T>(props: VirtualListProps<T>) {
	const { label, items, keyOf, isHeading, children, currentKey, onNearEnd, rowHeight } = props;
	const scroller = useRef<HTMLDivElement>(null);
	const virtual = useRef<VirtualizerHandle>(null);
	const first = useRef({ offset: props.offset ?? 0, measured: props.measured as CacheSnapshot | undefined });
	const onLeave = useRef(props.onLeave);
	const [walked, setWalked] = useState("");
	onLeave.current = props.onLeave;

	const walkable = (item: T | undefined): item is T => item !== undefined && !isHeading?.(item);
	const has = (key: string) => key !== "" && items.some((item) => keyOf(item) === key);
	const entry = has(walked) ? walked : has(currentKey) ? currentKey : keyOf(items.find(walkable) ?? (items[0] as T));

	useLayoutEffect(() => {
		if (first.current.offset) virtual.current?.scrollTo(first.current.offset);
		return () => {
			const handle = virtual.current;
			if (handle) onLeave.current?.({ offset: handle.scrollOffset, measured: handle.cache });
		};
	}, []);

	function checkEnd() {
		const handle = virtual.current;
		if (!handle) return;
		const last = handle.findItemIndex(handle.scrollOffset + handle.viewportSize);
		if (last >= items.length - NEAR) onNearEnd();
	}

	// biome-ignore lint/correctness/useExhaustiveDependencies: a page that does not fill the window is followed by the next
	useEffect(checkEnd, [items.length]);

	function focusKey(wanted: string) {
		const key = has(wanted) ? wanted : entry;
		const index = items.findIndex((item) => keyOf(item) === key);
		if (index < 0) return;
		setWalked(key);
		virtual.current?.scrollToIndex(index, { align: "nearest" });
		// The row exists only once the list has come there.
		let tries = 8;
		const take = () => {
			const row = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] [tabindex]`);
			if (row) row.focus({ preventScroll: true });
			else if (tries-- > 0) requestAnimationFrame(take);
		};
		take();
	}

	useImperativeHandle(props.ref, () => ({
		focusKey,
		scrollToKey: (key) => {
			const index = items.findIndex((item) => keyOf(item) === key);
			if (index >= 0) virtual.current?.scrollToIndex(index, { align: "start" });
		},
	}));

	function onKeyDown(e: KeyboardEvent) {
		const at = items.findIndex((item) => keyOf(item) === entry);
		const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[e.key];
		let to = -1;
		if (step !== undefined) {
			to = Math.min(Math.max(at + step, 0), items.length - 1);
			const way = step > 0 ? 1 : -1;
			while (items[to] !== undefined && !walkable(items[to])) to += way;
			// Beyond the last row on that way there is only a heading, or nothing.
			if (items[to] === undefined) to = way > 0 ? items.findLastIndex(walkable) : items.findIndex(walkable);
		} else if (e.key === "Home") to = items.findIndex(walkable);
		else if (e.key === "End") to = items.findLastIndex(walkable);
		else return;
		e.preventDefault();
		const item = items[to];
		if (walkable(item)) focusKey(keyOf(item));
	}

	return (
		<div ref={scroller} className={css.scroller} data-scroll="">
			{/* biome-ignore lint/a11y/useSemanticElements: its rows are placed absolutely, one by one */}
			<div role="list" aria-label={label} onKeyDown={onKeyDown} className={css.list}>
				<Virtualizer
					ref={virtual}
					scrollRef={scroller}
					data={items}
					itemSize={rowHeight}
					{...(first.current.measured ? { cache: first.current.measured } : {})}
					onScroll={checkEnd}
				>
					{(item: T, index) => (
						// biome-ignore lint/a11y/useSemanticElements: see above
						<div
							role="listitem"
							key={keyOf(item)}
							data-row={keyOf(item)}
							aria-posinset={index + 1}
							aria-setsize={items.length}
							className={css.row}
						>
							{children(item, keyOf(item) === entry ? 0 : -1)}
						</div>
					)}
				</Virtualizer>
			</div>
		</div>
	);
}
