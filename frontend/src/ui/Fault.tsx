import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import css from "./Field.module.css";

/** What is wrong with a field and what to do about it, under the field; `way` is a button that does it. */
export function Fault({ id, way, children }: { id: string; way?: ReactNode; children: string | undefined }) {
	// The place is there before the words, so that a screen reader says them when they come.
	return (
		<>
			<div id={id} aria-live="polite" className={css.faultPlace}>
				{children && (
					<p className={css.fault}>
						<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
						<span>{children}</span>
					</p>
				)}
			</div>
			{children && way && <div className={css.way}>{way}</div>}
		</>
	);
}
