import type { LucideIcon } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import css from "./Button.module.css";

interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
	/** One `main` in an area; `edge` has a visible border, `quiet` is text alone. */
	look?: "main" | "edge" | "quiet" | "link" | "note" | "danger";
	tall?: boolean;
	wide?: boolean;
	icon?: LucideIcon;
	iconAfter?: LucideIcon;
	children: ReactNode;
	className?: string;
	/** Stays pressed: the panel that it opens is open. */
	pressed?: boolean;
	ref?: Ref<HTMLButtonElement>;
}

export function Button({
	look = "edge",
	tall,
	wide,
	icon: Icon,
	iconAfter: After,
	children,
	className = "",
	pressed,
	...rest
}: ButtonProps) {
	return (
		<AriaButton
			{...rest}
			{...(pressed === undefined ? {} : { "aria-pressed": pressed })}
			className={`${css.button} ${css[look]} ${tall ? css.tall : ""} ${wide ? css.wide : ""} ${pressed ? css.pressed : ""} ${className}`}
		>
			{Icon && <Icon size={20} strokeWidth={1.75} aria-hidden />}
			<span className={css.text}>{children}</span>
			{After && <After size={18} strokeWidth={1.75} aria-hidden />}
		</AriaButton>
	);
}

interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
	icon: LucideIcon;
	/** What it does: its accessible name. */
	label: string;
	look?: "plain" | "main";
	tall?: boolean;
	className?: string;
	ref?: Ref<HTMLButtonElement>;
}

export function IconButton({ icon: Icon, label, look = "plain", tall, className = "", ...rest }: IconButtonProps) {
	return (
		<AriaButton
			{...rest}
			aria-label={label}
			className={`${css.icon} ${look === "main" ? css.main : ""} ${tall ? css.iconTall : ""} ${className}`}
		>
			<Icon size={22} strokeWidth={1.75} aria-hidden />
		</AriaButton>
	);
}
