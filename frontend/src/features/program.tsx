import { createContext, type ReactNode, use } from "react";
import type { Say } from "../i18n/text";
import type { Program } from "../state/program";

const Held = createContext<Program | null>(null);

export function ProgramProvider({ program, children }: { program: Program; children: ReactNode }) {
	return <Held value={program}>{children}</Held>;
}

export function useProgram(): Program {
	const program = use(Held);
	if (!program) throw new Error("outside of ProgramProvider");
	return program;
}

/** Waiting reads differently to those who are waited for. */
export function statusWord(t: Say, status: "new" | "in_progress" | "waiting" | "closed", technician: boolean): string {
	if (status === "waiting") return t(technician ? "status.waiting" : "status.waiting.customer");
	return t(`status.${status}`);
}

export function useTechnician(): boolean {
	const role = useProgram().session.value?.me?.role;
	return role === "technician" || role === "admin";
}
