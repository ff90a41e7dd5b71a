import { Volume2 } from "lucide-react";
import { useState } from "react";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { CheckBox } from "../../ui/CheckBox";
import { Segments } from "../../ui/Segments";
import { useProgram } from "../program";
import { FilesSection } from "./FilesSection";
import css from "./Settings.module.css";

/** What calls one back to the screen, which key sends, and what files may take of the disk. */
export function WorkPart() {
	const { settings, bridge, session } = useProgram();
	const { sound, enterSends } = useStore(settings);
	const role = useStore(session)?.me?.role;
	// The support is called once for each message; a customer until somebody comes.
	const support = role === "technician" || role === "admin";
	const [silent, setSilent] = useState<"" | "none" | "failed">("");
	const { t } = useText();

	async function play() {
		setSilent("");
		try {
			await bridge.settings.playSound();
		} catch (cause) {
			setSilent(failureOf(cause).code === "unavailable" ? "none" : "failed");
		}
	}

	return (
		<div className={css.part}>
			<section>
				<h3 className={css.title}>{t("settings.sound")}</h3>
				<CheckBox checked={sound} onChange={(checked) => void settings.change({ sound: checked })}>
					{t(support ? "settings.sound.support.check" : "settings.sound.check")}
				</CheckBox>
				<p className={css.help}>{t(support ? "settings.sound.support.help" : "settings.sound.help")}</p>
				<div className={css.ways}>
					<Button icon={Volume2} onPress={() => void play()}>
						{t("settings.sound.try")}
					</Button>
				</div>
				<p role="status" className={css.fault}>
					{silent && t(`settings.sound.${silent}`)}
				</p>
			</section>
			<Segments
				label={t("settings.enter")}
				help={t(enterSends ? "settings.enter.enter.help" : "settings.enter.ctrl.help")}
				value={enterSends ? "enter" : "ctrl"}
				onChange={(chosen) => void settings.change({ enterSends: chosen === "enter" })}
				options={[
					{ id: "ctrl", name: t("settings.enter.ctrl") },
					{ id: "enter", name: t("settings.enter.enter") },
				]}
			/>
			<FilesSection />
		</div>
	);
}
