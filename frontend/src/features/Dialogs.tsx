import { useStore } from "../state/watch";
import { Copying } from "./Copying";
import { CannedReplies, Diagnosis, Dossier, EnterAgain, Outbox, Settings, Sheet, Shortcuts } from "./parts";
import { useProgram } from "./program";
import { Unsaved } from "./Unsaved";

/** The one dialog that is open over the screen, if any. */
export function Dialogs() {
	const { dialogs, technician } = useProgram();
	const dialog = useStore(dialogs);
	const onClose = () => dialogs.close();
	switch (dialog.name) {
		case "settings":
			return <Settings part={dialog.part} onClose={onClose} />;
		case "shortcuts":
			return technician ? <Sheet onClose={onClose} /> : <Shortcuts onClose={onClose} />;
		case "outbox":
			return <Outbox onClose={onClose} />;
		case "canned":
			return <CannedReplies onClose={onClose} />;
		case "diagnosis":
			return <Diagnosis onClose={onClose} />;
		case "dossier":
			return <Dossier ticketId={dialog.ticketId} number={dialog.number} onClose={onClose} />;
		case "enter":
			return <EnterAgain onClose={onClose} />;
		case "unsaved":
			return <Unsaved going={dialog.going} onClose={onClose} />;
		case "copying":
			return <Copying going={dialog.going} onClose={onClose} />;
		default:
			return null;
	}
}
