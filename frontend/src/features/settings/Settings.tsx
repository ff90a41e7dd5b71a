import { Contrast, FileText, Info, Keyboard, type LucideIcon, Network } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useText } from "../../i18n/text";
import type { SettingsPart } from "../../state/dialogs";
import { useStore } from "../../state/watch";
import { Dialog } from "../../ui/Dialog";
import { useNarrow } from "../../ui/useMedia";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { AboutPart } from "./AboutPart";
import { AppearancePart } from "./AppearancePart";
import { LicencesPart } from "./LicencesPart";
import { NetworkPart } from "./NetworkPart";
import css from "./Settings.module.css";
import { WorkPart } from "./WorkPart";

const PARTS: { id: SettingsPart; icon: LucideIcon; panel: ReactNode }[] = [
	{ id: "appearance", icon: Contrast, panel: <AppearancePart /> },
	{ id: "work", icon: Keyboard, panel: <WorkPart /> },
	{ id: "network", icon: Network, panel: <NetworkPart /> },
	{ id: "about", icon: Info, panel: <AboutPart /> },
	{ id: "licences", icon: FileText, panel: <LicencesPart /> },
];

/** The workstation's settings, whoever is in front or before anybody is. A change holds at once. */
export function Settings({ part, onClose }: { part: SettingsPart; onClose(): void }) {
	const program = useProgram();
	const unkept = useStore(program.settings.unkept);
	const narrow = useNarrow();
	const { t } = useText();
	const reason = useReason();
	const list = useRef<HTMLDivElement>(null);

	// The arrows walk over the parts at once. A frame later: the dialog takes the focus first, and then fills the list.
	useEffect(() => {
		const frame = requestAnimationFrame(() =>
			list.current?.querySelector<HTMLElement>("[aria-selected=true]")?.focus(),
		);
		return () => cancelAnimationFrame(frame);
	}, []);

	return (
		<Dialog title={t("settings.title")} closeLabel={t("action.close")} size="wide" open onClose={onClose}>
			{unkept && (
				<p className={css.unkept} role="alert">
					{t("settings.unkept", { reason: reason(unkept) })}
				</p>
			)}
			<Tabs
				selectedKey={part}
				onSelectionChange={(key) => program.dialogs.settings(key as SettingsPart)}
				orientation={narrow ? "horizontal" : "vertical"}
				className={css.tabs}
			>
				<TabList ref={list} aria-label={t("settings.title")} className={css.list}>
					{PARTS.map(({ id, icon: Icon }) => (
						<Tab key={id} id={id} className={css.tab}>
							<Icon size={20} strokeWidth={1.75} aria-hidden />
							{t(`settings.part.${id}`)}
						</Tab>
					))}
				</TabList>
				{PARTS.map(({ id, panel }) => (
					<TabPanel key={id} id={id} className={css.panel}>
						{panel}
					</TabPanel>
				))}
			</Tabs>
		</Dialog>
	);
}
