import type { Attached, RefusedFile } from "../../bridge/bridge";
import { type TextKey, useText } from "../../i18n/text";
import { percent, sizeWords } from "../../model/files";
import { kindOf } from "../../model/kinds";
import { usePart } from "../../state/watch";
import { useProgram } from "../program";

/** Why a file could not be taken: a sentence with its name. */
const REFUSED: Record<string, TextKey> = {
	changed: "attachment.refused.changed",
	empty: "attachment.refused.empty",
	folder: "attachment.refused.folder",
	forbidden: "attachment.refused.forbidden",
	not_found: "attachment.refused.not_found",
	storage: "attachment.refused.storage",
	too_large: "attachment.refused.too_large",
	too_large_paste: "attachment.refused.too_large_paste",
	too_many: "attachment.refused.too_many",
};

/** Why the bytes of a file did not get to the server. */
const FAILED: Record<string, TextKey> = {
	disabled: "attachment.failed.disabled",
	forbidden: "attachment.failed.forbidden",
	hash_mismatch: "attachment.failed.hash_mismatch",
	invalid: "attachment.failed.forbidden",
	not_found: "attachment.failed.not_found",
	storage: "attachment.failed.storage",
	too_large: "attachment.failed.too_large",
};

export function useRefusedWords(): (file: RefusedFile, limit: number) => string {
	const { t, language } = useText();
	return ({ name, reason }, limit) => {
		// Without a number the sentence about one would say nothing.
		const text = reason === "too_large" && !limit ? undefined : REFUSED[reason];
		return t(text ?? "attachment.refused.other", { name, limit: sizeWords(limit, language) });
	};
}

export interface Going {
	/** In words; empty when there is nothing to say but its size. */
	words: string;
	/** How far it has come; null while that is not known or it does not move. */
	percent: number | null;
	tone: "" | "waiting" | "failed";
}

/** Where the bytes of a message's file are. */
export function useGoing(attached: Attached, own: boolean): Going {
	const told = usePart(useProgram().progress, (all) => all.get(attached.id));
	const { t } = useText();
	const { state, size } = attached;
	const sent = Math.max(attached.sent, told?.sent ?? 0);
	if (state === "failed") {
		return { words: t(FAILED[attached.reason] ?? "attachment.failed.other"), percent: null, tone: "failed" };
	}
	if (state === "arrived" || state === "draft") return { words: "", percent: null, tone: "" };
	if (!own) return { words: t("attachment.coming"), percent: null, tone: "waiting" };
	if (sent > 0) {
		const done = percent(sent, size);
		return { words: t("attachment.sending", { percent: done }), percent: done, tone: "waiting" };
	}
	return { words: t("message.state.waiting"), percent: null, tone: "waiting" };
}

/** What is said of a file beside its name: what it is, and how large. */
export function useAbout(): (attached: Attached) => string {
	const { t, language } = useText();
	return (attached) =>
		t("attachment.about", { kind: t(`attachment.kind.${kindOf(attached)}`), size: sizeWords(attached.size, language) });
}
