import { Check, CircleCheck, CirclePause } from "lucide-react";
import type { Severity, Status } from "../bridge/bridge";
import { initials } from "../model/words";
import css from "./signs.module.css";

/** Square, triangle, ring: told apart without colour. */
export function SeverityMark({ severity, size = 16 }: { severity: Severity; size?: number }) {
	return (
		<svg className={css[severity]} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
			{severity === "stopped" && <rect x="1" y="1" width="14" height="14" rx="2.5" fill="currentColor" />}
			{severity === "degraded" && (
				<path
					d="M8 1.6 15 14.4H1Z"
					fill="currentColor"
					stroke="currentColor"
					strokeWidth="1.6"
					strokeLinejoin="round"
				/>
			)}
			{severity === "question" && <circle cx="8" cy="8" r="6.4" fill="none" stroke="currentColor" strokeWidth="1.9" />}
		</svg>
	);
}

export function SeverityWord({ severity, children }: { severity: Severity; children: string }) {
	return (
		<span className={`${css.severity} ${css[`${severity}Word`]}`}>
			<SeverityMark severity={severity} />
			{children}
		</span>
	);
}

/** Dashed ring, half disc, pause, check. */
export function StatusGlyph({ status, size = 16 }: { status: Status; size?: number }) {
	if (status === "waiting") return <CirclePause size={size} strokeWidth={2} aria-hidden />;
	if (status === "closed") return <CircleCheck size={size} strokeWidth={2} aria-hidden />;
	return (
		<svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
			<circle
				cx="8"
				cy="8"
				r="6.2"
				fill="none"
				stroke="currentColor"
				strokeWidth="1.6"
				strokeDasharray={status === "new" ? "2.6 2.27" : undefined}
			/>
			{status === "in_progress" && <path d="M8 4.4a3.6 3.6 0 0 1 0 7.2Z" fill="currentColor" />}
		</svg>
	);
}

export function StatusChip({ status, children }: { status: Status; children: string }) {
	return (
		<span className={`${css.chip} ${css[status]}`}>
			<StatusGlyph status={status} size={15} />
			{children}
		</span>
	);
}

/** Initials in a disc, whose title is the name; what is read out is the name that stands beside it. */
export function Avatar({
	name,
	tone = "sunken",
	size,
}: {
	name: string;
	tone?: "sunken" | "accent";
	/** As large as beside a message, where nothing is said. */
	size?: number;
}) {
	const length = size && `calc(${size}px * var(--text-scale))`;
	return (
		<span
			className={`${css.avatar} ${tone === "accent" ? css.accent : ""}`}
			style={length ? { width: length, height: length } : undefined}
			title={name}
			aria-hidden
		>
			{initials(name)}
		</span>
	);
}

/** In the place of initials, where nobody has it. */
export function NobodySign({ size, title }: { size: number; title?: string }) {
	const length = `calc(${size}px * var(--text-scale))`;
	return (
		<span className={css.nobody} style={{ width: length, height: length }} title={title} aria-hidden>
			–
		</span>
	);
}

export function Badge({ count, label }: { count: number; label: string }) {
	if (count === 0) return null;
	return (
		<span className={css.badge} role="img" aria-label={label} title={label}>
			{count > 99 ? "99+" : count}
		</span>
	);
}

export function DoneMark() {
	return <Check size={18} strokeWidth={1.75} aria-hidden />;
}
