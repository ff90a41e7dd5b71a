import { createContext, type ReactNode, use } from "react";
import type { BridgeError } from "../bridge/bridge";
import { type Say, type TextKey, useText } from "../i18n/text";
import { until } from "../model/time";
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

const WORDED: Partial<Record<BridgeError["code"], TextKey>> = {
	conflict: "error.conflict",
	forbidden: "error.forbidden",
	incompatible: "error.incompatible",
	invalid: "error.invalid",
	not_a_server: "error.not_a_server",
	not_found: "error.not_found",
	storage: "error.storage",
	ticket_closed: "error.ticket_closed",
	too_large: "error.too_large",
	unauthenticated: "error.unauthenticated",
	unavailable: "error.unavailable",
	unreachable: "error.unreachable",
	untrusted: "error.untrusted",
};

/** Why something did not work, in a sentence. */
export function useReason(): (failure: BridgeError) => string {
	const { t, language } = useText();
	return (failure) => {
		if (failure.code === "rate_limited") {
			return failure.retryAfter
				? t("error.rate_limited", { time: until(failure.retryAfter * 1000, 0, language) })
				: t("error.rate_limited.soon");
		}
		return t(WORDED[failure.code] ?? "error.internal");
	};
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
