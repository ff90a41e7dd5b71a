import { type Leaf, sourceBetween } from "../model/markdown";

const leafOf = (span: HTMLElement): Leaf => ({ at: Number(span.dataset.at), length: span.textContent?.length ?? 0 });

/** How far into a leaf an end of what is selected lies. */
function within(span: HTMLElement, node: Node, offset: number, outside: number): number {
	if (!span.contains(node)) return outside;
	return node === span ? (offset === 0 ? 0 : (span.textContent?.length ?? 0)) : offset;
}

/**
 * What was written where somebody selected a part of what is shown of it, with the marks that are not shown; null when
 * more than that is selected, and what is shown is copied as ever.
 */
export function selectedSource(shown: HTMLElement, text: string): string | null {
	const selection = document.getSelection();
	if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
	const range = selection.getRangeAt(0);
	const spans = [...shown.querySelectorAll<HTMLElement>("[data-at]")];
	const chosen = spans.filter((span) => range.intersectsNode(span));
	const [first, last] = [chosen[0], chosen.at(-1)];
	if (!first || !last) return null;
	// A triple click goes on to the beginning of the next message.
	const inside = document.createRange();
	inside.selectNodeContents(shown);
	if (range.compareBoundaryPoints(Range.START_TO_START, inside) > 0) {
		inside.setStart(range.startContainer, range.startOffset);
	}
	if (range.compareBoundaryPoints(Range.END_TO_END, inside) < 0) inside.setEnd(range.endContainer, range.endOffset);
	if (range.toString().trim().length > inside.toString().trim().length) return null;
	const { startContainer, startOffset, endContainer, endOffset } = range;
	return sourceBetween(
		text,
		spans.map(leafOf),
		[spans.indexOf(first), within(first, startContainer, startOffset, 0)],
		[spans.indexOf(last), within(last, endContainer, endOffset, last.textContent?.length ?? 0)],
	);
}
