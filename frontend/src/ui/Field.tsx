import type { LucideIcon } from "lucide-react";
import { type ComponentProps, type ReactNode, type RefObject, useId, useLayoutEffect, useRef } from "react";
import { Fault } from "./Fault";
import css from "./Field.module.css";

interface Common {
	label: string;
	/** Beside the label, lighter: "(facoltativo)". */
	aside?: string | undefined;
	help?: ReactNode;
	fault?: string | undefined;
	/** What one can do at once about the fault. */
	way?: ReactNode;
	icon?: LucideIcon;
	/** At the end of the box: a button or a sign. */
	end?: ReactNode;
	className?: string;
}

interface TextFieldProps extends Common, Omit<ComponentProps<"input">, "className"> {
	inputRef?: RefObject<HTMLInputElement | null>;
}

/** A line of text with its label, and beneath it help or what is wrong. */
export function TextField({
	label,
	aside,
	help,
	fault,
	way,
	icon: Icon,
	end,
	className = "",
	inputRef,
	...rest
}: TextFieldProps) {
	const id = useId();
	return (
		<div className={`${css.field} ${className}`}>
			<label htmlFor={id} className={css.label}>
				{label} {aside && <span className={css.aside}>{aside}</span>}
			</label>
			<div className={css.box} data-invalid={fault ? "" : undefined}>
				{Icon && <Icon size={20} strokeWidth={1.75} className={css.icon} aria-hidden />}
				<input
					{...rest}
					ref={inputRef}
					id={id}
					className={css.input}
					aria-invalid={fault ? true : undefined}
					aria-describedby={`${id}-help ${id}-fault`}
				/>
				{end}
			</div>
			<div id={`${id}-help`} className={css.help}>
				{!fault && help}
			</div>
			<Fault id={`${id}-fault`} way={way}>
				{fault}
			</Fault>
		</div>
	);
}

interface TextAreaProps extends Common, Omit<ComponentProps<"textarea">, "className"> {
	areaRef?: RefObject<HTMLTextAreaElement | null>;
}

/** Several lines of text, growing with what is written. */
export function TextAreaField({
	label,
	aside,
	help,
	fault,
	way,
	icon: _,
	end,
	className = "",
	areaRef,
	...rest
}: TextAreaProps) {
	const id = useId();
	const own = useRef<HTMLTextAreaElement>(null);
	const ref = areaRef ?? own;
	useGrowing(ref, rest.value);
	return (
		<div className={`${css.field} ${className}`}>
			<label htmlFor={id} className={css.label}>
				{label} {aside && <span className={css.aside}>{aside}</span>}
			</label>
			<div className={css.box} data-invalid={fault ? "" : undefined}>
				<textarea
					rows={3}
					dir="auto"
					{...rest}
					ref={ref}
					id={id}
					className={css.area}
					aria-invalid={fault ? true : undefined}
					aria-describedby={`${id}-help ${id}-fault`}
				/>
				{end}
			</div>
			<div id={`${id}-help`} className={css.help}>
				{!fault && help}
			</div>
			<Fault id={`${id}-fault`} way={way}>
				{fault}
			</Fault>
		</div>
	);
}

/** Makes a box as high as its text, up to what its style allows. */
export function useGrowing(ref: RefObject<HTMLTextAreaElement | null>, value: unknown): void {
	const measured = useRef({ text: "", height: 0, least: false });
	// biome-ignore lint/correctness/useExhaustiveDependencies: the text is what makes it grow
	useLayoutEffect(() => {
		const area = ref.current;
		if (!area) return;
		const { text, height, least } = measured.current;
		measured.current.text = area.value;
		// To be measured it is made small for a moment, and all that stands beside it is drawn anew with it: in a conversation full
		// of photos whoever types would wait for every letter. What goes on takes no less room than before.
		const goesOn = height > 0 && (least || area.value.startsWith(text));
		if (goesOn && area.scrollHeight <= Math.max(area.clientHeight, height)) return;
		area.style.height = "auto";
		const { clientHeight, offsetHeight, scrollHeight } = area;
		measured.current.height = scrollHeight;
		measured.current.least = scrollHeight <= clientHeight;
		// With its borders: without them there would be something to be scrolled.
		area.style.height = `${scrollHeight + offsetHeight - clientHeight}px`;
	}, [ref, value]);
}
