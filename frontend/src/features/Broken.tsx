import { Component, type ReactNode, useState } from "react";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import css from "./Broken.module.css";
import { useProgram } from "./program";

/** A fault of the program's own leaves a sentence and a way back, not a blank window. */
export class Broken extends Component<{ children: ReactNode }, { broken: boolean }> {
	override state = { broken: false };

	static getDerivedStateFromError() {
		return { broken: true };
	}

	override render() {
		return this.state.broken ? <WayBack /> : this.props.children;
	}
}

function WayBack() {
	const program = useProgram();
	const [unsaved, setUnsaved] = useState(false);
	const { t } = useText();

	async function again() {
		if (await program.flush()) location.reload();
		else setUnsaved(true);
	}

	return (
		<main className={css.page} role="alert">
			<EmptyState sentence={unsaved ? t("composer.draft.failed", { reason: t("error.storage") }) : t("broken.text")}>
				<Button look="main" onPress={() => void again()}>
					{t("broken.again")}
				</Button>
			</EmptyState>
		</main>
	);
}
