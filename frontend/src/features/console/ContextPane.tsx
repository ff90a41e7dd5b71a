import { Copy, Factory, Phone, PhoneCall, PhoneMissed, PhoneOff, Plus, X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { dayAndTime, exactTime, shortDate } from "../../model/time";
import { dotted, firstName } from "../../model/words";
import type { AroundStore } from "../../state/around";
import type { TicketStore } from "../../state/ticket";
import { useNow, useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { Marked } from "../../ui/Marked";
import { SeverityMark } from "../../ui/signs";
import { useProgram } from "../program";
import css from "./ContextPane.module.css";
import { copyPhone } from "./commands";
import { goToSome } from "./going";
import { Keys } from "./Keys";

/** So many earlier tickets are shown before one asks for all. */
const FIRST = 4;

/** What is known around the ticket in front. Folded, it lies over the ticket's edge and has the focus while it is there. */
export function ContextPane({ id, folded }: { id: string; folded: boolean }) {
	const program = useProgram();
	const front = useStore(program.front);
	const [around, setAround] = useState<AroundStore | null>(null);
	const { t } = useText();
	const panel = useRef<HTMLElement>(null);

	useEffect(() => {
		const entered = program.enterAround(id);
		setAround(entered);
		return () => program.leaveAround(entered);
	}, [program, id]);

	useEffect(() => {
		if (!folded) return;
		const opener = document.activeElement;
		panel.current?.focus();
		return () => {
			if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
		};
	}, [folded]);

	return (
		<aside
			ref={panel}
			tabIndex={-1}
			data-context=""
			className={`${css.pane} ${folded ? css.folded : ""} no-print`}
			aria-label={t("console.context")}
			onKeyDown={walk}
			onFocus={() => {
				program.console.atList = false;
			}}
		>
			{folded && (
				<header className={css.head}>
					<h2 className={css.title}>{t("console.context")}</h2>
					<IconButton icon={X} label={t("console.context.close")} onPress={() => program.place.toggleOptions()} />
				</header>
			)}
			{around?.id === id && front?.id === id && <Parts around={around} store={front} />}
		</aside>
	);
}

/** Arrows walk over what can be pressed. */
function walk(e: KeyboardEvent<HTMLElement>) {
	const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
	if (!step) return;
	const all = [...e.currentTarget.querySelectorAll<HTMLElement>("button")];
	const at = all.indexOf(document.activeElement as HTMLElement);
	const next = all[at < 0 && step < 0 ? all.length - 1 : Math.min(Math.max(at + step, 0), all.length - 1)];
	if (!next) return;
	e.preventDefault();
	next.focus();
}

function Parts({ around, store }: { around: AroundStore; store: TicketStore }) {
	const { detail } = useStore(store);
	const { context, failed } = useStore(around);
	const { t } = useText();
	if (!detail) return null;
	return (
		<>
			<Machine detail={detail} store={store} />
			{detail.phone && <PhoneNumber detail={detail} />}
			{failed && (
				<p className={css.failed} role="alert">
					{t("console.context.failed")}
					<Button look="quiet" onPress={() => void around.load()}>
						{t("action.retry")}
					</Button>
				</p>
			)}
			{detail.machineId && context && <Earlier around={around} detail={detail} />}
			<Similar around={around} />
			{context && (
				<>
					<CompanyOpen around={around} company={detail.company} />
					<People around={around} detail={detail} />
					<Calls around={around} />
					<Duplicates around={around} />
				</>
			)}
		</>
	);
}

function Part({ title, count, children }: { title: string; count?: ReactNode; children: ReactNode }) {
	return (
		<section className={css.part}>
			<h3 className={css.name}>
				{title}
				{count !== undefined && <span className={css.count}>{count}</span>}
			</h3>
			{children}
		</section>
	);
}

function Machine({ detail, store }: { detail: TicketDetail; store: TicketStore }) {
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
function PhoneNumber({ detail }: { detail: TicketDetail }) {
	const program = useProgram();
	const { t } = useText();
	return (
		<section className={`${css.part} ${css.phone}`}>
			<Button
				icon={Phone}
				className={css.call ?? ""}
				onPress={() => void program.bridge.openLink(`tel:${detail.phoneNumber}`).catch(() => {})}
			>
				{t("console.callNumber", { phone: detail.phone })}
			</Button>
			<IconButton
				icon={Copy}
				label={t("console.copyNumber", { phone: detail.phone })}
				onPress={() => copyPhone(program, detail.phoneNumber || detail.phone)}
			/>
			<span className={css.keys} aria-hidden>
				<Keys keys="p" /> <Keys keys="y" />
			</span>
		</section>
	);
}

/** Every earlier ticket of the same serial, as a thread. */
function Earlier({ around, detail }: { around: AroundStore; detail: TicketDetail }) {
	const program = useProgram();
	const { context } = useStore(around);
	const [all, setAll] = useState(false);
	const now = useNow();
	const { t, language } = useText();
	if (!context) return null;
	const { earlier, earlierCount, in90Days } = context;
	const shown = all ? earlier : earlier.slice(0, FIRST);
	return (
		<Part title={t("console.earlier", { serial: detail.machineSerial })} count={earlierCount}>
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
		</Part>
	);
}

function Similar({ around }: { around: AroundStore }) {
	const program = useProgram();
	const { similar } = useStore(around);
	const { t } = useText();
	return (
		<Part title={t("console.similar")}>
			{similar === null && <p className={css.second}>{t("console.similar.looking")}</p>}
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
								<span className={css.solved}>{dotted(ticket.cause, ticket.resolution)}</span>
							)}
						</button>
					</li>
				))}
			</ul>
		</Part>
	);
}

function CompanyOpen({ around, company }: { around: AroundStore; company: string }) {
	const program = useProgram();
	const { context } = useStore(around);
	const { t } = useText();
	if (!context || context.companyOpenCount === 0) return null;
	return (
		<Part title={t("console.companyOpen", { company })} count={context.companyOpenCount}>
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
		</Part>
	);
}

function People({ around, detail }: { around: AroundStore; detail: TicketDetail }) {
	const program = useProgram();
	const { context } = useStore(around);
	const { t } = useText();
	if (!context || context.people.length === 0) return null;
	return (
		<Part title={t("console.people", { company: detail.company })}>
			<ul>
				{context.people.map(({ id, name, open }) => (
					<li key={id} className={css.person}>
						<button
							type="button"
							className={css.line}
							title={t("console.person.show", { name })}
							onClick={() => goToSome(program, "open", { companyIds: [detail.companyId], text: name })}
						>
							<span className={css.lineTitle}>{name}</span>
							<span className={css.second}>{t("console.person.open", { count: open })}</span>
						</button>
						<IconButton
							icon={Plus}
							label={t("console.person.new", { name })}
							className={css.copy ?? ""}
							onPress={() => void program.newTicketFor(detail.companyId, id)}
						/>
					</li>
				))}
			</ul>
		</Part>
	);
}

const OUTCOMES = { no_answer: PhoneMissed, busy: PhoneOff, spoken: PhoneCall };

function Calls({ around }: { around: AroundStore }) {
	const program = useProgram();
	const { context } = useStore(around);
	const now = useNow();
	const { t, language } = useText();
	if (!context || context.calls.length === 0) return null;
	return (
		<Part title={t("console.calls")}>
			<ul>
				{context.calls.map((call) => {
					const outcome = call.outcome in OUTCOMES ? (call.outcome as keyof typeof OUTCOMES) : "no_answer";
					const Icon = OUTCOMES[outcome];
					return (
						<li key={`${call.ticketId} ${call.at}`}>
							<button type="button" className={css.line} onClick={() => program.place.open(call.ticketId)}>
								<Icon size={15} strokeWidth={1.75} aria-hidden />
								<span className={css.lineTitle} title={call.text}>
									{dotted(t(`call.outcome.${outcome}`), call.ticketId !== around.id && `#${call.number}`)}
									{call.text && <span className={css.second}> {call.text}</span>}
								</span>
								<span className={css.second} title={exactTime(call.at, language)}>
									{dotted(firstName(call.by), dayAndTime(call.at, now, language))}
								</span>
							</button>
						</li>
					);
				})}
			</ul>
		</Part>
	);
}

function Duplicates({ around }: { around: AroundStore }) {
	const program = useProgram();
	const { context } = useStore(around);
	const { t } = useText();
	if (!context || context.duplicates.length === 0) return null;
	return (
		<Part title={t("console.duplicates")} count={context.duplicates.length}>
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
		</Part>
	);
}
