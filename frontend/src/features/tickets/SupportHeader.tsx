import {
	Check,
	ChevronDown,
	ClipboardCopy,
	Ellipsis,
	FileDown,
	Hand,
	Merge,
	PanelRight,
	Phone,
	PhoneOutgoing,
	RotateCcw,
	Split,
} from "lucide-react";
import { useState } from "react";
import type { BridgeError, Severity, TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { timeToCome } from "../../model/time";
import { dotted } from "../../model/words";
import { failureOf } from "../../state/failure";
import type { TicketDialog, TicketStore } from "../../state/ticket";
import { useNow, useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { Menu, MenuChoice, MenuEntry } from "../../ui/Menu";
import { Avatar, NobodySign, SeverityWord, StatusChip, StatusGlyph } from "../../ui/signs";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { useWish } from "../wishes";
import { CallDialog } from "./CallDialog";
import { CloseDialog } from "./CloseDialog";
import { JoinDialog } from "./JoinDialog";
import { Watching } from "./Presence";
import { Printed } from "./Printed";
import css from "./SupportHeader.module.css";
import { useOffered } from "./useOffered";

const NOBODY = "nobody";
const SEVERITIES: readonly Severity[] = ["stopped", "degraded", "question"];

/** The top of a ticket in the console: what it is, and all that is done with it, in two dense rows. */
export function SupportHeader({ detail, store }: { detail: TicketDetail; store: TicketStore }) {
	const program = useProgram();
	const { dialog } = useStore(store);
	const { t } = useText();
	const reason = useReason();
	const [failure, setFailure] = useState<BridgeError | null>(null);

	async function run(work: () => Promise<unknown>) {
		setFailure(null);
		try {
			await work();
		} catch (cause) {
			setFailure(failureOf(cause));
		}
	}

	const shut = () => store.show("");
	return (
		<div className={css.header}>
			<div className={css.row}>
				<h1 className={css.title}>
					<span className={css.number}>{detail.number ? `#${detail.number}` : t("card.unsent")} </span>
					<bdi>{detail.title}</bdi>
				</h1>
				<Watching store={store} />
				<IconButton
					icon={PanelRight}
					label={t("ticket.context")}
					className={`${css.context} no-print`}
					onPress={() => program.wishes.ask("context")}
				/>
			</div>
			<Who detail={detail} />
			<div className={`${css.row} ${css.tools} no-print`} role="toolbar" aria-label={t("ticket.tools")}>
				<SeverityMenu detail={detail} store={store} run={run} />
				<StatusMenu detail={detail} store={store} run={run} />
				<AssigneeMenu detail={detail} store={store} run={run} />
				<Acts detail={detail} store={store} run={run} />
			</div>
			<Printed detail={detail} />
			{failure && (
				<p className={css.failure} role="alert">
					{t("dialog.failed", { reason: reason(failure) })}
				</p>
			)}
			{dialog === "call" && <CallDialog store={store} onClose={shut} />}
			{(dialog === "close" || dialog === "sendAndClose") && (
				<CloseDialog number={detail.number} store={store} onClose={shut} />
			)}
			{dialog === "join" && <JoinDialog detail={detail} store={store} onClose={shut} />}
		</div>
	);
}

interface PartProps {
	detail: TicketDetail;
	store: TicketStore;
	run(work: () => Promise<unknown>): Promise<void>;
}

/** Whose it is and what it is about, in a line; the context beside says the rest. */
function Who({ detail }: { detail: TicketDetail }) {
	const { bridge } = useProgram();
	const now = useNow();
	const { t, language } = useText();
	const { machineName, machineModel, machineSerial } = detail;
	const serial = machineSerial && `${t("machine.sn")} ${machineSerial}`;
	const words = dotted(detail.company, detail.person, machineName, machineModel, serial);
	return (
		<p className={`${css.who} no-print`}>
			<span title={words} className={css.whoWords}>
				{words}
			</span>
			{detail.phone && (
				<a
					href={`tel:${detail.phoneNumber}`}
					className={css.phone}
					onClick={(e) => {
						e.preventDefault();
						void bridge.openLink(`tel:${detail.phoneNumber}`).catch(() => {});
					}}
				>
					<Phone size={14} strokeWidth={1.75} aria-hidden />
					{detail.phone}
				</a>
			)}
			{detail.callAt > 0 && (
				<strong className={css.callAt}>{t("call.at", { time: timeToCome(detail.callAt, now, language) })}</strong>
			)}
		</p>
	);
}

function SeverityMenu({ detail, store, run }: PartProps) {
	const { t } = useText();
	const categories = useOffered(store.categories);
	const word = <SeverityWord severity={detail.severity}>{t(`severity.${detail.severity}`)}</SeverityWord>;
	if (!detail.may.assign) return word;
	const category = categories.find(({ name }) => name === detail.category)?.id ?? "";
	return (
		<Menu
			label={t("severity.change")}
			placement="bottom start"
			trigger={
				<Button
					look="quiet"
					className={css.severity ?? ""}
					aria-label={`${t("severity.change")}: ${t(`severity.${detail.severity}`)}`}
				>
					{word}
				</Button>
			}
		>
			<MenuChoice
				title={t("severity.label")}
				value={detail.severity}
				onChange={(id) => void run(() => store.setSeverity(id as Severity))}
				options={SEVERITIES.map((id) => ({ id, name: t(`severity.${id}`) }))}
			/>
			{detail.kind === "chat" && categories.length > 0 && (
				<MenuChoice
					title={t("newTicket.category")}
					value={category}
					onChange={(id) => void run(() => store.setCategory(id))}
					options={categories}
				/>
			)}
		</Menu>
	);
}

function StatusMenu({ detail, store, run }: PartProps) {
	const { t } = useText();
	const next = detail.may.setStatus.filter((status) => status === "in_progress" || status === "waiting");
	const word = t(`status.${detail.status}`);
	if (next.length === 0) return <StatusChip status={detail.status}>{word}</StatusChip>;
	return (
		<Menu
			label={t("status.change")}
			placement="bottom start"
			onAction={(id) => void run(() => store.setStatus(id as "in_progress" | "waiting"))}
			trigger={
				<Button iconAfter={ChevronDown} aria-label={`${t("status.change")}: ${word}`}>
					<span className={css.withSign}>
						<StatusGlyph status={detail.status} size={15} />
						{word}
					</span>
				</Button>
			}
		>
			{next.map((status) => (
				<MenuEntry key={status} id={status}>
					{t(`status.${status}`)}
				</MenuEntry>
			))}
		</Menu>
	);
}

function AssigneeMenu({ detail, store, run }: PartProps) {
	const { t } = useText();
	const technicians = useOffered(store.technicians);
	const { may, assignee } = detail;
	const who = (unsaid: boolean) => (
		<span className={css.withSign} aria-hidden={unsaid || undefined}>
			{assignee ? <Avatar name={assignee} size={20} tone="accent" /> : <NobodySign size={20} />}
			<span className={css.name}>{assignee || t("ticket.nobody")}</span>
		</span>
	);
	return (
		<>
			{may.take && !assignee && (
				<Button
					icon={Hand}
					className={css.take ?? ""}
					aria-label={t("take.action")}
					onPress={() => void run(store.take)}
				>
					{t("command.take.short")}
				</Button>
			)}
			{may.assign ? (
				<Menu
					label={t("assign.menu")}
					placement="bottom start"
					onAction={(id) => id === "take" && void run(store.take)}
					trigger={
						<Button iconAfter={ChevronDown} className={css.assignee ?? ""}>
							{who(true)}
							<span className="visually-hidden">
								{assignee ? t("assign.menuTo", { name: assignee }) : t("assign.menu")}
							</span>
						</Button>
					}
				>
					{may.take && assignee !== "" && (
						<MenuEntry id="take" icon={Hand}>
							{t("take.action")}
						</MenuEntry>
					)}
					<MenuChoice
						title={t("assign.menu")}
						value={detail.assigneeId || NOBODY}
						onChange={(id) => void run(() => store.assign(id === NOBODY ? "" : id))}
						options={[{ id: NOBODY, name: t("assign.nobody") }, ...technicians]}
					/>
				</Menu>
			) : (
				<span className={css.fixed}>{who(false)}</span>
			)}
		</>
	);
}

/** What is done at the end: a call, the closing, what is done seldom. */
function Acts({ detail, store, run }: PartProps) {
	const { dialogs } = useProgram();
	const { t } = useText();
	const { may } = detail;
	const open = (dialog: TicketDialog) => () => store.show(dialog);
	const unlessLost = (can: boolean, dialog: TicketDialog) => () => {
		if (can) store.show(dialog);
	};
	useWish("close", unlessLost(may.close, "close"), store.id);
	useWish("call", unlessLost(may.logCall, "call"), store.id);
	useWish("join", unlessLost(may.join, "join"), store.id);

	function act(id: string) {
		if (id === "join") store.show("join");
		else if (id === "dossier") dialogs.dossier(detail.id, detail.number);
		else void run(() => navigator.clipboard.writeText(id === "phone" ? detail.phoneNumber : `#${detail.number}`));
	}

	return (
		<div className={css.acts}>
			{may.logCall && (
				<IconButton icon={PhoneOutgoing} label={t("call.action")} className={css.edge ?? ""} onPress={open("call")} />
			)}
			{may.close && (
				<Button icon={Check} className={css.close ?? ""} onPress={open("close")} aria-label={t("close.action")}>
					{t("close.short")}
				</Button>
			)}
			{may.reopen && (
				<Button icon={detail.duplicateOf ? Split : RotateCcw} onPress={() => void run(store.reopen)}>
					{t(detail.duplicateOf ? "join.undo" : "reopen.action")}
				</Button>
			)}
			<Menu label={t("ticket.more")} onAction={act} trigger={<IconButton icon={Ellipsis} label={t("ticket.more")} />}>
				{may.join && (
					<MenuEntry id="join" icon={Merge}>
						{t("join.action")}
					</MenuEntry>
				)}
				<MenuEntry id="dossier" icon={FileDown}>
					{t("options.dossier")}
				</MenuEntry>
				<MenuEntry id="number" icon={ClipboardCopy}>
					{t("ticket.copyNumber")}
				</MenuEntry>
				{detail.phoneNumber !== "" && (
					<MenuEntry id="phone" icon={Phone}>
						{t("ticket.copyPhone")}
					</MenuEntry>
				)}
			</Menu>
		</div>
	);
}
