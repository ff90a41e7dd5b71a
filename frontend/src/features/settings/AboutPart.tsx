import { FolderOpen, Stethoscope } from "lucide-react";
import { useEffect, useState } from "react";
import { type TextKey, useText } from "../../i18n/text";
import { webViewOf } from "../../state/about";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./Settings.module.css";

/** What runs here, and where it keeps what it keeps. */
export function AboutPart() {
	const { about: store, bridge } = useProgram();
	const { about, failed } = useStore(store);
	const [closed, setClosed] = useState(false);
	const { t } = useText();

	useEffect(() => void store.load(), [store]);

	if (failed) {
		return (
			<div className={css.part}>
				<p>{t("settings.about.failed")}</p>
				<div className={css.ways}>
					<Button onPress={() => void store.load()}>{t("action.retry")}</Button>
				</div>
				<Diagnosing />
			</div>
		);
	}
	if (!about) return <div className={css.part} />;

	const versions: [TextKey, string][] = [
		["settings.version", about.version],
		[
			"settings.serverVersion",
			about.serverName ? `${about.serverName} · ${about.serverVersion}` : t("settings.serverVersion.none"),
		],
		["settings.webView", about.webView || webViewOf(navigator.userAgent)],
	];

	const folder = (which: "data" | "logs", path: string) => (
		<section>
			<h3 className={css.title}>{t(`settings.folder.${which}`)}</h3>
			<p className={css.file} dir="ltr">
				{path}
			</p>
			<div className={css.ways}>
				<Button
					icon={FolderOpen}
					onPress={() => {
						setClosed(false);
						bridge.settings.openFolder(which).catch(() => setClosed(true));
					}}
				>
					<span>
						{t("settings.folder.open")}
						<span className="visually-hidden">: {t(`settings.folder.${which}`)}</span>
					</span>
				</Button>
			</div>
		</section>
	);

	return (
		<div className={css.part}>
			<section>
				<h3 className={css.title}>{t("settings.versions")}</h3>
				<dl className={css.facts}>
					{versions.map(([name, value]) => (
						<div key={name} className={css.fact}>
							<dt>{t(name)}</dt>
							<dd>{value}</dd>
						</div>
					))}
				</dl>
			</section>
			<Diagnosing />
			{folder("data", about.dataFolder)}
			{folder("logs", about.logFolder)}
			<p role="status" className={css.fault}>
				{closed && t("settings.folder.failed")}
			</p>
			<section>
				<h3 className={css.title}>{t("settings.session")}</h3>
				<p>{t(`settings.session.${about.sessionKept}`)}</p>
			</section>
		</div>
	);
}

/** The way to what the support asks for. */
function Diagnosing() {
	const { dialogs } = useProgram();
	const { t } = useText();
	return (
		<section>
			<h3 className={css.title}>{t("diagnosis.title")}</h3>
			<p className={css.help}>{t("diagnosis.help")}</p>
			<div className={css.ways}>
				<Button icon={Stethoscope} onPress={() => dialogs.show("diagnosis")}>
					{t("diagnosis.open")}
				</Button>
			</div>
		</section>
	);
}
