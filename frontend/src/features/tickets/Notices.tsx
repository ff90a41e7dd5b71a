import { ArchiveRestore, CircleAlert, CircleCheck, Link2, Phone, ShieldAlert, TriangleAlert } from "lucide-react";
import type { MessageItem, TicketDetail } from "../../bridge/bridge";
import { Phrase, useText } from "../../i18n/text";
import type { TicketStore } from "../../state/ticket";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram, useTechnician } from "../program";
import { useSupportPhone } from "../SupportPhone";
import { EventWords } from "./EventLine";
import css from "./Notices.module.css";
import { Refused } from "./RefusedWays";

/** How long a stopped machine's ticket may wait to leave before a telephone is the better way. */
const PATIENCE = 2 * 60_000;

const bySupport = (item: MessageItem): boolean =>
	item.author.role !== "operator" && (item.kind === "reply" || item.event?.outcome === "spoken");

/** What concerns the whole ticket: whether its record holds, what it goes on from, what was refused, when to rather telephone. */
export function Notices({ detail, store }: { detail: TicketDetail; store: TicketStore }) {
	const program = useProgram();
	const acts = useStore(program.outbox);
	const { items, older } = useStore(store);
	const technician = useTechnician();
	const support = useSupportPhone();
	const now = useNow();
	const { t } = useText();
	const refused = acts.filter(
		(act) => act.ticketId === detail.id && act.refusal && act.kind !== "reply" && act.kind !== "note",
	);
	const stopped = detail.severity === "stopped" && detail.status !== "closed" && !technician;
	const urgent = stopped && detail.number === 0 && now - (detail.writtenAt || detail.createdAt) > PATIENCE;
	// What lies further back than what was read: a ticket that long has been answered.
	const answered = older || items.some(bySupport);
	const { follows, duplicateOf } = detail;
	// The reason alone would not say what was refused.
	const wishOf = (actId: string) => {
		const item = items.find(({ id, event }) => id === actId && event);
		return (
			item?.event && (
				<span className={css.wish}>
					<EventWords event={item.event} author={item.author.name} number={detail.number} />
				</span>
			)
		);
	};
	return (
		<>
			{detail.record === "broken" && (
				<p className={`${css.notice} ${css.record} ${css.broken}`} role="alert">
					<ShieldAlert size={20} strokeWidth={1.75} aria-hidden />
					<span>{t(technician ? "record.broken.support" : "record.broken")}</span>
				</p>
			)}
			{detail.record === "restored" && (
				<p className={`${css.notice} ${css.record}`}>
					<ArchiveRestore size={20} strokeWidth={1.75} aria-hidden />
					<span>{t("record.restored")}</span>
				</p>
			)}
			{support && urgent && (
				<p className={`${css.notice} ${css.urgent}`} role="alert">
					<Phone size={20} strokeWidth={1.75} aria-hidden />
					<span>
						<Phrase text="phone.urgent" parts={{ phone: support.number }} />
					</span>
				</p>
			)}
			{support && stopped && !urgent && !answered && (
				<p className={css.notice}>
					<Phone size={20} strokeWidth={1.75} className={css.phone} aria-hidden />
					<span>
						{t("support.stopped")} {support.line}
					</span>
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
			{duplicateOf && (
				<p className={css.notice}>
					<Link2 size={20} strokeWidth={1.75} aria-hidden />
					<span>{t("join.duplicateOf")}</span>
					<Button look="link" onPress={() => program.place.open(duplicateOf.id)}>
						#{duplicateOf.number} {duplicateOf.title}
					</Button>
				</p>
			)}
			{technician && detail.verdict && (
				<div className={`${css.notice} ${detail.verdict === "fails" ? css.broken : ""}`} role="status">
					{detail.verdict === "fails" ? (
						<TriangleAlert size={20} strokeWidth={1.75} aria-hidden />
					) : (
						<CircleCheck size={20} strokeWidth={1.75} className={css.runs} aria-hidden />
					)}
					<span>{t(detail.verdict === "fails" ? "verdict.support.fails" : "verdict.support.runs")}</span>
				</div>
			)}
			{refused.map((act) => (
				<div key={act.id} className={`${css.notice} ${css.refused}`}>
					<p className={css.words}>
						<CircleAlert size={20} strokeWidth={1.75} aria-hidden />
						<span>
							{t(act.kind === "open" ? "ticket.refused" : "ticket.refused.change")}
							{wishOf(act.id)}
						</span>
					</p>
					{act.refusal && <Refused actId={act.id} ticketId={detail.id} text={act.text} refusal={act.refusal} />}
				</div>
			))}
		</>
	);
}
