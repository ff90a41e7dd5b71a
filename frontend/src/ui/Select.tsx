import { Check, ChevronDown, type LucideIcon } from "lucide-react";
import { useId, useRef } from "react";
import { Select as AriaSelect, Button, Label, ListBox, ListBoxItem, Popover, SelectValue } from "react-aria-components";
import { Fault } from "./Fault";
import field from "./Field.module.css";
import css from "./Select.module.css";

interface SelectProps {
	label: string;
	aside?: string;
	placeholder?: string;
	icon?: LucideIcon;
	value: string;
	onChange(id: string): void;
	onLeave?(): void;
	options: readonly { id: string; name: string }[];
	help?: string | undefined;
	fault?: string | undefined;
	className?: string;
}

/** One of a few. */
export function Select({
	label,
	aside,
	placeholder = "",
	icon: Icon,
	value,
	onChange,
	onLeave,
	options,
	help,
	fault,
	className = "",
}: SelectProps) {
	const id = useId();
	const open = useRef(false);
	return (
		<AriaSelect
			className={`${field.field} ${className}`}
			placeholder={placeholder}
			selectedKey={value || null}
			onSelectionChange={(key) => onChange(String(key))}
			onOpenChange={(opened) => {
				open.current = opened;
				if (!opened) onLeave?.();
			}}
			isInvalid={fault !== undefined}
			aria-describedby={`${id}-help ${id}-fault`}
		>
			<Label className={field.label}>
				{label} {aside && <span className={field.aside}>{aside}</span>}
			</Label>
			<Button className={css.button} data-invalid={fault ? "" : undefined} onBlur={() => !open.current && onLeave?.()}>
				{Icon && <Icon size={20} strokeWidth={1.75} className={field.icon} aria-hidden />}
				<SelectValue className={css.value} />
				<ChevronDown size={20} strokeWidth={1.75} aria-hidden />
			</Button>
			<p id={`${id}-help`} className={field.help} role="status">
				{!fault && help}
			</p>
			<Fault id={`${id}-fault`}>{fault}</Fault>
			<Popover className={css.popover} offset={6}>
				<ListBox className={css.list} items={options}>
					{(option) => (
						<ListBoxItem id={option.id} textValue={option.name} className={css.option}>
							{({ isSelected }) => (
								<>
									<span className={css.optionText}>{option.name}</span>
									{isSelected && <Check size={18} strokeWidth={2} aria-hidden />}
								</>
							)}
						</ListBoxItem>
					)}
				</ListBox>
			</Popover>
		</AriaSelect>
	);
}
