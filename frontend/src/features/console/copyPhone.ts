import type { Program } from "../../state/program";

/** Copies a number, and says whether that went. */
export function copyPhone({ console }: Program, number: string): void {
	navigator.clipboard.writeText(number).then(
		() => console.tell({ copied: number }),
		() => console.tell({ copied: "" }),
	);
}
