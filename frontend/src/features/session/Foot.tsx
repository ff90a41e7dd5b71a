import { ChevronDown, Globe, Settings } from "lucide-react";
import type { Language } from "../../bridge/bridge";
import { LANGUAGES, useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Menu, MenuChoice } from "../../ui/Menu";
import { useProgram } from "../program";
import css from "./Foot.module.css";

/** What somebody may need before being let in: the language, and the settings, since the network may ask for a proxy. */
export function Foot() {
	const { settings, dialogs } = useProgram();
	const { language } = useStore(settings);
	const { t } = useText();
	return (
		<footer className={css.foot}>
			<Menu
				label={t("language.label")}
				placement="top start"
				trigger={
					<Button look="quiet" icon={Globe} iconAfter={ChevronDown} className={css.button ?? ""}>
						<span className="visually-hidden">{`${t("language.label")}: `}</span>
						{t(`language.${language}`)}
					</Button>
				}
			>
				<MenuChoice
					title={t("language.label")}
					value={language}
					onChange={(id) => void settings.change({ language: id as Language })}
					options={LANGUAGES.map((id) => ({ id, name: t(`language.${id}`) }))}
				/>
			</Menu>
			<Button look="quiet" icon={Settings} className={css.button ?? ""} onPress={() => dialogs.settings()}>
				{t("settings.title")}
			</Button>
		</footer>
	);
}
