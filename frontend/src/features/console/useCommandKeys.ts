import { useEffect } from "react";
import { isSign, isStroke, type Stroke, strokesOf } from "../../model/keys";
import { useProgram } from "../program";
import { type Command, handsOf, makesSense } from "./command";
import { COMMANDS } from "./commands";
import { filterCommands } from "./gocommands";

/** How long a key that begins a sequence waits for the next one. */
const PATIENCE = 1500;

interface Way {
	command: Command;
	strokes: Stroke[];
}

const waysOf = (commands: readonly Command[]): Way[] =>
	commands.flatMap((command) => (command.keys ?? []).map((keys) => ({ command, strokes: strokesOf(keys) })));

const WAYS = waysOf(COMMANDS);

const typing = (target: EventTarget | null): boolean =>
	target instanceof HTMLElement && target.matches("input, textarea, select, [contenteditable]");

/** In the list, or nowhere: where Enter presses no button. */
const atList = (target: EventTarget | null): boolean =>
	target === document.body || (target instanceof HTMLElement && target.matches("[data-list]"));

/** Does what the keys say, unless something nearer to the focus has taken them or a dialog is open. */
export function useCommandKeys(): void {
	const program = useProgram();
	useEffect(() => {
		let begun: Way[] = [];
		let at = 0;
		let timer: ReturnType<typeof setTimeout> | undefined;

		function forget() {
			clearTimeout(timer);
			begun = [];
			at = 0;
		}

		/** Whether the key leads on, among these. */
		function goOn(e: KeyboardEvent, among: readonly Way[]): boolean {
			const written = typing(e.target);
			const matching = among.filter(({ command, strokes }) => {
				const stroke = strokes[at];
				if (!stroke || !isStroke(e, stroke) || (written && isSign(stroke))) return false;
				return !command.atList || atList(e.target);
			});
			const hands = handsOf(program);
			const whole = matching.find(({ command, strokes }) => strokes.length === at + 1 && makesSense(command, hands));
			if (whole) {
				forget();
				whole.command.does(hands);
				return true;
			}
			const longer = matching.filter(({ strokes }) => strokes.length > at + 1);
			if (longer.length === 0) return false;
			begun = longer;
			at++;
			clearTimeout(timer);
			timer = setTimeout(forget, PATIENCE);
			return true;
		}

		function onKeyDown(e: KeyboardEvent) {
			if (e.defaultPrevented || e.isComposing || /^(Control|Shift|Alt|Meta|AltGraph)$/.test(e.key)) return;
			if (document.querySelector("[role=dialog], [role=menu]")) return;
			const went = begun.length > 0 && goOn(e, begun);
			if (!went) forget();
			if (went || goOn(e, [...WAYS, ...waysOf(filterCommands(program))])) e.preventDefault();
		}

		window.addEventListener("keydown", onKeyDown);
		return () => {
			forget();
			window.removeEventListener("keydown", onKeyDown);
		};
	}, [program]);
}
