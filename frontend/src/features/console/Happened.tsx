import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { BatchResult } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./Happened.module.css";

/** So many of those left out are named. */
const NAMED = 5;

/** What the last act on the list did, what it left out and why, until it is put away. */
export function Happened() {
	const { console } = useProgram();
	const { result, failure, copied } = useStore(console);
	const { t } = useText();
	const reason = useReason();
	const left = result?.left ?? [];
	const words = [
		failure && t("dialog.failed", { reason: reason(failure) }),
		copied && t("console.copied", { number: copied }),
		copied === "" && t("console.notCopied"),
		result && result.done > 0 && t(`console.done.${result.act}`, { count: result.done }),
		...(["unchanged", "closed", "gone"] as const).map((why) => leftOut(left, why)),
	].filter(Boolean);
	const wrong = failure !== null || copied === "" || (result !== null && result.done === 0);

	function leftOut(all: BatchResult["left"], why: BatchResult["left"][number]["reason"]): string {
		const these = all.filter((one) => one.reason === why);
		if (these.length === 0) return "";
		const numbers = these.slice(0, NAMED).map(({ number }) => `#${number}`);
		const list = [...numbers, ...(these.length > NAMED ? ["…"] : [])].join(", ");
		return t(`console.left.${why}`, { count: these.length, list });
	}

	// The place is there before the words, so that a screen reader says them when they come.
	return (
		<div role="status" className={css.place}>
			{words.length > 0 && (
				<div className={css.line}>
					{wrong ? (
						<CircleAlert size={16} strokeWidth={1.75} className={css.wrong} aria-hidden />
					) : (
						<CircleCheck size={16} strokeWidth={1.75} className={css.right} aria-hidden />
					)}
					<span className={css.words}>{words.join(" ")}</span>
					<IconButton
						icon={X}
						label={t("console.putAway")}
						className={css.away ?? ""}
						onPress={() => console.putAway()}
					/>
				</div>
			)}
		</div>
	);
}
