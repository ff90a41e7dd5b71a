import { CircleAlert, Paperclip, Phone } from "lucide-react";
import { useText } from "../../i18n/text";
import { ago, exactTime } from "../../model/time";
import { dotted } from "../../model/words";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { useSupportPhone } from "../SupportPhone";
import { EventWords } from "../tickets/EventLine";
import { RefusedWays } from "../tickets/RefusedWays";
import css from "./Outbox.module.css";

/** What was done here and has not reached the server yet, and what it refused. */
export function Outbox({ onClose }: { onClose(): void }) {
	const program = useProgram();
	const acts = useStore(program.outbox);
	const session = useStore(program.session);
	const now = useNow();
	const reason = useReason();
	const { t, language } = useText();
	const support = useSupportPhone();
	const stuck = acts.some((act) => (act.state === "files" ? act.failed > 0 : act.state !== "waiting"));
	return (
		<Dialog title={t("outbox.title")} closeLabel={t("action.close")} size="middle" open onClose={onClose}>
			{stuck && support && (
				<p className={css.phone}>
					<Phone size={18} strokeWidth={1.75} aria-hidden />
					<span>
						{t("support.stuck")} {support.line}
					</span>
				</p>
			)}
			{acts.length === 0 ? (
				<EmptyState sentence={t("outbox.empty")} />
			) : (
				<ul className={css.acts}>
					{acts.map((act) => (
						<li key={act.id} className={css.act}>
							<div className={css.kind}>
								{t(`act.kind.${act.kind === "mark" ? "change" : act.kind}`)}
								{act.ticketNumber > 0 && <span className={css.number}>#{act.ticketNumber}</span>}
								<time className={css.time} title={exactTime(act.writtenAt, language)}>
									{t("outbox.written", { time: ago(act.writtenAt, now, language) })}
								</time>
								{act.ticketId && (
									<Button
										look="quiet"
										className={css.open ?? ""}
										onPress={() => {
											onClose();
											program.place.open(act.ticketId);
										}}
									>
										{t("outbox.open")}
									</Button>
								)}
							</div>
							<p className={css.text} dir="auto">
								{act.event && !act.text ? (
									<EventWords event={act.event} author={session?.me?.name ?? ""} number={act.ticketNumber} />
								) : (
									act.text || (!act.attachments && act.ticketTitle)
								)}
							</p>
							{act.attachments > 0 && (
								<p className={css.files}>
									<Paperclip size={16} strokeWidth={1.75} aria-hidden />
									{act.state !== "files"
										? t("card.attachments", { count: act.attachments })
										: dotted(
												act.failed > 0 && t("files.failed", { count: act.failed }),
												act.attachments > act.failed && t("files.going", { count: act.attachments - act.failed }),
											)}
								</p>
							)}
							<p className={act.state === "refused" || act.failed > 0 ? css.refused : css.state}>
								{(act.state === "refused" || act.failed > 0) && (
									<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
								)}
								{act.state === "refused"
									? t("outbox.refused", { reason: reason({ code: act.refusal?.code ?? "internal" }) })
									: t(act.state === "files" && act.failed ? "outbox.filesFailed" : `outbox.${act.state}`)}
							</p>
							{act.refusal && (
								<div className={css.ways}>
									<RefusedWays
										actId={act.id}
										ticketId={act.ticketId}
										text={act.text}
										refusal={act.refusal}
										onGone={onClose}
									/>
								</div>
							)}
						</li>
					))}
				</ul>
			)}
		</Dialog>
	);
}
