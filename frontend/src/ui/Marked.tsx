import { cutAtMarks } from "../model/words";
import css from "./Marked.module.css";

/** A text with what was searched underlined. */
export function Marked({ text, marks }: { text: string; marks: readonly [number, number][] }) {
	return cutAtMarks(text, marks).map((piece, i) =>
		piece.marked ? (
			// biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have no other identity
			<mark key={i} className={css.mark}>
				{piece.text}
			</mark>
		) : (
			piece.text
		),
	);
}
