import { useText } from "../../i18n/text";
import { dotted } from "../../model/words";
import { useStore } from "../../state/watch";
import { useProgram } from "../program";

/** What of one's own has not arrived: how many messages, which files in words, and what that means for who goes. */
export interface Leaving {
	messages: number;
	files: string;
	/** Beneath the ways to go; nothing where there is nothing to say. */
	signOut: string | undefined;
	quit: string | undefined;
}

export function useLeaving(): Leaving {
	const program = useProgram();
	const acts = useStore(program.outbox);
	const line = useStore(program.line);
	const { t } = useText();
	const going = line?.filesGoing ?? 0;
	const failed = line?.filesFailed ?? 0;
	const files = dotted(
		failed > 0 && t("files.failed", { count: failed }),
		going > 0 && t("files.going", { count: going }),
	);
	const unkept =
		line &&
		!line.sessionKept &&
		acts.some((act) => (act.state === "files" ? act.attachments > act.failed : act.state !== "refused"));
	const stay = failed > 0 ? t("signOut.filesFailed", { files }) : undefined;
	return {
		messages: acts.length,
		files,
		signOut: stay ?? (unkept ? t("signOut.unkept") : going > 0 ? t("signOut.files", { files }) : undefined),
		quit: stay ?? (going > 0 ? t(unkept ? "quit.filesUnkept" : "quit.files", { files }) : undefined),
	};
}
