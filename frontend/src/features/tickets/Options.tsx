import { Factory, FileDown, Phone, Printer, X } from "lucide-react";
import { useRef } from "react";
import type { TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { clockTime, dayChoice, dayWord, exactTime, shortDate } from "../../model/time";
import { dotted } from "../../model/words";
import type { TicketStore } from "../../state/ticket";
import { useNow, useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { TicketFiles } from "../attachments/TicketFiles";
import { usePanelFocus } from "../panelFocus";
import { statusWord, useProgram, useTechnician } from "../program";
import { useSupportPhone } from "../SupportPhone";
import { Written } from "../Written";
import { FollowUp } from "./FollowUp";
import css from "./Options.module.css";

/** Beside the conversation: the machine, the status and how it came to it, the machine's earlier tickets, print. */
export function Options({ store }: { store: TicketStore }) {
	const program = useProgram();
	const { detail, machine } = useStore(store);
	const technician = useTechnician();
	const now = useNow();
	const { t, language } = useText();
	const contact = useSupportPhone();
	const panel = useRef<HTMLElement>(null);

	usePanelFocus(panel);

	if (!detail) return null;
	const earlier = machine?.tickets.filter((ticket) => ticket.id !== detail.id) ?? [];
	const window = detail.callWindow;

	async function print() {
		await store.reachBeginning();
		// The older messages must be on the page before it is printed.
		requestAnimationFrame(() => requestAnimationFrame(() => globalThis.print()));
	}

	return (
		<aside ref={panel} tabIndex={-1} className={`${css.panel} no-print`} aria-label={t("options.title")}>
			<header className={css.head}>
				<h2 className={css.title}>{t("options.title")}</h2>
				<IconButton icon={X} label={t("options.close")} onPress={() => program.place.toggleOptions()} />
			</header>
			<div className={css.scroll}>
				{detail.machineName && (
					<section className={css.part}>
						<div className={css.machine}>
							<span className={css.tile}>
								<Factory size={24} strokeWidth={1.75} aria-hidden />
							</span>
							<div className={css.machineWords}>
								<h3 className={css.machineName}>{detail.machineName}</h3>
								<p className={css.site}>{dotted(technician && detail.company, machine?.site ?? detail.machineSite)}</p>
							</div>
						</div>
						<dl className={css.facts}>
							<dt>{t("machine.model")}</dt>
							<dd>{detail.machineModel}</dd>
							<dt>{t("machine.serial")}</dt>
							<dd>{detail.machineSerial}</dd>
							{machine?.linkedPerson && (
								<>
									<dt>{t("machine.linked")}</dt>
									<dd>{machine.linkedPerson}</dd>
								</>
							)}
						</dl>
					</section>
				)}
				{detail.kind === "callback" && (
					<section className={css.part}>
						<h3 className={css.partName}>{t("options.callback")}</h3>
						<dl className={css.facts}>
							<dt>{t("ticket.phone")}</dt>
							<dd>{detail.phone}</dd>
							<dt>{t("options.callWindow")}</dt>
							<dd>
								{window
									? t("callWindow.range", {
											day: dayChoice(window.from, now, language),
											from: clockTime(window.from, language),
											to: clockTime(window.to, language),
										})
									: t("callWindow.soon")}
							</dd>
						</dl>
					</section>
				)}
				<section className={css.part}>
					<h3 className={css.partName}>{t("options.status")}</h3>
					<History detail={detail} />
				</section>
				<section className={css.part}>
					<h3 className={css.partName}>{t("options.files")}</h3>
					<TicketFiles store={store} />
				</section>
				{detail.resolution && (
					<section className={css.part}>
						<h3 className={css.partName}>{t("options.resolution")}</h3>
						<Written text={detail.resolution} />
					</section>
				)}
				{machine && (
					<section className={css.part}>
						<h3 className={css.partName}>{t("machine.earlier")}</h3>
						{earlier.length === 0 && <p className={css.none}>{t("machine.earlier.none")}</p>}
						<ul className={css.earlierList}>
							{earlier.map((ticket) => (
								<li key={ticket.id} className={css.earlierItem}>
									<button type="button" className={css.earlier} onClick={() => program.place.open(ticket.id)}>
										<span className={css.earlierTitle} dir="auto">
											{ticket.title}
										</span>
										<time className={css.earlierTime} title={exactTime(ticket.at, language)}>
											{shortDate(ticket.at, now, language)}
										</time>
										<span className={css.earlierSecond}>
											{dotted(
												ticket.number ? `#${ticket.number}` : t("card.unsent"),
												ticket.resolution || t(`status.${ticket.status}`),
											)}
										</span>
									</button>
								</li>
							))}
						</ul>
					</section>
				)}
				{contact && (
					<section className={css.part}>
						<h3 className={css.partName}>{t("options.contact")}</h3>
						<p className={css.contact}>
							<Phone size={18} strokeWidth={1.75} aria-hidden />
							{contact.line}
						</p>
					</section>
				)}
			</div>
			<footer className={css.foot}>
				{detail.may.followUp && <FollowUp ticketId={detail.id} />}
				<Button icon={Printer} className={css.print ?? ""} onPress={() => void print()}>
					{t("options.print")}
				</Button>
				<Button
					icon={FileDown}
					className={css.print ?? ""}
					onPress={() => program.dialogs.dossier(detail.id, detail.number)}
				>
					{t("options.dossier")}
				</Button>
			</footer>
		</aside>
	);
}

/** The thread of what the ticket has been through, to where it is, and how it ends. */
function History({ detail }: { detail: TicketDetail }) {
	const technician = useTechnician();
	const now = useNow();
	const { t, language } = useText();
	const steps = detail.history;
	return (
		<ol className={css.history}>
			{steps.map((step, i) => {
				const current = i === steps.length - 1;
				return (
					<li
						key={`${step.at} ${step.status}`}
						className={`${css.step} ${current ? css.current : css.past}`}
						aria-current={current ? "step" : undefined}
					>
						<span className={css.stepName}>{statusWord(t, step.status, technician)}</span>
						<span className={css.stepWhen} title={exactTime(step.at, language)}>
							{dotted(`${dayWord(step.at, now, language)} ${clockTime(step.at, language)}`, step.by)}
						</span>
					</li>
				);
			})}
			{detail.status !== "closed" && (
				<li className={`${css.step} ${css.toCome}`}>
					<span className={css.stepName}>{t("status.closed")}</span>
					<span className={css.stepWhen}>{t("options.status.closedBy")}</span>
				</li>
			)}
		</ol>
	);
}
