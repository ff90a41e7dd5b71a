import { CloudOff, KeyRound, UserX } from "lucide-react";
import type { ReactNode } from "react";
import type { Connection, ErrorCode } from "../../bridge/bridge";
import { type TextKey, useText } from "../../i18n/text";
import { clockTime, dayAndTime, daysBetween, until } from "../../model/time";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import { WayOn } from "../reasons";
import { useSupportPhone } from "../SupportPhone";
import css from "./Banner.module.css";

/** Why the line is down, where it is not just the network that is away. */
const REASONS: Partial<Record<ErrorCode, TextKey>> = {
	certificate_time: "banner.offline.reason.certificate_time",
	incompatible: "banner.offline.reason.incompatible",
	internal: "banner.offline.reason.unavailable",
	newer: "banner.offline.reason.newer",
	not_a_server: "banner.offline.reason.not_a_server",
	proxy: "banner.offline.reason.proxy",
	proxy_auth: "banner.offline.reason.proxy_auth",
	rate_limited: "banner.offline.reason.unavailable",
	storage: "banner.offline.reason.storage",
	unavailable: "banner.offline.reason.unavailable",
	untrusted: "banner.offline.reason.untrusted",
};

/** What happened to the line, what goes on working, when it is tried again, and how to reach a person meanwhile. */
export function Banner() {
	const line = useStore(useProgram().line);
	if (!line || line.phase === "online" || line.phase === "connecting") return null;
	if (line.phase === "offline") return <Offline line={line} />;
	return line.reason === "disabled" ? <Disabled line={line} /> : <Expired line={line} />;
}

function Bar({ icon: Icon, words, ways }: { icon: typeof CloudOff; words: ReactNode; ways: ReactNode }) {
	const support = useSupportPhone();
	const { t } = useText();
	return (
		<section className={`${css.banner} no-print`} aria-label={t("banner.label")}>
			<Icon size={22} strokeWidth={1.75} className={css.icon} aria-hidden />
			<p className={css.words} role="status">
				{words}
			</p>
			{support && (
				<span className={css.phone} title={support.hours}>
					{t("banner.phone")} {support.number}
				</span>
			)}
			<span className={css.ways}>{ways}</span>
		</section>
	);
}

function Offline({ line }: { line: Connection }) {
	const program = useProgram();
	const now = useNow(1000);
	const { t, language } = useText();
	const since = line.freshAt || line.since;
	const today = daysBetween(since, now) === 0;
	const reason = line.reason && REASONS[line.reason];
	const goesOn = line.waiting
		? t("banner.offline.waiting", { count: line.waiting })
		: line.filesGoing
			? t("banner.offline.files", { count: line.filesGoing })
			: t("banner.offline.idle");
	return (
		<Bar
			icon={CloudOff}
			words={
				<>
					<strong>
						{reason
							? t(reason)
							: today
								? t("banner.offline.since", { time: clockTime(since, language) })
								: t("banner.offline.sinceDay", { time: dayAndTime(since, now, language) })}
					</strong>{" "}
					{/* On a full disk nothing can be written that would leave later. */}
					{line.reason !== "storage" && goesOn}
				</>
			}
			ways={
				<>
					{line.retryAt > now && (
						<span className={css.countdown}>{t("banner.retryIn", { time: until(line.retryAt, now, language) })}</span>
					)}
					{line.reason && <WayOn code={line.reason} look="quiet" />}
					<Button look="quiet" onPress={() => program.dialogs.show("diagnosis")}>
						{t("diagnosis.title")}
					</Button>
					<Button look="quiet" onPress={() => void program.line.retryNow()}>
						{t("banner.retryNow")}
					</Button>
				</>
			}
		/>
	);
}

function Expired({ line }: { line: Connection }) {
	const program = useProgram();
	const { t } = useText();
	return (
		<Bar
			icon={KeyRound}
			words={
				<>
					<strong>{t("banner.signedOut")}</strong>{" "}
					{line.waiting
						? t("banner.signedOut.waiting", { count: line.waiting })
						: line.filesGoing
							? t("banner.signedOut.files", { count: line.filesGoing })
							: t("banner.signedOut.how")}
				</>
			}
			ways={<Button onPress={() => program.dialogs.show("enter")}>{t("banner.signedOut.action")}</Button>}
		/>
	);
}

function Disabled({ line }: { line: Connection }) {
	const program = useProgram();
	const { t } = useText();
	// What was waiting has been refused with the access: it can only be copied from here.
	const left = line.waiting + line.refused;
	return (
		<Bar
			icon={UserX}
			words={
				<>
					<strong>{t("banner.disabled")}</strong>{" "}
					{left
						? t("banner.disabled.waiting", { count: left })
						: line.filesFailed
							? t("banner.disabled.files", { count: line.filesFailed })
							: t("banner.disabled.how")}
				</>
			}
			ways={
				<>
					{left + line.filesFailed > 0 && (
						<Button look="quiet" onPress={() => program.dialogs.show("outbox")}>
							{t("notice.way.outbox")}
						</Button>
					)}
					<Button onPress={() => void program.signOut()}>{t("signOut.action")}</Button>
				</>
			}
		/>
	);
}
