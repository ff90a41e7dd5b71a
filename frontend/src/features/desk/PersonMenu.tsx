import { ChevronDown, LogOut, Monitor, Moon, Phone, Send, Sun } from "lucide-react";
import { useState } from "react";
import type { Language, Theme } from "../../bridge/bridge";
import { LANGUAGES, useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Menu, MenuChoice, MenuEntry, MenuLine } from "../../ui/Menu";
import { Avatar } from "../../ui/signs";
import { useProgram } from "../program";
import { Outbox } from "./Outbox";
import css from "./PersonMenu.module.css";

export function PersonMenu() {
	const program = useProgram();
	const session = useStore(program.session);
	const { language, theme } = useStore(program.settings);
	const acts = useStore(program.outbox);
	const [outbox, setOutbox] = useState(false);
	const { t } = useText();
	const me = session?.me;
	if (!me) return null;
	const contact = session.support;
	return (
		<>
			<Menu
				label={t("person.menu", { name: me.name })}
				head={
					<div className={css.head}>
						<p className={css.who}>{me.name}</p>
						<p className={css.where}>{me.companyName || me.serverName}</p>
						{contact?.phone && (
							<p className={css.phone}>
								<Phone size={18} strokeWidth={1.75} aria-hidden />
								<span>
									<span className={css.phoneLabel}>{t("options.contact")}</span>
									<strong>{contact.phone}</strong> {contact.hours}
								</span>
							</p>
						)}
					</div>
				}
				trigger={
					<Button look="quiet" className={css.button ?? ""}>
						<span className={css.person}>
							<Avatar name={me.name} silent />
							<span className={css.name} aria-hidden>
								{me.name}
							</span>
							<span className="visually-hidden">{t("person.menu", { name: me.name })}</span>
							<ChevronDown size={18} strokeWidth={1.75} aria-hidden />
						</span>
					</Button>
				}
				onAction={(id) => {
					if (id === "outbox") setOutbox(true);
					if (id === "signOut") void program.signOut();
				}}
			>
				<MenuEntry id="outbox" icon={Send}>
					{acts.length ? t("outbox.menuCount", { count: acts.length }) : t("outbox.menu")}
				</MenuEntry>
				<MenuLine />
				<MenuChoice
					title={t("language.label")}
					value={language}
					onChange={(id) => void program.settings.setLanguage(id as Language)}
					options={LANGUAGES.map((id) => ({ id, name: t(`language.${id}`) }))}
				/>
				<MenuChoice
					title={t("settings.theme")}
					value={theme}
					onChange={(id) => void program.settings.setTheme(id as Theme)}
					options={[
						{ id: "system", name: t("settings.theme.system"), icon: Monitor },
						{ id: "light", name: t("settings.theme.light"), icon: Sun },
						{ id: "dark", name: t("settings.theme.dark"), icon: Moon },
					]}
				/>
				<MenuLine />
				<MenuEntry id="signOut" icon={LogOut}>
					{t("signOut.action")}
				</MenuEntry>
			</Menu>
			<Outbox open={outbox} onClose={() => setOutbox(false)} />
		</>
	);
}
