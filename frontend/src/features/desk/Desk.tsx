import { Suspense, useRef } from "react";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { EmptyState } from "../../ui/EmptyState";
import { useNarrow } from "../../ui/useMedia";
import { useNewTicketDrop } from "../attachments/useNewTicketDrop";
import { NoticeLines } from "../notices/NoticeLines";
import { NewTicket, TicketPane } from "../parts";
import { useProgram } from "../program";
import { useShortcuts } from "../shortcuts";
import { ListPane } from "../tickets/ListPane";
import { Banner } from "./Banner";
import css from "./Desk.module.css";
import { TopBar } from "./TopBar";

/** The signed-in program: list and conversation side by side, or one pane at a time where there is no room. */
export function Desk() {
	const program = useProgram();
	const { place, options } = useStore(program.place);
	const narrow = useNarrow();
	useNewTicketDrop();
	const searchBox = useRef<HTMLInputElement>(null);

	async function toSearch() {
		if (place.screen === "new") await program.flush();
		if (place.screen === "new" || narrow) program.place.backToList();
		// Beside a form, or a ticket in a narrow window, the box is there only once the list is.
		requestAnimationFrame(() => {
			searchBox.current?.focus();
			searchBox.current?.select();
		});
	}

	useShortcuts({
		newTicket: () => program.place.newTicket(),
		search: () => {
			void toSearch();
		},
		back: () => {
			if (place.screen === "ticket" && options) program.place.toggleOptions();
			else if (place.screen === "ticket" && !narrow) program.place.toList();
			else if (place.screen !== "list") void program.flush().then(() => program.place.backToList());
		},
	});

	if (place.screen === "new") {
		return (
			<div className={css.desk}>
				<TopBar />
				<NoticeLines />
				<Banner />
				<Suspense>
					<NewTicket key={place.draft} />
				</Suspense>
			</div>
		);
	}
	const ticket = place.screen === "ticket" && (
		<Suspense fallback={<main className={css.nothing} />}>
			<TicketPane key={place.id} place={place} narrow={narrow} />
		</Suspense>
	);
	if (narrow) {
		return (
			<div className={css.desk}>
				{!ticket && <TopBar searchBox={searchBox} />}
				<NoticeLines />
				<Banner />
				{ticket || <ListPane />}
			</div>
		);
	}
	return (
		<div className={`${css.desk} ${options && ticket ? css.withOptions : ""}`}>
			<TopBar searchBox={searchBox} />
			<NoticeLines />
			<Banner />
			<div className={css.panes}>
				<ListPane />
				{ticket || <NoneChosen />}
			</div>
		</div>
	);
}

/** Beside the list while no ticket is open. Where there is none to choose, the list says so, and this says nothing. */
function NoneChosen() {
	const program = useProgram();
	const open = useStore(program.open);
	const { hits, foundFor, text } = useStore(program.search);
	const { closedShown } = useStore(program.place);
	const { t } = useText();
	const none = text.trim() ? foundFor && hits.length === 0 : open.loaded && open.rows.length === 0 && !closedShown;
	return (
		<main className={css.nothing}>
			<h1 className="visually-hidden">{t("app.name")}</h1>
			{!none && <EmptyState sentence={t("empty.noneChosen")} />}
		</main>
	);
}
