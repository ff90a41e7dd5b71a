import { useMemo } from "react";
import { useProgram } from "../program";
import { useDropTargets } from "./useFiles";

/** Where nothing in front takes files, a new ticket does. */
export function useNewTicketDrop(): void {
	const program = useProgram();
	const targets = useMemo(
		() => [
			{
				id: "new",
				kind: "new" as const,
				number: 0,
				files: program.newFiles(),
				show: () => {
					if (program.place.value.place.screen !== "new") program.place.newTicket();
				},
			},
		],
		[program],
	);
	useDropTargets(targets, true);
}
