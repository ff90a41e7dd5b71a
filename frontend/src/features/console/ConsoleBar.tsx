import { Keyboard, Plus, Search } from "lucide-react";
import { Button as AriaButton } from "react-aria-components";
import { useText } from "../../i18n/text";
import { IconButton } from "../../ui/Button";
import { Logo } from "../../ui/Thread";
import { Connection } from "../desk/Connection";
import { useProgram } from "../program";
import css from "./ConsoleBar.module.css";
import { ConsoleMenu } from "./ConsoleMenu";
import { Keys } from "./Keys";

export function ConsoleBar({ narrow }: { narrow: boolean }) {
	const program = useProgram();
	const { t } = useText();
	return (
		<header className={`${css.bar} no-print`}>
			<div className={css.brand}>
				<Logo size={22} />
				{!narrow && <span className={css.name}>{t("app.name")}</span>}
			</div>
			<AriaButton className={css.search ?? ""} aria-haspopup="dialog" onPress={() => program.palette.show()}>
				<Search size={16} strokeWidth={1.75} aria-hidden />
				<span className={css.placeholder}>{t("palette.open")}</span>
				{!narrow && <Keys keys="Ctrl+K" unsaid />}
			</AriaButton>
			<div className={css.end}>
				{!narrow && <Connection />}
				<IconButton icon={Plus} label={t("newTicket.title")} onPress={() => program.place.newTicket()} />
				{!narrow && (
					<IconButton icon={Keyboard} label={t("shortcuts.title")} onPress={() => program.dialogs.show("shortcuts")} />
				)}
				<ConsoleMenu />
			</div>
		</header>
	);
}
