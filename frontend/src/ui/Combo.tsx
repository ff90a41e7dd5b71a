import { Search, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { matchIn } from "../model/words";
import { IconButton } from "./Button";
import css from "./Combo.module.css";
import { Fault } from "./Fault";
import field from "./Field.module.css";
import { Marked } from "./Marked";

export interface Found<T> {
	items: readonly T[];
	footer: ReactNode;
}

interface ComboProps<T> {
	label: string;
	aside?: string | undefined;
	placeholder: string;
	clearLabel: string;
	/** What the chosen one is called; empty while none is. */
	chosen: string;
	/** What was typed and is nobody's name, as it was left. */
	typed: string;
	onType(text: string): void;
	find(text: string): Promise<Found<T>>;
	idOf(item: T): string;
	/** Whether the text names this one and no other, as a scanned code does. */
	exact(item: T, text: string): boolean;
	/** `byKey` when it was taken by Enter, so that whoever has no hand free can go on. */
	onChoose(item: T | null, byKey: boolean): void;
	onLeave?(): void;
	children(item: T, text: string): ReactNode;
	nothing(text: string): string;
	fault?: string | undefined;
	/** The list makes room for itself. */
	inFlow?: boolean;
	/** Has the focus from the beginning; the list waits for the first letter, or an arrow. */
	autoFocus?: boolean;
}

/**
 * A list that filters as one types. Enter takes the one in front; what a scanner types ends in an Enter that may come
 * before the list has caught up, so Enter looks again for exactly what stands in the box.
 */
export function Combo<T>(props: ComboProps<T>) {
	const { label, aside, placeholder, clearLabel, chosen, typed, onType, find, idOf, exact } = props;
	const { onChoose, onLeave, nothing } = props;
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const list = useRef<HTMLDivElement>(null);
	const round = useRef(0);
	const beginning = useRef(props.autoFocus);
	const [text, setText] = useState(chosen || typed);
	const [open, setOpen] = useState(false);
	const [found, setFound] = useState<(Found<T> & { text: string }) | null>(null);
	const [active, setActive] = useState(0);
	/** What was looked for and is nowhere. */
	const [unmatched, setUnmatched] = useState("");
	// While one chooses, nothing is wrong yet.
	const fault = open ? undefined : unmatched && unmatched === text ? nothing(unmatched) : props.fault;

	useEffect(() => setText(chosen || typed), [chosen, typed]);

	useEffect(() => {
		if (open) list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
	});

	useLayoutEffect(() => {
		if (open && found && list.current) list.current.style.setProperty("--room", `${roomBelow(list.current)}px`);
	}, [open, found]);

	async function look(of: string): Promise<readonly T[]> {
		const mine = ++round.current;
		const result = await find(of).catch((): Found<T> => ({ items: [], footer: null }));
		if (mine === round.current) {
			setFound({ ...result, text: of });
			setActive(0);
		}
		return result.items;
	}

	function show(of: string) {
		setOpen(true);
		void look(of);
	}

	function choose(item: T, byKey: boolean) {
		round.current++;
		setOpen(false);
		onChoose(item, byKey);
	}

	async function enter() {
		const wanted = text.trim();
		const items = found && found.text === text ? found.items : await look(text);
		const scanned = items.filter((item) => exact(item, wanted));
		const item =
			scanned.length === 1
				? scanned[0]
				: found?.text === text
					? items[active]
					: items.length === 1
						? items[0]
						: undefined;
		if (item) choose(item, true);
		else if (items.length === 0) {
			setOpen(false);
			setUnmatched(text);
		}
	}

	function onKeyDown(e: KeyboardEvent) {
		const count = found?.items.length ?? 0;
		if (e.key === "ArrowDown" || e.key === "ArrowUp") {
			e.preventDefault();
			if (!open) show(chosen && text === chosen ? "" : text);
			else if (count) setActive((active + (e.key === "ArrowDown" ? 1 : count - 1)) % count);
		} else if (e.key === "Enter") {
			e.preventDefault();
			if (open || (text.trim() && text !== chosen)) void enter();
		} else if (e.key === "Escape" && open) {
			e.preventDefault();
			e.stopPropagation();
			setOpen(false);
		}
	}

	function leave() {
		round.current++;
		setOpen(false);
		if (chosen) setText(chosen);
		else if (text.trim() && found?.text === text && found.items.length === 0) setUnmatched(text);
		onLeave?.();
	}

	const option = (i: number) => `${id}-option-${i}`;
	const items = found?.items ?? [];

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: it only notices that the focus has left all of it
		<div
			className={`${field.field} ${css.combo} ${props.inFlow ? css.inFlow : ""}`}
			onBlur={(e) => {
				if (!e.currentTarget.contains(e.relatedTarget)) leave();
			}}
		>
			<label htmlFor={id} className={field.label}>
				{label} {aside && <span className={field.aside}>{aside}</span>}
			</label>
			<div className={field.box} data-invalid={fault ? "" : undefined}>
				<Search size={20} strokeWidth={1.75} className={field.icon} aria-hidden />
				<input
					ref={input}
					id={id}
					className={field.input}
					role="combobox"
					autoComplete="off"
					spellCheck={false}
					placeholder={placeholder}
					// biome-ignore lint/a11y/noAutofocus: only in a dialog that asks for nothing else
					autoFocus={props.autoFocus}
					value={text}
					aria-expanded={open}
					aria-controls={`${id}-list`}
					aria-autocomplete="list"
					aria-activedescendant={open && items.length ? option(active) : undefined}
					aria-invalid={fault ? true : undefined}
					aria-describedby={`${id}-fault`}
					onChange={(e) => {
						setText(e.target.value);
						onType(e.target.value);
						show(e.target.value);
					}}
					onFocus={(e) => {
						if (chosen) e.target.select();
						else if (!beginning.current) show(text);
						beginning.current = false;
					}}
					onClick={() => !open && show(chosen && text === chosen ? "" : text)}
					onKeyDown={onKeyDown}
				/>
				{text && (
					// By Tab it would stand in the way, and the Enter that means the next field would empty this one; by keys one
					// deletes the text.
					<IconButton
						icon={X}
						label={clearLabel}
						excludeFromTabOrder
						onPress={() => {
							setText("");
							onChoose(null, false);
							input.current?.focus();
							show("");
						}}
					/>
				)}
			</div>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: the focus stays in the box, wherever the list is pressed */}
			<div className={css.popup} hidden={!open || !found} onMouseDown={(e) => e.preventDefault()}>
				{/* Where it scrolls, Tab would stop at it, and no key would choose there. */}
				<div id={`${id}-list`} ref={list} role="listbox" tabIndex={-1} aria-label={label} className={css.list}>
					{items.map((item, i) => (
						// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box; aria-activedescendant points here
						// biome-ignore lint/a11y/useKeyWithClickEvents: the box takes the keys
						<div
							key={idOf(item)}
							id={option(i)}
							role="option"
							aria-selected={i === active}
							className={css.option}
							onMouseMove={() => setActive(i)}
							onClick={() => choose(item, false)}
						>
							{props.children(item, found?.text ?? "")}
						</div>
					))}
				</div>
				{found && items.length === 0 && <p className={css.nothing}>{nothing(found.text)}</p>}
				{found && items.length > 0 && found.footer && <div className={css.footer}>{found.footer}</div>}
			</div>
			<Fault id={`${id}-fault`}>{fault}</Fault>
		</div>
	);
}

/** An option that is a name and no more. */
export function OptionLine({ name, text }: { name: string; text: string }) {
	return (
		<span className={css.line}>
			<span>
				<Marked text={name} marks={matchIn(name, text)} />
			</span>
		</span>
	);
}

/** How high a list may be, in its own pixels, for what stands under it in its popup to be seen too. */
function roomBelow(list: HTMLElement): number {
	const popup = list.parentElement;
	let pane = popup?.parentElement;
	while (pane && getComputedStyle(pane).overflowY !== "auto") pane = pane.parentElement;
	const edge = pane ? pane.getBoundingClientRect().bottom : window.innerHeight;
	const box = list.getBoundingClientRect();
	const under = (popup?.getBoundingClientRect().bottom ?? box.bottom) - box.bottom;
	// Larger text is the page enlarged: what is measured are the screen's pixels, what is set the list's.
	const scale = box.width / list.offsetWidth || 1;
	return Math.floor((edge - box.top - under) / scale);
}
