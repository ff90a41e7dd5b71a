import { useEffect } from "react";
import { useText } from "../../i18n/text";
import type { Writing } from "../../state/composer";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { useReason } from "../reasons";

/** What a dialog asks to be written: as it was left, and why it cannot be kept where it cannot. */
export function useWriting({ composer }: TicketStore, kind: Writing) {
	const { texts } = useStore(composer);
	const kept = useStore(composer.keepers[kind]);
	const { t } = useText();
	const reason = useReason();
	useEffect(() => void composer.begin(kind), [composer, kind]);
	const { failure } = composer.keepers[kind];
	return {
		text: texts[kind],
		write: (text: string) => composer.write(kind, text),
		unkept: kept === "failed" && failure ? t("composer.draft.failed", { reason: reason(failure) }) : undefined,
	};
}
