import { CloudOff, KeyRound } from "lucide-react";
import { type TextKey, useText } from "../../i18n/text";
import { clockTime, dayAndTime, daysBetween, until } from "../../model/time";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./Banner.module.css";

const REASONS: Record<string, TextKey> = {
	untrusted: "banner.offline.reason.untrusted",
	not_a_server: "banner.offline.reason.not_a_server",
	incompatible: "banner.offline.reason.incompatible",
};

/** What happened to the line, what goes on working, when it is tried again, and how to reach a person meanwhile. */
export function Banner() {
	const program = useProgram();
	const line = useStore(program.line);
	const session = useStore(program.session);
	const now = useNow(1000);
	const { t, language } = useText();
	if (!line || line.phase === "online" || line.phase === "connecting") return null;

	const contact = session?.support;
	const phone = contact?.phone && (
		<span className={css.phone} title={contact.hours}>
			{t("banner.phone", { phone: contact.phone })}
		</span>
	);

	if (line.phase === "unauthenticated") {
		return (
			<section className={`${css.banner} no-print`} aria-label={t("banner.label")}>
				<KeyRound size={22} strokeWidth={1.75} className={css.icon} aria-hidden />
				<p className={css.words} role="status">
					<strong>{t("banner.signedOut")}</strong> {t("banner.signedOut.how")}
				</p>
				{phone}
				<Button onPress={() => void program.signOut()}>{t("banner.signedOut.action")}</Button>
			</section>
		);
	}

	const since = line.freshAt || line.since;
	const today = daysBetween(since, now) === 0;
	const reason = line.reason && REASONS[line.reason];
	return (
		<section className={`${css.banner} no-print`} aria-label={t("banner.label")}>
			<CloudOff size={22} strokeWidth={1.75} className={css.icon} aria-hidden />
			<p className={css.words} role="status">
				<strong>
					{reason
						? t(reason)
						: today
							? t("banner.offline.since", { time: clockTime(since, language) })
							: t("banner.offline.sinceDay", { time: dayAndTime(since, now, language) })}
				</strong>{" "}
				{line.waiting ? t("banner.offline.waiting", { count: line.waiting }) : t("banner.offline.idle")}
			</p>
			{phone}
			<span className={css.retry}>
				{line.retryAt > now && (
					<span className={css.countdown}>{t("banner.retryIn", { time: until(line.retryAt, now, language) })}</span>
				)}
				<Button look="quiet" onPress={() => void program.line.retryNow()}>
					{t("banner.retryNow")}
				</Button>
			</span>
		</section>
	);
}
