import { Check } from "lucide-react";
import { useId } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { Fault } from "./Fault";
import field from "./Field.module.css";
import css from "./Segments.module.css";

interface SegmentsProps<V extends string> {
	label: string;
	help?: string;
	value: V;
	onChange(value: V): void;
	options: readonly { id: V; name: string }[];
	fault?: string | undefined;
}

/** A choice among a few words, side by side. */
export function Segments<V extends string>({ label, help, value, onChange, options, fault }: SegmentsProps<V>) {
	const id = useId();
	return (
		<RadioGroup
			className={css.group}
			value={value}
			onChange={(chosen) => onChange(chosen as V)}
			isInvalid={fault !== undefined}
			aria-describedby={`${help ? `${id}-help ` : ""}${id}-fault`}
		>
			<Label className={field.label}>{label}</Label>
			<div className={css.row}>
				{options.map((option) => (
					<Radio key={option.id} value={option.id} className={css.option}>
						{({ isSelected }) => (
							<>
								{isSelected && <Check size={18} strokeWidth={2.25} aria-hidden />}
								{option.name}
							</>
						)}
					</Radio>
				))}
			</div>
			{help && (
				<p id={`${id}-help`} className={css.help}>
					{help}
				</p>
			)}
			<Fault id={`${id}-fault`}>{fault}</Fault>
		</RadioGroup>
	);
}
