import type { Connection as Line } from "../../bridge/bridge";
import { type Say, useText } from "../../i18n/text";
import { clockTime, dayAndTime, daysBetween, exactTime } from "../../model/time";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./Connection.module.css";

/** How the line stands and how fresh the screen is. */
export function Connection() {
	const { line, outbox, dialogs } = useProgram();
	const state = useStore(line);
	const refused = useStore(outbox).filter(({ state }) => state === "refused").length;
	const now = useNow();
	const { t, language } = useText();
	if (!state) return null;
	const { filesGoing: going, filesFailed: failed } = state;
	const fresh = state.freshAt
		? daysBetween(state.freshAt, now) === 0
			? clockTime(state.freshAt, language)
			: dayAndTime(state.freshAt, now, language)
		: "";
	const today = state.freshAt ? daysBetween(state.freshAt, now) === 0 : true;
	return (
		<p className={css.connection} title={state.freshAt ? exactTime(state.freshAt, language) : undefined}>
			<span className={`${css.dot} ${css[state.phase]}`} aria-hidden="true" />
			<span role="status" className={css.words}>
				<strong>{phaseWord(t, state)}</strong>
			</span>
			{(fresh || state.filling) && (
				<span className={css.fresh}>
					<span className={css.between}>{" · "}</span>
					{state.filling
						? t("connection.filling")
						: state.phase === "online"
							? t("connection.fresh", { time: fresh })
							: t(today ? "connection.stale" : "connection.staleDay", { time: fresh })}
				</span>
			)}
			{/* One of them: there is little room, and the menu has both. */}
			{failed + going > 0 && (
				<Button
					look="link"
					className={(failed > 0 ? css.refused : css.going) ?? ""}
					onPress={() => dialogs.show("outbox")}
				>
					{failed > 0 ? t("files.failed", { count: failed }) : t("files.going", { count: going })}
				</Button>
			)}
			{refused > 0 && (
				<Button look="link" className={css.refused ?? ""} onPress={() => dialogs.show("outbox")}>
					{t("connection.refused", { count: refused })}
				</Button>
			)}
		</p>
	);
}

function phaseWord(t: Say, { phase, reason }: Line): string {
	if (phase === "unauthenticated") return t(reason === "disabled" ? "connection.disabled" : "connection.signedOut");
	return t(`connection.${phase}`);
}
