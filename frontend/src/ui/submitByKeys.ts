import type { KeyboardEvent } from "react";

/** Ctrl+Enter sends the form, wherever in it the focus is. */
export function submitByKeys(e: KeyboardEvent<HTMLFormElement>): void {
	if (e.key !== "Enter" || !(e.ctrlKey || e.metaKey)) return;
	e.preventDefault();
	e.currentTarget.requestSubmit();
}
