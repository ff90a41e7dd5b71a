import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { MessageItem } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { byDay } from "../../model/conversation";
import { dayHeading, fullDate } from "../../model/time";
import type { TicketStore } from "../../state/ticket";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import css from "./Conversation.module.css";
import { EventLine } from "./EventLine";
import { Message } from "./Message";
import { Note } from "./Note";

/** How far from the end still counts as the end. */
const END = 48;

const NONE: MessageItem[] = [];

interface ConversationProps {
	store: TicketStore;
	/** What one came here for; empty when for nothing in particular. */
	messageId: string;
	opening: number;
}

export function Conversation({ store, messageId, opening }: ConversationProps) {
	const { items: known, older, markerId, ready, detail } = useStore(store);
	const number = detail?.number ?? 0;
	const items = ready ? known : NONE;
	const now = useNow();
	const { t, language } = useText();
	const scroller = useRef<HTMLDivElement>(null);
	const content = useRef<HTMLDivElement>(null);
	const atEnd = useRef(true);
	const size = useRef<{ clientHeight: number; scrollHeight: number } | null>(null);
	const before = useRef({ firstId: "", lastId: "", height: 0 });
	const placed = useRef(false);
	const [view, setView] = useState<"end" | "past" | "news">("end");
	const [found, setFound] = useState("");
	const days = useMemo(() => byDay(items), [items]);

	const seen = useCallback(() => {
		const box = scroller.current;
		if (!box) return;
		// A banner or a growing reply box takes from its height, a correction adds to it: who was at the end stays there.
		const { clientHeight, scrollHeight } = box;
		const was = size.current ?? { clientHeight, scrollHeight };
		const resized = clientHeight !== was.clientHeight || scrollHeight !== was.scrollHeight;
		if (resized && atEnd.current) box.scrollTop = scrollHeight;
		size.current = { clientHeight, scrollHeight };
		atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < END;
		setView((was) => (atEnd.current ? "end" : was === "end" ? "past" : was));
		if (atEnd.current && document.hasFocus()) void store.seenToEnd();
	}, [store]);

	// Stay where the reader is: at the end with what comes, in the middle of the past with what is fetched above.
	useLayoutEffect(() => {
		const box = scroller.current;
		const first = items[0];
		const last = items.at(-1);
		if (!box || !first || !last) return;
		const was = before.current;
		before.current = { firstId: first.id, lastId: last.id, height: box.scrollHeight };
		if (!placed.current) {
			placed.current = true;
			const marker = box.querySelector<HTMLElement>("[data-marker]");
			if (marker) box.scrollTop = marker.offsetTop - box.offsetTop - 16;
			else box.scrollTop = box.scrollHeight;
		} else if (was.firstId !== first.id && was.lastId === last.id) {
			box.scrollTop += box.scrollHeight - was.height;
		} else if (was.lastId !== last.id) {
			if (atEnd.current || last.own) box.scrollTop = box.scrollHeight;
			else setView("news");
		} else if (atEnd.current) {
			box.scrollTop = box.scrollHeight;
		}
		seen();
	}, [items, seen]);

	useEffect(() => {
		window.addEventListener("focus", seen);
		const resized = new ResizeObserver(() => {
			const box = scroller.current;
			if (box && atEnd.current) box.scrollTop = box.scrollHeight;
		});
		if (scroller.current) resized.observe(scroller.current);
		if (content.current) resized.observe(content.current);
		return () => {
			window.removeEventListener("focus", seen);
			resized.disconnect();
		};
	}, [seen]);

	// One came here for one message, from a search or a notification: each time that one does, and once there are rows.
	// biome-ignore lint/correctness/useExhaustiveDependencies: another opening leads to the same message again
	useEffect(() => {
		if (!messageId || !ready) return;
		let left = false;
		void store.reach(messageId).then((there) => {
			if (left || !there) return;
			setFound(messageId);
			requestAnimationFrame(() => {
				const row = scroller.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`);
				row?.scrollIntoView({ block: "center" });
			});
		});
		return () => {
			left = true;
		};
	}, [messageId, opening, ready, store]);

	return (
		<div className={css.frame}>
			{/* The region scrolls, so the keyboard must be able to come to it. */}
			<div
				ref={scroller}
				className={css.scroller}
				role="log"
				aria-label={t("conversation.label")}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls takes the focus, to be scrolled by keys
				tabIndex={0}
				onScroll={() => {
					seen();
					if (scroller.current && scroller.current.scrollTop < 200 && older) void store.older();
				}}
			>
				{older && (
					<div className={`${css.older} no-print`}>
						<Button look="quiet" onPress={() => void store.older()}>
							{t("conversation.loadOlder")}
						</Button>
					</div>
				)}
				<div className={css.fill} />
				<div ref={content}>
					{days.map((day) => (
						<section key={day.at} className={css.day}>
							<h2 className={css.dayName}>
								<span className="no-print">{dayHeading(day.at, now, language)}</span>
								<span className="print-only">{fullDate(day.at, language)}</span>
							</h2>
							{day.items.map(({ item, goesOn }) => (
								<div key={item.id} data-message={item.id} className={found === item.id ? css.found : undefined}>
									{item.id === markerId && (
										<p className={css.marker} data-marker="">
											<span>{t("conversation.new")}</span>
										</p>
									)}
									{item.kind === "event" && <EventLine item={item} number={number} />}
									{item.kind === "note" && <Note item={item} ticketId={store.id} />}
									{item.kind === "reply" && <Message item={item} goesOn={goesOn} ticketId={store.id} />}
								</div>
							))}
						</section>
					))}
				</div>
			</div>
			{view !== "end" && (
				<Button
					icon={ArrowDown}
					look={view === "news" ? "main" : "edge"}
					className={`${css.toEnd} no-print`}
					onPress={() => {
						const box = scroller.current;
						if (box) box.scrollTop = box.scrollHeight;
						seen();
						// The button goes, and the focus must not go with it.
						box?.focus({ preventScroll: true });
					}}
				>
					{t(view === "news" ? "conversation.toNews" : "conversation.toEnd")}
				</Button>
			)}
		</div>
	);
}
