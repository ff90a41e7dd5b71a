import { useStore } from "../state/watch";
import { Diagnosis, EnterAgain, Outbox, Settings, Shortcuts } from "./parts";
import { useProgram } from "./program";
import { Unsaved } from "./Unsaved";

/** The one dialog that is open over the screen, if any. */
export function Dialogs() {
	const { dialogs } = useProgram();
	const dialog = useStore(dialogs);
	const onClose = () => dialogs.close();
	switch (dialog.name) {
		case "settings":
			return <Settings part={dialog.part} onClose={onClose} />;
		case "shortcuts":
			return <Shortcuts onClose={onClose} />;
		case "outbox":
			return <Outbox onClose={onClose} />;
		case "diagnosis":
			return <Diagnosis onClose={onClose} />;
		case "enter":
			return <EnterAgain onClose={onClose} />;
		case "unsaved":
			return <Unsaved going={dialog.going} onClose={onClose} />;
		default:
			return null;
	}
}
