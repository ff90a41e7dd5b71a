import type { ReactNode } from "react";
import css from "./ContextPane.module.css";

/** A part of the context, with how many there are beside its name. */
export function ContextPart({ title, count, children }: { title: string; count?: ReactNode; children: ReactNode }) {
	return (
		<section className={css.part}>
			<h3 className={css.name}>
				{title}
				{count !== undefined && <span className={css.count}>{count}</span>}
			</h3>
			{children}
		</section>
	);
}
