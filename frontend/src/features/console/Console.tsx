import { Suspense, useState } from "react";
import { useText } from "../../i18n/text";
import type { TicketPlace } from "../../state/place";
import { usePart, useStore } from "../../state/watch";
import { EmptyState } from "../../ui/EmptyState";
import { useNarrow, useRoom } from "../../ui/useMedia";
import { useNewTicketDrop } from "../attachments/useNewTicketDrop";
import { Banner } from "../desk/Banner";
import { NoticeLines } from "../notices/NoticeLines";
import { NewTicket, TicketPane } from "../parts";
import { useProgram } from "../program";
import { useWish } from "../wishes";
import { AssignDialog } from "./AssignDialog";
import { BatchClose } from "./BatchClose";
import css from "./Console.module.css";
import { ConsoleBar } from "./ConsoleBar";
import { ContextPane } from "./ContextPane";
import { FilterDialog } from "./FilterDialog";
import { focusList } from "./going";
import { ListPane } from "./ListPane";
import { Palette } from "./Palette";
import { QueuePane } from "./QueuePane";
import { useCommandKeys } from "./useCommandKeys";

/** How wide the window must be for the context to stand beside the ticket all the time. */
const FOUR_PANES = 1600;

/** What the support works in: queues, a list, a ticket and what is known around it; one at a time where there is no room. */
export function Console() {
	const program = useProgram();
	const { place, options } = useStore(program.place);
	const narrow = useNarrow();
	const four = useRoom(FOUR_PANES) && !narrow;
	const [dialog, setDialog] = useState<"" | "assign" | "close" | "filter">("");
	useCommandKeys();
	useNewTicketDrop();

	async function toLists() {
		if (place.screen === "new") await program.flush();
		if (place.screen === "new" || narrow) program.place.backToList();
		focusList(program);
	}

	useWish("lists", () => void toLists());
	useWish("back", () => {
		const { list } = program.console.value;
		if (place.screen === "list" && list.value.selected.size) list.unselect();
		else if (options && !four && place.screen === "ticket") program.place.toggleOptions();
		else if (list.value.selected.size) list.unselect();
		else void toLists();
	});
	useWish("batchAssign", () => setDialog("assign"));
	useWish("batchClose", () => setDialog("close"));
	useWish("saveFilter", () => setDialog("filter"));

	const shut = () => setDialog("");
	return (
		<div className={css.console}>
			{!(narrow && place.screen === "ticket") && <ConsoleBar narrow={narrow} />}
			<NoticeLines />
			<Banner />
			{place.screen === "new" ? (
				<Suspense>
					<NewTicket key={place.draft} />
				</Suspense>
			) : (
				<div className={`${css.panes} ${four ? css.four : ""} ${narrow ? css.one : ""}`}>
					{!narrow && <QueuePane />}
					{!(narrow && place.screen === "ticket") && <ListPane narrow={narrow} />}
					{place.screen === "ticket" ? (
						<TicketAndContext key={place.id} place={place} narrow={narrow} four={four} />
					) : (
						!narrow && <NoneChosen four={four} />
					)}
				</div>
			)}
			<Palette />
			{dialog === "assign" && <AssignDialog onClose={shut} />}
			{dialog === "close" && <BatchClose onClose={shut} />}
			{dialog === "filter" && <FilterDialog how="save" onClose={shut} />}
		</div>
	);
}

interface TicketProps {
	place: TicketPlace;
	narrow: boolean;
	four: boolean;
}

function TicketAndContext({ place, narrow, four }: TicketProps) {
	const { id } = place;
	const program = useProgram();
	const { options } = useStore(program.place);

	useWish("ticket", () => focusConversation(), id);
	useWish("context", () => {
		if (four) document.querySelector<HTMLElement>("[data-context]")?.focus();
		else program.place.toggleOptions();
	});

	return (
		<>
			{/* biome-ignore lint/a11y/noStaticElementInteractions: it only notices where the focus is */}
			<div
				className={css.ticket}
				onFocus={() => {
					program.console.atList = false;
				}}
			>
				<Suspense fallback={<main className={css.nothing} />}>
					<TicketPane place={place} narrow={narrow} />
				</Suspense>
			</div>
			{(four || options) && <ContextPane id={id} folded={!four} />}
		</>
	);
}

/** The conversation takes the focus, once it is there. */
function focusConversation(tries = 30) {
	const log = document.querySelector<HTMLElement>("main [role=log]");
	if (log) log.focus();
	else if (tries > 0) requestAnimationFrame(() => focusConversation(tries - 1));
}

/** While no ticket is open. Where there is none to choose, the list says so, and this says nothing. */
function NoneChosen({ four }: { four: boolean }) {
	const program = useProgram();
	const { list } = useStore(program.console);
	const none = usePart(list, ({ loaded, rows }) => loaded && rows.length === 0);
	const { t } = useText();
	return (
		<main className={`${css.nothing} ${four ? css.wide : ""}`}>
			<h1 className="visually-hidden">{t("app.name")}</h1>
			{!none && <EmptyState sentence={t("console.noneChosen")} />}
		</main>
	);
}
