import { Check, ChevronDown, Hand, PhoneCall, RotateCcw, UserRound } from "lucide-react";
import { useEffect, useState } from "react";
import type { BridgeError, PersonRef, TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { Button } from "../../ui/Button";
import { Menu, MenuChoice, MenuEntry } from "../../ui/Menu";
import { StatusGlyph } from "../../ui/signs";
import { useReason } from "../reasons";
import { CallDialog } from "./CallDialog";
import { CloseDialog } from "./CloseDialog";
import css from "./SupportActions.module.css";

const NOBODY = "nobody";

/** What only technicians do with a ticket; the program says what of it is possible now. */
export function SupportActions({ detail, store }: { detail: TicketDetail; store: TicketStore }) {
	const { t } = useText();
	const reason = useReason();
	const [technicians, setTechnicians] = useState<PersonRef[]>([]);
	const [dialog, setDialog] = useState<"" | "close" | "call">("");
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const { may } = detail;

	useEffect(() => {
		let left = false;
		store.technicians().then(
			(people) => !left && setTechnicians(people),
			() => {},
		);
		return () => {
			left = true;
		};
	}, [store]);

	async function run(work: () => Promise<void>) {
		setFailure(null);
		try {
			await work();
		} catch (cause) {
			setFailure(failureOf(cause));
		}
	}

	const next = may.setStatus.filter((status) => status === "in_progress" || status === "waiting");
	return (
		<div className={`${css.tools} no-print`} role="toolbar" aria-label={t("ticket.tools")}>
			{may.take && (
				<Button icon={Hand} onPress={() => void run(store.take)}>
					{t("take.action")}
				</Button>
			)}
			{may.assign && (
				<Menu
					label={t("assign.menu")}
					placement="bottom start"
					trigger={
						<Button icon={UserRound} iconAfter={ChevronDown}>
							{detail.assignee ? t("assign.menuTo", { name: detail.assignee }) : t("assign.menu")}
						</Button>
					}
				>
					<MenuChoice
						title={t("assign.menu")}
						value={detail.assigneeId || NOBODY}
						onChange={(id) => void run(() => store.assign(id === NOBODY ? "" : id))}
						options={[{ id: NOBODY, name: t("assign.nobody") }, ...technicians]}
					/>
				</Menu>
			)}
			{next.length > 0 && (
				<Menu
					label={t("status.change")}
					placement="bottom start"
					onAction={(id) => void run(() => store.setStatus(id as "in_progress" | "waiting"))}
					trigger={
						<Button iconAfter={ChevronDown}>
							<span className={css.status}>
								<StatusGlyph status={detail.status} size={18} />
								{t("status.change")}
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
			)}
			{may.logCall && (
				<Button icon={PhoneCall} onPress={() => setDialog("call")}>
					{t("call.action")}
				</Button>
			)}
			{may.close && (
				<Button icon={Check} onPress={() => setDialog("close")}>
					{t("close.action")}
				</Button>
			)}
			{may.reopen && (
				<Button icon={RotateCcw} onPress={() => void run(store.reopen)}>
					{t("reopen.action")}
				</Button>
			)}
			{failure && (
				<p className={css.failure} role="alert">
					{t("dialog.failed", { reason: reason(failure) })}
				</p>
			)}
			{dialog === "call" && <CallDialog store={store} onClose={() => setDialog("")} />}
			{dialog === "close" && <CloseDialog number={detail.number} store={store} onClose={() => setDialog("")} />}
		</div>
	);
}
