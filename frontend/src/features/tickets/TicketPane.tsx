import { ArrowLeft, PanelRight } from "lucide-react";
import { useEffect, useState } from "react";
import type { TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { dayAndTime } from "../../model/time";
import { dotted } from "../../model/words";
import type { TicketPlace } from "../../state/place";
import type { TicketStore } from "../../state/ticket";
import { useNow, useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Badge, SeverityWord, StatusChip } from "../../ui/signs";
import { Connection } from "../desk/Connection";
import { statusWord, useProgram, useTechnician } from "../program";
import { Composer } from "./Composer";
import { Conversation } from "./Conversation";
import { Notices } from "./Notices";
import { Options } from "./Options";
import { Typing, Watching } from "./Presence";
import { Printed } from "./Printed";
import { SupportHeader } from "./SupportHeader";
import css from "./TicketPane.module.css";

interface TicketPaneProps {
	place: TicketPlace;
	narrow: boolean;
}

/** A ticket in front: details on top, the conversation, the reply box, and the options beside. */
export function TicketPane({ place, narrow }: TicketPaneProps) {
	const { id } = place;
	const program = useProgram();
	const [store, setStore] = useState<TicketStore | null>(null);

	useEffect(() => {
		const entered = program.enter(id);
		setStore(entered);
		return () => program.leave(entered);
	}, [program, id]);

	useLooking(id);
	if (!store) return <main className={css.pane} />;
	return <Loaded store={store} place={place} narrow={narrow} />;
}

/** Tells the program which ticket is before somebody's eyes, as long as the window is. */
function useLooking(id: string) {
	const program = useProgram();
	useEffect(() => {
		const tell = () => program.looking(document.hasFocus() ? id : "");
		tell();
		window.addEventListener("focus", tell);
		window.addEventListener("blur", tell);
		return () => {
			window.removeEventListener("focus", tell);
			window.removeEventListener("blur", tell);
			program.looking("");
		};
	}, [program, id]);
}

function Loaded({ store, place, narrow }: TicketPaneProps & { store: TicketStore }) {
	const program = useProgram();
	const { detail, failure } = useStore(store);
	const { options: wanted } = useStore(program.place);
	const technician = useTechnician();
	const { t } = useText();
	// The console has more to say beside a ticket, and says it itself.
	const options = wanted && !technician;
	if (!detail) {
		return (
			<main className={css.pane}>
				{failure && (
					<EmptyState sentence={t("ticket.failed")}>
						<Button onPress={() => program.place.backToList()}>{t("action.back")}</Button>
					</EmptyState>
				)}
			</main>
		);
	}
	return (
		<div className={`${css.beside} ${options ? css.withOptions : ""}`}>
			<main className={css.pane} aria-label={detail.number ? `#${detail.number} ${detail.title}` : detail.title}>
				{narrow && <NarrowBar detail={detail} />}
				{technician ? (
					<SupportHeader detail={detail} store={store} />
				) : (
					<Header detail={detail} store={store} narrow={narrow} />
				)}
				<Notices detail={detail} store={store} />
				<Conversation store={store} messageId={place.messageId} opening={place.opening} />
				<Typing store={store} />
				<Composer store={store} />
			</main>
			{options && <Options store={store} />}
		</div>
	);
}

function NarrowBar({ detail }: { detail: TicketDetail }) {
	const program = useProgram();
	const counts = useStore(program.counts);
	const { options } = useStore(program.place);
	const { t } = useText();
	const elsewhere = Math.max(0, counts.unread - detail.unread);
	return (
		<header className={`${css.narrowBar} no-print`}>
			<IconButton icon={ArrowLeft} label={t("action.back")} onPress={() => program.place.backToList()} />
			<Badge count={elsewhere} label={t("badge.elsewhere", { count: elsewhere })} />
			<div className={css.narrowWords}>
				<p className={css.narrowTitle}>
					{dotted(
						detail.number ? `#${detail.number}` : t("card.unsent"),
						detail.machineName || t(`kind.${detail.kind}`),
					)}
				</p>
				<Connection />
			</div>
			<IconButton
				icon={PanelRight}
				label={t("options.title")}
				aria-expanded={options}
				onPress={() => program.place.toggleOptions()}
			/>
		</header>
	);
}

function Header({ detail, store, narrow }: { detail: TicketDetail; store: TicketStore; narrow: boolean }) {
	const program = useProgram();
	const { options } = useStore(program.place);
	const now = useNow();
	const { t, language } = useText();
	const details: [string, string][] = [
		[t("ticket.assignedTo"), detail.assignee || t("ticket.nobody")],
		[t("ticket.created"), dayAndTime(detail.createdAt, now, language)],
	];
	if (detail.machineName) details.push([t("machine.of"), dotted(detail.machineName, detail.machineModel)]);
	if (detail.machineSerial) details.push([t("machine.serial"), detail.machineSerial]);
	if (detail.kind === "callback" && detail.phone) details.push([t("ticket.phone"), detail.phone]);
	return (
		<div className={css.header}>
			<div className={css.headerRow}>
				<h1 className={css.title}>
					{(!narrow || !detail.number) && (
						<span className={css.number}>{detail.number ? `#${detail.number}` : t("card.unsent")} </span>
					)}
					<bdi>{detail.title}</bdi>
				</h1>
				{!narrow && (
					<Button
						icon={PanelRight}
						pressed={options}
						className="no-print"
						onPress={() => program.place.toggleOptions()}
					>
						{t("options.title")}
					</Button>
				)}
			</div>
			<div className={css.signs}>
				<SeverityWord severity={detail.severity}>{t(`severity.${detail.severity}`)}</SeverityWord>
				<StatusChip status={detail.status}>{statusWord(t, detail.status, false)}</StatusChip>
				<span className={css.inlineSupport}>
					{t("ticket.assignedTo")}: <strong>{detail.assignee || t("ticket.nobody")}</strong>
				</span>
				<Watching store={store} />
			</div>
			<dl className={`${css.details} no-print`}>
				{details.map(([name, value]) => (
					<div key={name} className={css.detail}>
						<dt>{name}</dt>
						<dd title={value}>{value}</dd>
					</div>
				))}
			</dl>
			<Printed detail={detail} />
		</div>
	);
}
