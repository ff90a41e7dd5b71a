import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox } from "react-aria-components";
import css from "./CheckBox.module.css";
import { DoneMark } from "./signs";

interface CheckBoxProps {
	checked: boolean;
	onChange(checked: boolean): void;
	children: ReactNode;
}

/** Yes or no; the words are part of what is pressed. */
export function CheckBox({ checked, onChange, children }: CheckBoxProps) {
	return (
		<AriaCheckbox isSelected={checked} onChange={onChange} className={css.check}>
			<span className={css.box}>{checked && <DoneMark />}</span>
			<span className={css.words}>{children}</span>
		</AriaCheckbox>
	);
}
