import { Check } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { Fault } from "./Fault";
import field from "./Field.module.css";
import css from "./RadioCards.module.css";

export interface Card {
	id: string;
	icon: ReactNode;
	name: string;
	help?: string;
	/** Colours it when chosen. */
	tone?: "red" | "amber";
}

interface RadioCardsProps {
	label: string;
	value: string;
	cards: readonly Card[];
	onChange(id: string): void;
	onLeave?(): void;
	/** Enter has chosen, or somebody begins to type after having chosen: go on to what comes next. */
	onNext?(): void;
	fault?: string | undefined;
	autoFocus?: boolean;
}

/** A choice among a few that deserves large targets; nothing is chosen by itself. */
export function RadioCards({ label, value, cards, onChange, onLeave, onNext, fault, autoFocus }: RadioCardsProps) {
	const id = useId();

	function onKeyDown(e: KeyboardEvent) {
		if (!onNext || e.ctrlKey || e.altKey || e.metaKey || !(e.target instanceof HTMLInputElement)) return;
		if (e.key === "Enter") {
			// In a form it would send.
			e.preventDefault();
			onChange(e.target.value);
			onNext();
		} else if (value && e.key.length === 1 && e.key !== " ") {
			// The letter goes where the focus has gone.
			onNext();
		}
	}

	return (
		<RadioGroup
			className={css.group}
			value={value || null}
			onChange={onChange}
			onBlur={(e) => {
				if (!e.currentTarget.contains(e.relatedTarget)) onLeave?.();
			}}
			isInvalid={fault !== undefined}
			aria-describedby={`${id}-fault`}
		>
			<Label className={field.label}>{label}</Label>
			<div className={css.cards} data-invalid={fault ? "" : undefined} onKeyDownCapture={onKeyDown}>
				{cards.map((card, i) => (
					<Radio
						key={card.id}
						value={card.id}
						className={`${css.card} ${card.tone ? css[card.tone] : ""}`}
						autoFocus={autoFocus === true && (value ? card.id === value : i === 0)}
					>
						{({ isSelected }) => (
							<>
								<span className={css.icon}>{card.icon}</span>
								<span className={css.words}>
									<span className={css.name}>{card.name}</span>
									{card.help && <span className={css.help}>{card.help}</span>}
								</span>
								{isSelected && (
									<span className={css.check}>
										<Check size={16} strokeWidth={2.5} aria-hidden />
									</span>
								)}
							</>
						)}
					</Radio>
				))}
			</div>
			<Fault id={`${id}-fault`}>{fault}</Fault>
		</RadioGroup>
	);
}
