import { ChevronDown, Keyboard, Phone, Power, SendHorizontal, Settings, UsersRound } from "lucide-react";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Menu, MenuEntry, MenuLine } from "../../ui/Menu";
import { Avatar } from "../../ui/signs";
import { useProgram } from "../program";
import { useSupportPhone } from "../SupportPhone";
import { useKeyNames } from "../shortcuts";
import { useLeaving } from "./leaving";
import css from "./PersonMenu.module.css";

export function PersonMenu() {
	const program = useProgram();
	const session = useStore(program.session);
	const leaving = useLeaving();
	const support = useSupportPhone();
	const { t } = useText();
	const keys = useKeyNames();
	const me = session?.me;
	if (!me) return null;
	return (
		<Menu
			label={t("person.menu", { name: me.name })}
			head={
				<div className={css.head}>
					<p className={css.who}>{me.name}</p>
					<p className={css.where}>{me.companyName || me.serverName}</p>
					{support && (
						<p className={css.phone}>
							<Phone size={18} strokeWidth={1.75} aria-hidden />
							<span>
								<span className={css.phoneLabel}>{t("options.contact")}</span>
								{support.line}
							</span>
						</p>
					)}
				</div>
			}
			trigger={
				<Button look="quiet" className={css.button ?? ""}>
					<span className={css.person}>
						<Avatar name={me.name} />
						<span className={css.name} aria-hidden>
							{me.name}
						</span>
						<span className="visually-hidden">{t("person.menu", { name: me.name })}</span>
						<ChevronDown size={18} strokeWidth={1.75} aria-hidden />
					</span>
				</Button>
			}
			onAction={(id) => {
				if (id === "outbox") program.dialogs.show("outbox");
				if (id === "settings") program.dialogs.settings();
				if (id === "shortcuts") program.dialogs.show("shortcuts");
				if (id === "signOut") void program.signOut();
				if (id === "quit") void program.quit();
			}}
		>
			<MenuEntry id="outbox" icon={SendHorizontal} help={leaving.files || undefined}>
				{leaving.messages ? t("outbox.menuCount", { count: leaving.messages }) : t("outbox.menu")}
			</MenuEntry>
			<MenuEntry id="settings" icon={Settings} keys={keys("settings")}>
				{t("settings.title")}
			</MenuEntry>
			<MenuEntry id="shortcuts" icon={Keyboard} keys={keys("shortcuts")}>
				{t("shortcuts.title")}
			</MenuEntry>
			<MenuLine />
			<MenuEntry id="signOut" icon={UsersRound} help={leaving.signOut}>
				{t("signOut.action")}
			</MenuEntry>
			<MenuEntry id="quit" icon={Power} help={leaving.quit}>
				{t("quit.action")}
			</MenuEntry>
		</Menu>
	);
}
