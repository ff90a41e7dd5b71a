import type { KeyboardEvent } from "react";
import type { How } from "../../state/sending";

/** What a key in a box of text asks to be done with the text, if it asks that. `enterSends` where Enter alone sends. */
export function sends(e: KeyboardEvent, enterSends: boolean): How | null {
	// What is being put together from several keys (accents, other scripts) ends in an Enter of its own.
	if (e.key !== "Enter" || e.nativeEvent.isComposing) return null;
	if (e.ctrlKey || e.metaKey) return e.altKey ? "close" : e.shiftKey ? "wait" : "send";
	return enterSends && !e.shiftKey && !e.altKey ? "send" : null;
}
