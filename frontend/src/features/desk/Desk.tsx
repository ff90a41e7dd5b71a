import { useEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { EmptyState } from "../../ui/EmptyState";
import { useNarrow } from "../../ui/useMedia";
import { NewTicket } from "../compose/NewTicket";
import { useProgram } from "../program";
import { ListPane } from "../tickets/ListPane";
import { TicketPane } from "../tickets/TicketPane";
import { Banner } from "./Banner";
import css from "./Desk.module.css";
import { TopBar } from "./TopBar";

/** The signed-in program: list and conversation side by side, or one pane at a time where there is no room. */
export function Desk() {
	const program = useProgram();
	const { place, options } = useStore(program.place);
	const { t } = useText();
	const narrow = useNarrow();
	const searchBox = useRef<HTMLInputElement>(null);

	useEffect(() => {
		function onKeyDown(e: KeyboardEvent) {
			const key = e.key.toLowerCase();
			if ((e.ctrlKey || e.metaKey) && key === "f" && searchBox.current) {
				e.preventDefault();
				searchBox.current.focus();
				searchBox.current.select();
			}
		}
		window.addEventListener("keydown", onKeyDown);
		return () => window.removeEventListener("keydown", onKeyDown);
	}, []);

	if (place.screen === "new") {
		return (
			<div className={css.desk}>
				<TopBar />
				<Banner />
				<NewTicket />
			</div>
		);
	}
	const ticket = place.screen === "ticket" && (
		<TicketPane key={place.id} id={place.id} messageId={place.messageId} narrow={narrow} />
	);
	if (narrow) {
		return (
			<div className={css.desk}>
				{!ticket && <TopBar searchBox={searchBox} />}
				<Banner />
				{ticket || <ListPane />}
			</div>
		);
	}
	return (
		<div className={`${css.desk} ${options && ticket ? css.withOptions : ""}`}>
			<TopBar searchBox={searchBox} />
			<Banner />
			<div className={css.panes}>
				<ListPane />
				{ticket || (
					<main className={css.nothing}>
						<h1 className="visually-hidden">{t("app.name")}</h1>
						<EmptyState sentence={t("empty.noneChosen")} />
					</main>
				)}
			</div>
		</div>
	);
}
