import { useEffect, useRef } from "react";

/** The longest pause between two letters of a scanner, in ms; a hand is slower. */
const PAUSE = 60;
const SHORTEST = 4;

const typesText = (target: EventTarget | null): boolean =>
	target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type !== "radio");

/**
 * A scanner is a keyboard that types a code in an instant and presses Enter. Where the focus is in no box, what it types
 * would be lost, and its Enter would press whatever has the focus.
 */
export function useScanner(onScan: (code: string) => void): void {
	const told = useRef(onScan);
	told.current = onScan;

	useEffect(() => {
		let code = "";
		let last = 0;
		function onKeyDown(e: KeyboardEvent) {
			// Over a dialog the form is not what one looks at.
			if (
				document.querySelector("[role=dialog], [role=menu]") ||
				typesText(e.target) ||
				e.ctrlKey ||
				e.altKey ||
				e.metaKey
			) {
				code = "";
				return;
			}
			const quick = e.timeStamp - last < PAUSE;
			if (e.key === "Enter" && quick && code.length >= SHORTEST) {
				e.preventDefault();
				e.stopImmediatePropagation();
				told.current(code);
				code = "";
			} else if (e.key.length === 1) {
				code = quick ? code + e.key : e.key;
				last = e.timeStamp;
			} else if (e.key !== "Shift") code = "";
		}
		window.addEventListener("keydown", onKeyDown, true);
		return () => window.removeEventListener("keydown", onKeyDown, true);
	}, []);
}
