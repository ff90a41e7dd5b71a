import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { I18nextProvider } from "react-i18next";
import { type FakeBridge, type FakeOptions, fakeBridge } from "../src/bridge/fake/fake";
import { App } from "../src/features/App";
import { fetchParts } from "../src/features/parts";
import { ProgramProvider } from "../src/features/program";
import it from "../src/i18n/it.json";
import { createTexts } from "../src/i18n/text";
import { Program } from "../src/state/program";

/** The whole window over the fake program, in Italian unless said. */
export async function mount(options: FakeOptions = {}, bridge: FakeBridge = fakeBridge(options)) {
	// As in a window that has been open for a moment.
	await fetchParts();
	const program = new Program(bridge);
	await program.start();
	const texts = createTexts(program.settings.value.language);
	const view = render(
		<I18nextProvider i18n={texts}>
			<ProgramProvider program={program}>
				<App />
			</ProgramProvider>
		</I18nextProvider>,
	);
	return {
		program,
		bridge,
		user: userEvent.setup({ delay: null }),
		unmount: () => {
			view.unmount();
			program.stop();
		},
	};
}

/** The words of the Italian catalogue. */
export function words(key: keyof typeof it, values: Record<string, string | number> = {}): string {
	return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{{${name}}}`, String(value)), it[key]);
}

export const OPERATOR = { login: "anna.rossi", carryAfter: Number.POSITIVE_INFINITY };
export const TECHNICIAN = { login: "luca.bianchi", carryAfter: Number.POSITIVE_INFINITY };

/** A ticket's row in the console's list. */
export const row = (number: number) => screen.findByRole("row", { name: new RegExp(`^#${number} `) });

export const card = (number: number) => screen.findByRole("button", { name: new RegExp(`^#${number} `) });
