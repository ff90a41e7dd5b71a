import { type KeyboardEvent, useEffect, useId, useState } from "react";
import type { CannedReply } from "../../bridge/bridge";
import { matchWords } from "../../model/match";
import { slashWord } from "../../model/placeholders";
import { useStore } from "../../state/watch";
import { useProgram } from "../program";

export interface Suggestion {
	reply: CannedReply;
	/** Where the letters stand in its name, [start, end). */
	marks: [number, number][];
}

/** Those whose names have what was typed, at the beginning first; of the same name one's own first. */
function suggestions(replies: readonly CannedReply[], query: string): Suggestion[] {
	return replies
		.flatMap((reply) => {
			const found = matchWords(reply.name, query);
			return found ? [{ reply, marks: found.marks, rank: found.rank }] : [];
		})
		.sort(
			(a, b) =>
				a.rank - b.rank || a.reply.name.localeCompare(b.reply.name) || Number(a.reply.shared) - Number(b.reply.shared),
		);
}

/** The canned replies that a word after a slash calls, while one types it. */
export function useCanned(text: string, caret: number, choose: (reply: CannedReply, start: number) => void) {
	const { replies } = useStore(useProgram().canned);
	const id = useId();
	const [active, setActive] = useState(0);
	/** Where the slash is that somebody has waved away. */
	const [away, setAway] = useState(-1);
	const word = slashWord(text, caret);
	const start = word?.start ?? -1;
	const query = word?.query ?? "";
	const items = word && start !== away ? suggestions(replies, query) : [];
	const open = items.length > 0;

	// biome-ignore lint/correctness/useExhaustiveDependencies: other letters, another first one
	useEffect(() => setActive(0), [query, start]);
	useEffect(() => {
		if (start < 0) setAway(-1);
	}, [start]);

	/** True when the key was meant for the list. */
	function onKeyDown(e: KeyboardEvent): boolean {
		if (!open || e.ctrlKey || e.metaKey || e.altKey || e.nativeEvent.isComposing) return false;
		const chosen = items[active];
		if (e.key === "ArrowDown") setActive((active + 1) % items.length);
		else if (e.key === "ArrowUp") setActive((active + items.length - 1) % items.length);
		else if (e.key === "Escape") setAway(start);
		else if ((e.key === "Enter" || e.key === "Tab") && !e.shiftKey && chosen) choose(chosen.reply, start);
		else return false;
		e.preventDefault();
		e.stopPropagation();
		return true;
	}

	return {
		open,
		items,
		active,
		setActive,
		onKeyDown,
		listId: `${id}-list`,
		optionId: (i: number) => `${id}-option-${i}`,
		take: (reply: CannedReply) => choose(reply, start),
	};
}

export type Canned = ReturnType<typeof useCanned>;
