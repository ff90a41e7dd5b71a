import "./ui/base.css";
import "./ui/tokens.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import type { Bridge } from "./bridge/bridge";
import { hasProgram, wailsBridge } from "./bridge/wails";
import { App } from "./features/App";
import { ProgramProvider } from "./features/program";
import { createTexts } from "./i18n/text";
import { Program } from "./state/program";

/** The real program if it is there; in development an invented one, so that screens can be drawn without it. */
async function bridge(): Promise<Bridge | null> {
	if (hasProgram()) return wailsBridge();
	if (!import.meta.env.DEV) return null;
	const { fakeFromAddress } = await import("./bridge/fake/address");
	return fakeFromAddress(new URLSearchParams(location.search));
}

async function start(root: HTMLElement) {
	const texts = createTexts("it");
	const found = await bridge();
	if (!found) {
		root.textContent = texts.t("app.noProgram");
		return;
	}
	const program = new Program(found);
	await program.start();
	await texts.changeLanguage(program.settings.value.language);
	createRoot(root).render(
		<StrictMode>
			<I18nextProvider i18n={texts}>
				<ProgramProvider program={program}>
					<App />
				</ProgramProvider>
			</I18nextProvider>
		</StrictMode>,
	);
}

const root = document.getElementById("root");
if (root) void start(root);
