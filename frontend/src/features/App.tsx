import { Suspense, useEffect, useLayoutEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { localeOf } from "../model/time";
import { useStore } from "../state/watch";
import { TextScale, useMedia } from "../ui/useMedia";
import { DropOverlay } from "./attachments/DropOverlay";
import { Broken } from "./Broken";
import { Dialogs } from "./Dialogs";
import { Desk } from "./desk/Desk";
import { ChangePassword, Console, SignIn, Viewer } from "./parts";
import { useProgram } from "./program";
import { useShortcuts } from "./shortcuts";

export function App() {
	return (
		<Broken>
			<Window />
		</Broken>
	);
}

function Window() {
	const program = useProgram();
	const session = useStore(program.session);
	const { language, theme, contrast, textSize } = useStore(program.settings);
	const counts = useStore(program.counts);
	const darkSystem = useMedia("(prefers-color-scheme: dark)");
	const moreContrast = useMedia("(prefers-contrast: more)");
	const { t, i18n } = useTranslation();

	useEffect(() => {
		// Said again, it would have everything drawn again.
		if (i18n.language !== language) void i18n.changeLanguage(language);
		document.documentElement.lang = language;
	}, [i18n, language]);

	useLayoutEffect(() => {
		const dark = theme === "dark" || (theme === "system" && darkSystem);
		document.documentElement.dataset.theme = dark ? "dark" : "light";
	}, [theme, darkSystem]);

	// Whoever sits at a desk all day has it dense; the workstation beside a machine has large targets.
	const role = session?.screen === "desk" ? session.me?.role : undefined;
	const atConsole = role === "technician" || role === "admin";
	useLayoutEffect(() => {
		document.documentElement.dataset.density = atConsole ? "console" : "usual";
	}, [atConsole]);

	useLayoutEffect(() => {
		document.documentElement.dataset.contrast = contrast === "more" || moreContrast ? "more" : "usual";
	}, [contrast, moreContrast]);

	// Before anything is painted: a text that grows under one's eyes is read twice.
	useLayoutEffect(() => {
		document.documentElement.dataset.text = String(textSize);
		// Browsers look again at what is asked of a container when its size changes, not when its letters do.
		const { style } = document.body;
		style.containerType = "normal";
		void document.body.offsetWidth;
		style.containerType = "";
	}, [textSize]);

	const unread = session?.screen === "desk" ? counts.unread : 0;
	useEffect(() => {
		document.title = unread ? t("app.title.unread", { count: unread }) : t("app.name");
	}, [unread, t]);

	useEffect(() => {
		const keep = () => void program.flush();
		window.addEventListener("pagehide", keep);
		window.addEventListener("blur", keep);
		return () => {
			window.removeEventListener("pagehide", keep);
			window.removeEventListener("blur", keep);
		};
	}, [program]);

	useShortcuts({
		settings: () => program.dialogs.settings(),
		shortcuts: () => program.dialogs.show("shortcuts"),
		diagnosis: () => program.dialogs.show("diagnosis"),
	});

	return (
		<I18nProvider locale={localeOf(language)}>
			<TextScale value={textSize / 100}>
				<Suspense>
					{session?.screen === "signIn" && <SignIn />}
					{session?.screen === "changePassword" && <ChangePassword />}
					{session?.screen === "desk" && (atConsole ? <Console key={session.me?.id} /> : <Desk key={session.me?.id} />)}
				</Suspense>
				<Suspense>
					<Viewer />
				</Suspense>
				<DropOverlay />
				<Suspense>
					<Dialogs />
				</Suspense>
			</TextScale>
		</I18nProvider>
	);
}
