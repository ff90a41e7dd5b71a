import { type RefObject, useEffect, useRef } from "react";
import { useProgram } from "./program";

const nobodyHasFocus = () => document.activeElement === document.body;

/**
 * A panel beside what is in front has the focus as somebody opens it, and gives it back as it is closed. It takes it from
 * nobody otherwise: it also comes along with the next ticket, and may be closed while somebody writes elsewhere.
 */
export function usePanelFocus(panel: RefObject<HTMLElement | null>, takes = true): void {
	const { place } = useProgram();
	const opener = useRef<Element | null>(null);

	useEffect(() => {
		const own = panel.current;
		if (!takes || !own) return;
		if (!own.contains(document.activeElement)) opener.current = document.activeElement;
		if (place.takeOpened() || nobodyHasFocus()) own.focus();
		return () => {
			// The panel is gone by now, and the focus with it if it was there: else whoever has it keeps it.
			if (place.value.options || !nobodyHasFocus()) return;
			if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
		};
	}, [panel, takes, place]);
}
