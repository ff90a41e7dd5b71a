import type { TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { exactTime } from "../../model/time";
import { dotted } from "../../model/words";
import { useNow } from "../../state/watch";
import css from "./Printed.module.css";

/** What stands above the conversation on paper, where today is soon some other day, and there is nothing beside. */
export function Printed({ detail }: { detail: TicketDetail }) {
	const now = useNow();
	const { t, language } = useText();
	const lines: [string, string][] = [
		[t("ticket.createdBy"), dotted(exactTime(detail.createdAt, language), detail.openedBy.name, detail.company)],
		[t("ticket.assignedTo"), detail.assignee || t("ticket.nobody")],
	];
	if (detail.machineName) {
		const { machineName, machineModel, machineSerial, machineSite } = detail;
		lines.push([
			t("machine.of"),
			dotted(machineName, machineModel, `${t("machine.sn")} ${machineSerial}`, machineSite),
		]);
	}
	if (detail.category) lines.push([t("newTicket.category"), detail.category]);
	if (detail.phone) lines.push([t("ticket.phone"), detail.phone]);
	if (detail.closedAt) lines.push([t("status.closed"), exactTime(detail.closedAt, language)]);
	return (
		<div className={`${css.printed} print-only`}>
			<dl>
				{lines.map(([name, value]) => (
					<div key={name}>
						<dt>{name}: </dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
			<p className={css.when}>{t("print.printed", { time: exactTime(now, language) })}</p>
		</div>
	);
}
