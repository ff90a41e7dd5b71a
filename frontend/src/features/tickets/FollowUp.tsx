import { CornerUpRight } from "lucide-react";
import { useState } from "react";
import type { BridgeError } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./FollowUp.module.css";

/** Goes on from a closed ticket, in a new one that is linked to it. */
export function FollowUp({ ticketId }: { ticketId: string }) {
	const program = useProgram();
	const { t } = useText();
	const reason = useReason();
	const [failure, setFailure] = useState<BridgeError | null>(null);

	async function go() {
		setFailure(null);
		try {
			await program.followUp(ticketId);
		} catch (cause) {
			setFailure(failureOf(cause));
		}
	}

	return (
		<div className={css.followUp}>
			<Button icon={CornerUpRight} className={css.button ?? ""} onPress={() => void go()}>
				{t("composer.followUp")}
			</Button>
			<p role="status" className={css.failure}>
				{failure && t("dialog.failed", { reason: reason(failure) })}
			</p>
		</div>
	);
}
