import { Check } from "lucide-react";
import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Dialog } from "../../ui/Dialog";
import { Avatar, NobodySign } from "../../ui/signs";
import { useProgram } from "../program";
import { handsOf } from "./command";
import css from "./dialogs.module.css";

const NOBODY = "nobody";

/** Who is to answer from now on: of one ticket, or of all that are selected. */
export function AssignDialog({ onClose }: { onClose(): void }) {
	const program = useProgram();
	const { choices } = useStore(program.console);
	const me = useStore(program.session)?.me;
	const [{ targets, target }] = useState(() => handsOf(program));
	const { t } = useText();
	const people = [...(choices?.technicians ?? [])].sort((a, b) => Number(b.id === me?.id) - Number(a.id === me?.id));

	function assign(id: string) {
		onClose();
		void program.console.batch(
			targets.map((one) => one.id),
			{ kind: "assign", personId: id === NOBODY ? "" : id },
		);
	}

	const title = target
		? t("console.assign.title", { number: target.number })
		: t("console.assign.titleMany", { count: targets.length });
	return (
		<Dialog title={title} closeLabel={t("action.cancel")} open onClose={onClose}>
			<ListBox
				aria-label={t("assign.menu")}
				className={css.list}
				autoFocus="first"
				onAction={(key) => assign(String(key))}
			>
				{[...people, { id: NOBODY, name: t("assign.nobody") }].map(({ id, name }) => (
					<ListBoxItem key={id} id={id} textValue={name} className={css.option}>
						{id === NOBODY ? (
							<NobodySign size={22} />
						) : (
							<Avatar name={name} size={22} tone={id === me?.id ? "accent" : "sunken"} />
						)}
						<span className={css.optionName}>{id === me?.id ? t("console.assign.me", { name }) : name}</span>
						{target && (target.assigneeId || NOBODY) === id && <Check size={16} strokeWidth={2} aria-hidden />}
					</ListBoxItem>
				))}
			</ListBox>
		</Dialog>
	);
}
