import { CircleAlert, Link2, Phone } from "lucide-react";
import type { TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./Notices.module.css";
import { Refused } from "./RefusedWays";

/** How long a stopped machine's ticket may wait to leave before a telephone is the better way. */
const PATIENCE = 2 * 60_000;

/** What concerns the whole ticket: what it goes on from, what was refused, when to rather telephone. */
export function Notices({ detail }: { detail: TicketDetail }) {
	const program = useProgram();
	const acts = useStore(program.outbox);
	const session = useStore(program.session);
	const now = useNow();
	const { t } = useText();
	const refused = acts.filter(
		(act) => act.ticketId === detail.id && act.refusal && act.kind !== "reply" && act.kind !== "note",
	);
	const phone = session?.support?.phone;
	const urgent =
		phone &&
		detail.number === 0 &&
		detail.severity === "stopped" &&
		now - (detail.writtenAt || detail.createdAt) > PATIENCE;
	const { follows } = detail;
	return (
		<>
			{urgent && (
				<p className={`${css.notice} ${css.urgent}`} role="alert">
					<Phone size={20} strokeWidth={1.75} aria-hidden />
					<span>{t("phone.urgent", { phone })}</span>
				</p>
			)}
			{follows && (
				<p className={css.notice}>
					<Link2 size={20} strokeWidth={1.75} aria-hidden />
					<span>{t("follows.label")}</span>
					<Button look="link" onPress={() => program.place.open(follows.id)}>
						#{follows.number} {follows.title}
					</Button>
				</p>
			)}
			{refused.map((act) => (
				<div key={act.id} className={`${css.notice} ${css.refused}`}>
					<p className={css.words}>
						<CircleAlert size={20} strokeWidth={1.75} aria-hidden />
						<span>{t(act.kind === "open" ? "ticket.refused" : "ticket.refused.change")}</span>
					</p>
					{act.refusal && <Refused actId={act.id} ticketId={detail.id} text={act.text} refusal={act.refusal} />}
				</div>
			))}
		</>
	);
}
