import { useEffect } from "react";
import { type TextKey, useText } from "../i18n/text";

/** What a key does anywhere in the program, and how it is called in the sheet of keys. */
export type Shortcut = "newTicket" | "search" | "settings" | "shortcuts" | "diagnosis" | "back";

interface Keys {
	/** As `KeyboardEvent.key` has them; the first is the one that is named. */
	keys: readonly string[];
	/** With Ctrl, or with the command key of a Mac. */
	ctrl?: boolean;
	/** Where somebody types, the key is only a sign. */
	notWhileTyping?: boolean;
}

const SHORTCUTS: Record<Shortcut, readonly Keys[]> = {
	newTicket: [{ keys: ["n"], ctrl: true }],
	search: [{ keys: ["f"], ctrl: true }],
	settings: [{ keys: [","], ctrl: true }],
	shortcuts: [{ keys: ["F1"] }, { keys: ["?"], notWhileTyping: true }],
	diagnosis: [{ keys: ["F8"] }],
	back: [{ keys: ["Escape"] }],
};

/** What the keys do while a file is looked at. */
export const VIEWER_KEYS: readonly { keys: readonly string[]; does: TextKey }[] = [
	{ keys: ["←", "→"], does: "shortcuts.viewer.walk" },
	{ keys: ["+", "-"], does: "shortcuts.viewer.zoom" },
	{ keys: ["0"], does: "shortcuts.viewer.fit" },
	{ keys: ["R"], does: "shortcuts.viewer.turn" },
	{ keys: ["Shift", "←", "→", "↑", "↓"], does: "shortcuts.viewer.move" },
	{ keys: ["S"], does: "shortcuts.viewer.save" },
	{ keys: ["O"], does: "shortcuts.viewer.open" },
	{ keys: ["D"], does: "shortcuts.viewer.draw" },
	{ keys: ["?"], does: "shortcuts.viewer.keys" },
	{ keys: ["Escape"], does: "shortcuts.viewer.close" },
];

/** What the sheet of keys says, in groups: the keys as they are named, and what they do. */
export const SHEET: readonly { title: TextKey; lines: readonly { keys: readonly string[]; does: TextKey }[] }[] = [
	{
		title: "shortcuts.anywhere",
		lines: [
			{ keys: ["Ctrl", "N"], does: "newTicket.title" },
			{ keys: ["Ctrl", "F"], does: "search.label" },
			{ keys: ["Escape"], does: "shortcuts.back" },
			{ keys: ["Ctrl", ","], does: "settings.title" },
			{ keys: ["F1"], does: "shortcuts.title" },
			{ keys: ["F8"], does: "diagnosis.title" },
		],
	},
	{
		title: "shortcuts.list",
		lines: [
			{ keys: ["↑", "↓"], does: "shortcuts.list.walk" },
			{ keys: ["PageUp", "PageDown"], does: "shortcuts.list.page" },
			{ keys: ["Home", "End"], does: "shortcuts.list.ends" },
			{ keys: ["Enter"], does: "shortcuts.list.open" },
		],
	},
	{
		title: "shortcuts.newTicket",
		lines: [
			{ keys: ["Enter"], does: "shortcuts.machine" },
			{ keys: ["←", "→"], does: "shortcuts.severity" },
			{ keys: ["Ctrl", "Enter"], does: "shortcuts.send" },
		],
	},
	{ title: "shortcuts.viewer", lines: VIEWER_KEYS },
];

const typing = (target: EventTarget | null): boolean =>
	target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");

function pressed(e: KeyboardEvent, shortcut: Shortcut): boolean {
	const ctrl = e.ctrlKey || e.metaKey;
	return SHORTCUTS[shortcut].some(
		({ keys, ctrl: wanted = false, notWhileTyping }) =>
			ctrl === wanted &&
			!e.altKey &&
			keys.includes(wanted ? e.key.toLowerCase() : e.key) &&
			!(notWhileTyping && typing(e.target)),
	);
}

/** Does what the keys say, unless something nearer to the focus has taken them or a dialog is open. */
export function useShortcuts(actions: Partial<Record<Shortcut, (e: KeyboardEvent) => void>>): void {
	useEffect(() => {
		function onKeyDown(e: KeyboardEvent) {
			if (e.defaultPrevented || document.querySelector("[role=dialog], [role=menu]")) return;
			for (const [name, action] of Object.entries(actions)) {
				if (!pressed(e, name as Shortcut)) continue;
				e.preventDefault();
				action(e);
				return;
			}
		}
		window.addEventListener("keydown", onKeyDown);
		return () => window.removeEventListener("keydown", onKeyDown);
	});
}

/** The names that keyboards give to keys, in the language of the screen. */
export function useKeyName(): (key: string) => string {
	const { t } = useText();
	return (key) => {
		const text = `key.${key}` as TextKey;
		const name = t(text);
		return name === text ? key : name;
	};
}

export function useKeyNames(): (shortcut: "settings" | "shortcuts" | "newTicket") => string {
	const name = useKeyName();
	return (shortcut) => {
		const [first] = SHORTCUTS[shortcut];
		const key = first?.keys[0] ?? "";
		return [...(first?.ctrl ? ["Ctrl"] : []), key.length === 1 ? key.toUpperCase() : key].map(name).join("+");
	};
}
