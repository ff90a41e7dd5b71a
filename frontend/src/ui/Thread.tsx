import css from "./Thread.module.css";

/** The logo: a thread from a full dot to a ring, from who asks to who answers. */
export function Logo({ size = 26 }: { size?: number }) {
	return (
		<svg className={css.logo} width={size} height={(size * 20) / 26} viewBox="0 0 26 20" fill="none" aria-hidden="true">
			<path d="M5 15.6c8.2 1 6.4-9.6 12.6-9.9" stroke="currentColor" strokeWidth="2.5" strokeLinecap="round" />
			<circle cx="4.2" cy="15.6" r="3.6" fill="currentColor" />
			<circle cx="20.8" cy="5.4" r="3.3" stroke="currentColor" strokeWidth="2.5" />
		</svg>
	);
}

/** For where there is nothing yet: the same thread, waiting. */
export function ThreadDrawing() {
	return (
		<svg className={css.drawing} width="176" height="88" viewBox="0 0 176 88" fill="none" aria-hidden="true">
			<path d="M22 66c62 8 58-52 122-46" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
			<circle cx="16" cy="66" r="9" fill="currentColor" />
			<circle cx="157" cy="20" r="10" stroke="currentColor" strokeWidth="3" />
			<circle cx="72" cy="55" r="4" fill="currentColor" />
			<circle cx="106" cy="29" r="4" fill="currentColor" />
		</svg>
	);
}
