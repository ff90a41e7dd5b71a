import { Check, type LucideIcon } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import {
	Menu as AriaMenu,
	MenuItem as AriaMenuItem,
	MenuSection as AriaMenuSection,
	Header,
	MenuTrigger,
	Popover,
	type PopoverProps,
	Separator,
	Text,
} from "react-aria-components";
import css from "./Menu.module.css";

interface MenuProps {
	/** The button that opens it. */
	trigger: ReactElement;
	label: string;
	onAction?(id: string): void;
	placement?: PopoverProps["placement"];
	/** Above the entries: words, not a choice. */
	head?: ReactNode;
	children: ReactNode;
}

export function Menu({ trigger, label, onAction, placement = "bottom end", head, children }: MenuProps) {
	return (
		<MenuTrigger>
			{trigger}
			<Popover className={css.popover} placement={placement} offset={6}>
				{head}
				<AriaMenu aria-label={label} className={css.menu} onAction={(key) => onAction?.(String(key))}>
					{children}
				</AriaMenu>
			</Popover>
		</MenuTrigger>
	);
}

interface MenuEntryProps {
	id: string;
	icon?: LucideIcon;
	/** The keys that do the same. */
	keys?: string;
	/** What is to be known before choosing it. */
	help?: string | undefined;
	children: string;
}

export function MenuEntry({ id, icon: Icon, keys, help, children }: MenuEntryProps) {
	return (
		<AriaMenuItem id={id} textValue={children} className={css.item}>
			{({ isSelected }) => (
				<>
					{Icon && <Icon size={20} strokeWidth={1.75} aria-hidden />}
					<span className={css.text}>
						<Text slot="label">{children}</Text>
						{help && (
							<Text slot="description" className={css.help ?? ""}>
								{help}
							</Text>
						)}
					</span>
					{keys && (
						<kbd className={css.keys} aria-hidden>
							{keys}
						</kbd>
					)}
					{isSelected && <Check size={18} strokeWidth={2} aria-hidden />}
				</>
			)}
		</AriaMenuItem>
	);
}

interface MenuChoiceProps {
	title: string;
	value: string;
	onChange(id: string): void;
	options: readonly { id: string; name: string }[];
}

/** A part of a menu in which one entry is chosen. */
export function MenuChoice({ title, value, onChange, options }: MenuChoiceProps) {
	return (
		<AriaMenuSection
			selectionMode="single"
			disallowEmptySelection
			selectedKeys={[value]}
			onSelectionChange={(keys) => {
				const [key] = keys === "all" ? [] : [...keys];
				if (key !== undefined) onChange(String(key));
			}}
		>
			<Header className={css.header}>{title}</Header>
			{options.map((option) => (
				<MenuEntry key={option.id} id={option.id}>
					{option.name}
				</MenuEntry>
			))}
		</AriaMenuSection>
	);
}

export function MenuLine() {
	return <Separator className={css.line} />;
}
