import { ChevronDown } from "lucide-react";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Avatar } from "../../ui/signs";
import { useLeaving } from "../desk/leaving";
import { useProgram } from "../program";
import { CommandMenu } from "./CommandMenu";
import css from "./ConsoleMenu.module.css";

/** The menu that bears the person's name. */
export function ConsoleMenu() {
	const program = useProgram();
	const me = useStore(program.session)?.me;
	const leaving = useLeaving();
	const { t } = useText();
	if (!me) return null;
	return (
		<CommandMenu
			label={t("person.menu", { name: me.name })}
			head={
				<div className={css.head}>
					<p className={css.who}>{me.name}</p>
					<p className={css.where}>{me.companyName || me.serverName}</p>
				</div>
			}
			trigger={
				<Button look="quiet" className={css.button ?? ""}>
					<span className={css.person}>
						<Avatar name={me.name} size={24} tone="accent" />
						<span className={css.name} aria-hidden>
							{me.name}
						</span>
						<span className="visually-hidden">{t("person.menu", { name: me.name })}</span>
						<ChevronDown size={14} strokeWidth={1.75} aria-hidden />
					</span>
				</Button>
			}
			parts={[
				["outbox", "cannedReplies", "settings", "shortcuts", "diagnosis"],
				["signOut", "quit"],
			]}
			names={leaving.messages ? { outbox: t("outbox.menuCount", { count: leaving.messages }) } : {}}
			helps={{ outbox: leaving.files, signOut: leaving.signOut, quit: leaving.quit }}
		/>
	);
}
