import type { Language, Settings, TextSize, Theme } from "../../bridge/bridge";
import { LANGUAGES, useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Segments } from "../../ui/Segments";
import { useProgram } from "../program";
import css from "./Settings.module.css";

const SIZES = ["100", "125", "150"] as const;

/** How the window looks and which language it speaks. */
export function AppearancePart() {
	const { settings } = useProgram();
	const { language, theme, contrast, textSize } = useStore(settings);
	const { t } = useText();
	return (
		<div className={css.part}>
			<Segments<Language>
				label={t("language.label")}
				value={language}
				onChange={(chosen) => void settings.change({ language: chosen })}
				options={LANGUAGES.map((id) => ({ id, name: t(`language.${id}`) }))}
			/>
			<Segments<Theme>
				label={t("settings.theme")}
				value={theme}
				onChange={(chosen) => void settings.change({ theme: chosen })}
				options={(["system", "light", "dark"] as const).map((id) => ({ id, name: t(`settings.theme.${id}`) }))}
			/>
			<Segments
				label={t("settings.textSize")}
				value={String(textSize) as (typeof SIZES)[number]}
				onChange={(chosen) => void settings.change({ textSize: Number(chosen) as TextSize })}
				options={SIZES.map((id) => ({ id, name: t(`settings.textSize.${id}`) }))}
			/>
			<Segments<Settings["contrast"]>
				label={t("settings.contrast")}
				help={t("settings.contrast.help")}
				value={contrast}
				onChange={(chosen) => void settings.change({ contrast: chosen })}
				options={(["system", "more"] as const).map((id) => ({ id, name: t(`settings.contrast.${id}`) }))}
			/>
		</div>
	);
}
