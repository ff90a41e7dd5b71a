import { CheckCheck, ChevronDown, CirclePause, Lock, SendHorizontal } from "lucide-react";
import { useText } from "../../i18n/text";
import type { How } from "../../state/sending";
import { Button, IconButton } from "../../ui/Button";
import { Menu, MenuEntry } from "../../ui/Menu";
import { useKeyName } from "../shortcuts";
import css from "./SendButton.module.css";

interface SendButtonProps {
	note: boolean;
	may: { wait: boolean; close: boolean };
	onSend(how: How): void;
}

/** Sends; beside it, what can follow in the same breath. A note is saved, and nothing follows. */
export function SendButton({ note, may, onSend }: SendButtonProps) {
	const { t } = useText();
	const key = useKeyName();
	if (note) {
		return (
			<Button look="note" icon={Lock} onPress={() => onSend("send")}>
				{t("composer.note.save")}
			</Button>
		);
	}
	const keys = (...names: string[]) => names.map(key).join("+");
	return (
		<div className={css.split}>
			<Button look="main" icon={SendHorizontal} className={css.send ?? ""} onPress={() => onSend("send")}>
				{t("action.send")}
			</Button>
			{(may.wait || may.close) && (
				<Menu
					label={t("sending.more")}
					placement="top end"
					onAction={(how) => onSend(how as How)}
					trigger={<IconButton icon={ChevronDown} label={t("sending.more")} look="main" className={css.more ?? ""} />}
				>
					{may.wait && (
						<MenuEntry id="wait" icon={CirclePause} keys={keys("Ctrl", "Shift", "Enter")}>
							{t("sending.wait")}
						</MenuEntry>
					)}
					{may.close && (
						<MenuEntry id="close" icon={CheckCheck} keys={keys("Ctrl", "Alt", "Enter")}>
							{t("sending.close")}
						</MenuEntry>
					)}
				</Menu>
			)}
		</div>
	);
}
