import { Plus, Search, X } from "lucide-react";
import { type RefObject, useEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { Logo } from "../../ui/Thread";
import { useNarrow } from "../../ui/useMedia";
import { useProgram } from "../program";
import { Connection } from "./Connection";
import { PersonMenu } from "./PersonMenu";
import css from "./TopBar.module.css";

export function TopBar({ searchBox }: { searchBox?: RefObject<HTMLInputElement | null> }) {
	const program = useProgram();
	const { place } = useStore(program.place);
	const { t } = useText();
	const narrow = useNarrow();
	const newButton = useRef<HTMLButtonElement>(null);
	const { screen } = place;

	useEffect(() => {
		if (screen !== "list" || !program.place.view.fromNew) return;
		program.place.view.fromNew = false;
		newButton.current?.focus();
	}, [program, screen]);

	const searching = searchBox && <SearchBox box={searchBox} />;
	return (
		<>
			<header className={`${css.bar} no-print`}>
				<div className={css.brand}>
					<Logo />
					<span className={css.name}>{t("app.name")}</span>
				</div>
				{!narrow && <div className={css.search}>{searching}</div>}
				<div className={css.end}>
					<Connection />
					<PersonMenu />
					{place.screen !== "new" &&
						(narrow ? (
							<IconButton
								icon={Plus}
								ref={newButton}
								label={t("newTicket.submit")}
								look="main"
								onPress={() => program.place.newTicket()}
							/>
						) : (
							<Button ref={newButton} look="main" icon={Plus} onPress={() => program.place.newTicket()}>
								{t("newTicket.submit")}
							</Button>
						))}
				</div>
			</header>
			{narrow && searching && <div className={css.searchRow}>{searching}</div>}
		</>
	);
}

function SearchBox({ box }: { box: RefObject<HTMLInputElement | null> }) {
	const { search } = useProgram();
	const { text } = useStore(search);
	const { t } = useText();
	return (
		<search className={css.box}>
			<Search size={20} strokeWidth={1.75} aria-hidden />
			<input
				ref={box}
				type="text"
				className={css.input}
				aria-label={t("search.label")}
				placeholder={t("search.label")}
				value={text}
				onChange={(e) => void search.type(e.target.value)}
				onKeyDown={(e) => {
					if (e.key === "Escape") void search.type("");
				}}
			/>
			{text && (
				<IconButton
					icon={X}
					label={t("search.clear")}
					onPress={() => {
						void search.type("");
						box.current?.focus();
					}}
				/>
			)}
		</search>
	);
}
