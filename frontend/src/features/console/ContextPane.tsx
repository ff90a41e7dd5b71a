import { X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import type { AroundStore } from "../../state/around";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { TicketFiles } from "../attachments/TicketFiles";
import { usePanelFocus } from "../panelFocus";
import { useProgram } from "../program";
import { Machine, PhoneNumber } from "./ContextMachine";
import css from "./ContextPane.module.css";
import { ContextPart } from "./ContextPart";
import { Calls, People } from "./ContextPeople";
import { CompanyOpen, Duplicates, Earlier, Similar } from "./ContextTickets";

/** What is known around the ticket in front. Folded, it lies over the ticket's edge, and has the focus as it is opened. */
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

	usePanelFocus(panel, folded);

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
			<ContextPart title={t("options.files")}>
				<TicketFiles store={store} />
			</ContextPart>
			{(failed.context || failed.similar) && (
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
