import { useEffect, useRef } from "react";
import type { Wish } from "../state/wishes";
import { useProgram } from "./program";

/** Does what a key or the palette asks of this part of the screen, also what was asked shortly before it was there. */
export function useWish(what: Wish["what"], does: () => void, of = ""): void {
	const { wishes } = useProgram();
	const run = useRef(does);
	run.current = does;
	useEffect(() => {
		const look = () => {
			if (wishes.take(what, of)) run.current();
		};
		look();
		return wishes.subscribe(look);
	}, [wishes, what, of]);
}
