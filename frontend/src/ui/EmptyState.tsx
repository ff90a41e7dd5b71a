import type { ReactNode } from "react";
import css from "./EmptyState.module.css";
import { ThreadDrawing } from "./Thread";

/** One sentence, one button, the thread. */
export function EmptyState({ sentence, children }: { sentence: string; children?: ReactNode }) {
	return (
		<div className={css.empty}>
			<ThreadDrawing />
			<p className={css.sentence}>{sentence}</p>
			{children}
		</div>
	);
}
