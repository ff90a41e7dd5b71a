import { useMemo } from "react";
import { cutAtLinks } from "../model/links";
import { useProgram } from "./program";
import css from "./Written.module.css";

/**
 * What somebody wrote, in its own direction of writing. An address in it is a link that shows where it leads and opens
 * outside of this window: no page may ever take the program's place.
 */
export function Written({ text, className = "" }: { text: string; className?: string | undefined }) {
	const { bridge } = useProgram();
	const pieces = useMemo(() => cutAtLinks(text), [text]);
	let at = 0;
	return (
		<p dir="auto" className={`${css.written} ${className}`}>
			{pieces.map((piece) => {
				const key = at;
				at += piece.text.length;
				if (!piece.href) return piece.text;
				return (
					<a
						key={key}
						href={piece.href}
						className={css.link}
						draggable={false}
						onClick={(e) => {
							e.preventDefault();
							void bridge.openLink(piece.href).catch(() => {});
						}}
						onAuxClick={(e) => e.preventDefault()}
					>
						{piece.text}
					</a>
				);
			})}
		</p>
	);
}
