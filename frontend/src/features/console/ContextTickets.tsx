import { CircleCheck } from "lucide-react";
import { useState } from "react";
import type { TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { exactTime, shortDate } from "../../model/time";
import { dotted } from "../../model/words";
import type { AroundStore } from "../../state/around";
import { useNow, useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Marked } from "../../ui/Marked";
import { SeverityMark } from "../../ui/signs";
import { useProgram } from "../program";
import css from "./ContextPane.module.css";
import { ContextPart } from "./ContextPart";
import { goToSome } from "./going";

/** So many earlier tickets are shown before one asks for all. */
const FIRST = 4;

/** Every earlier ticket of the same serial, as a thread. */
export function Earlier({ around, detail }: { around: AroundStore; detail: TicketDetail }) {
	const program = useProgram();
	const { context } = useStore(around);
	const [all, setAll] = useState(false);
	const now = useNow();
	const { t, language } = useText();
	if (!context) return null;
	const { earlier, earlierCount, in90Days } = context;
	const shown = all ? earlier : earlier.slice(0, FIRST);
	return (
		<ContextPart title={t("console.earlier", { serial: detail.machineSerial })} count={earlierCount}>
			{in90Days > 0 && <p className={css.often}>{t("console.in90Days", { count: in90Days })}</p>}
			{earlier.length === 0 && <p className={css.second}>{t("machine.earlier.none")}</p>}
			<ol className={css.thread}>
				{shown.map((ticket) => (
					<li key={ticket.id}>
						<time className={css.when} title={exactTime(ticket.at, language)}>
							{shortDate(ticket.at, now, language)}
						</time>
						<button type="button" className={css.item} onClick={() => program.place.open(ticket.id)}>
							<span className={css.itemTitle} dir="auto">
								{ticket.title}
							</span>
							<span className={css.second}>
								{ticket.cause
									? t("console.cause", { cause: ticket.cause })
									: ticket.resolution || t(`status.${ticket.status}`)}
							</span>
						</button>
					</li>
				))}
			</ol>
			{earlier.length > FIRST && (
				<Button look="quiet" className={css.all ?? ""} aria-expanded={all} onPress={() => setAll(!all)}>
					{all ? t("console.showLess") : t("console.showAll", { count: earlier.length })}
				</Button>
			)}
			{all && earlierCount > earlier.length && (
				<Button
					look="quiet"
					className={css.all ?? ""}
					onPress={() => goToSome(program, "closed", { text: detail.machineSerial })}
				>
					{t("console.earlierInList", { count: earlierCount })}
				</Button>
			)}
		</ContextPart>
	);
}

/** Closed tickets that read as this one does, with what helped. */
export function Similar({ around }: { around: AroundStore }) {
	const program = useProgram();
	const { similar, failed } = useStore(around);
	const { t } = useText();
	return (
		<ContextPart title={t("console.similar")}>
			{similar === null && !failed.similar && <p className={css.second}>{t("console.similar.looking")}</p>}
			{similar?.length === 0 && <p className={css.second}>{t("console.similar.none")}</p>}
			<ul className={css.cases}>
				{similar?.map((ticket) => (
					<li key={ticket.id}>
						<button type="button" className={css.item} onClick={() => program.place.open(ticket.id)}>
							<span className={css.itemTitle} dir="auto">
								<Marked text={ticket.title} marks={ticket.marks} />
							</span>
							<span className={css.second}>{dotted(ticket.machineModel, ticket.company, `#${ticket.number}`)}</span>
							{(ticket.resolution || ticket.cause) && (
								<span className={css.solved}>
									<CircleCheck size={14} strokeWidth={2} aria-hidden />
									<span className={css.solvedWords}>{dotted(ticket.cause, ticket.resolution)}</span>
								</span>
							)}
						</button>
					</li>
				))}
			</ul>
		</ContextPart>
	);
}

export function CompanyOpen({ around, company }: { around: AroundStore; company: string }) {
	const program = useProgram();
	const { context } = useStore(around);
	const { t } = useText();
	if (!context || context.companyOpenCount === 0) return null;
	return (
		<ContextPart title={t("console.companyOpen", { company })} count={context.companyOpenCount}>
			<ul>
				{context.companyOpen.map(({ id, number, title, severity }) => (
					<li key={id}>
						<button type="button" className={css.line} onClick={() => program.place.open(id)}>
							<SeverityMark severity={severity} size={12} />
							<span className="visually-hidden">{t(`severity.${severity}`)}</span>
							<span className={css.number}>{number || t("card.unsent")}</span>
							<span className={css.lineTitle} dir="auto">
								{title}
							</span>
						</button>
					</li>
				))}
			</ul>
		</ContextPart>
	);
}

/** The tickets that are this one over again. */
export function Duplicates({ around }: { around: AroundStore }) {
	const program = useProgram();
	const { context } = useStore(around);
	const { t } = useText();
	if (!context || context.duplicates.length === 0) return null;
	return (
		<ContextPart title={t("console.duplicates")} count={context.duplicates.length}>
			<ul>
				{context.duplicates.map(({ id, number, title }) => (
					<li key={id}>
						<button type="button" className={css.line} onClick={() => program.place.open(id)}>
							<span className={css.number}>{number}</span>
							<span className={css.lineTitle} dir="auto">
								{title}
							</span>
						</button>
					</li>
				))}
			</ul>
		</ContextPart>
	);
}
