import { Paperclip } from "lucide-react";
import { useText } from "../../i18n/text";
import type { AttachmentsStore } from "../../state/attachments";
import { IconButton } from "../../ui/Button";

/** Asks in a dialog of the system which files are to be attached. */
export function AttachButton({ store, className = "" }: { store: AttachmentsStore; className?: string | undefined }) {
	const { t } = useText();
	return (
		<IconButton
			icon={Paperclip}
			label={t("attachment.add")}
			className={className}
			data-attach=""
			onPress={() => void store.pick()}
		/>
	);
}
