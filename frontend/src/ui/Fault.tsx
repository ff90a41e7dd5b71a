import { CircleAlert } from "lucide-react";
import css from "./Field.module.css";

/** What is wrong with a field and what to do about it, under the field. */
export function Fault({ id, children }: { id: string; children: string | undefined }) {
	// The place is there before the words, so that a screen reader says them when they come.
	return (
		<div id={id} aria-live="polite" className={css.faultPlace}>
			{children && (
				<p className={css.fault}>
					<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
					<span>{children}</span>
				</p>
			)}
		</div>
	);
}
