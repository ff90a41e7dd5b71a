import { Copy, Factory, Phone } from "lucide-react";
import type { ReactNode } from "react";
import type { TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./ContextPane.module.css";
import { copyPhone } from "./copyPhone";
import { Keys } from "./Keys";

/** The card of the machine; of the company alone, where the ticket is about none. */
export function Machine({ detail, store }: { detail: TicketDetail; store: TicketStore }) {
	const { machine } = useStore(store);
	const program = useProgram();
	const { t } = useText();
	if (!detail.machineName) {
		return (
			<section className={css.part}>
				<h3 className={css.machineName}>{detail.company}</h3>
				<p className={css.second}>{t("card.machineless")}</p>
			</section>
		);
	}
	const facts: [string, ReactNode][] = [
		[t("machine.model"), detail.machineModel],
		[
			t("machine.serial"),
			<span key="serial" className={css.serial}>
				{detail.machineSerial}
				<IconButton
					icon={Copy}
					label={t("console.copySerial", { serial: detail.machineSerial })}
					className={css.copy ?? ""}
					onPress={() => copyPhone(program, detail.machineSerial)}
				/>
			</span>,
		],
		[t("console.site"), machine?.site ?? detail.machineSite],
		[t("machine.linked"), machine?.linkedPerson],
		[t("console.technician"), machine?.defaultTechnician],
	];
	return (
		<section className={css.part}>
			<div className={css.machine}>
				<span className={css.tile}>
					<Factory size={20} strokeWidth={1.75} aria-hidden />
				</span>
				<div className={css.machineWords}>
					<h3 className={css.machineName}>{detail.machineName}</h3>
					<p className={css.second}>{detail.company}</p>
				</div>
			</div>
			<dl className={css.facts}>
				{facts
					.filter(([, value]) => value)
					.map(([name, value]) => (
						<div key={name}>
							<dt>{name}</dt>
							<dd>{value}</dd>
						</div>
					))}
			</dl>
		</section>
	);
}

/** The number to call, by a press or a key. */
export function PhoneNumber({ detail }: { detail: TicketDetail }) {
	const program = useProgram();
	const { t } = useText();
	return (
		<section className={`${css.part} ${css.phone}`}>
			<Button
				icon={Phone}
				className={css.call ?? ""}
				onPress={() => void program.bridge.openLink(`tel:${detail.phoneNumber}`).catch(() => {})}
			>
				<span className={css.callWords}>
					{t("console.callNumber", { phone: detail.phone })}
					<Keys keys="p" unsaid />
				</span>
			</Button>
			<IconButton
				icon={Copy}
				label={t("console.copyNumber", { phone: detail.phone })}
				onPress={() => copyPhone(program, detail.phoneNumber || detail.phone)}
			/>
			<Keys keys="y" unsaid />
		</section>
	);
}
