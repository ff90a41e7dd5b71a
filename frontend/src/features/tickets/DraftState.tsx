import { useText } from "../../i18n/text";
import type { ComposerStore, Mode } from "../../state/composer";
import { useStore } from "../../state/watch";
import { DoneMark } from "../../ui/signs";
import { useReason } from "../reasons";
import css from "./DraftState.module.css";

/** Whether what is written is on the disk, and why it could not be sent. */
export function DraftState({ id, composer, mode }: { id: string; composer: ComposerStore; mode: Mode }) {
	const { texts, failure } = useStore(composer);
	const kept = useStore(composer.keepers[mode]);
	const { t } = useText();
	const reason = useReason();
	const unkept = composer.keepers[mode].failure;
	return (
		<p id={id} role="status">
			{failure ? (
				<span className={css.failure}>{reason(failure)}</span>
			) : kept === "failed" && unkept ? (
				<span className={css.failure}>{t("composer.draft.failed", { reason: reason(unkept) })}</span>
			) : (
				texts[mode] &&
				kept === "saved" && (
					<span className={css.saved}>
						<DoneMark />
						{t("composer.draft.saved")}
					</span>
				)
			)}
		</p>
	);
}
