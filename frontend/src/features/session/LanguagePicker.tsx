import { ChevronDown, Globe } from "lucide-react";
import type { Language } from "../../bridge/bridge";
import { LANGUAGES, useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Menu, MenuChoice } from "../../ui/Menu";
import { useProgram } from "../program";
import css from "./LanguagePicker.module.css";

export function LanguagePicker() {
	const { settings } = useProgram();
	const { language } = useStore(settings);
	const { t } = useText();
	return (
		<div className={css.picker}>
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
					onChange={(id) => void settings.setLanguage(id as Language)}
					options={LANGUAGES.map((id) => ({ id, name: t(`language.${id}`) }))}
				/>
			</Menu>
		</div>
	);
}
