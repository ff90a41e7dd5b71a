import { Phone } from "lucide-react";
import { useLayoutEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import { reformatted } from "../../model/phone";
import type { NewTicketStore } from "../../state/newticket";
import { useStore } from "../../state/watch";
import { TextField } from "../../ui/Field";
import { DoneMark } from "../../ui/signs";
import { useTechnician } from "../program";
import css from "./NewTicket.module.css";

/** The number to be called at, written as people write it while it is typed; the caret stays at its digit. */
export function PhoneField({ store, fault }: { store: NewTicketStore; fault: string | undefined }) {
	const { draft, phone } = useStore(store);
	const technician = useTechnician();
	const { t } = useText();
	const box = useRef<HTMLInputElement>(null);
	const caret = useRef<number | null>(null);

	useLayoutEffect(() => {
		if (caret.current === null || document.activeElement !== box.current) return;
		box.current?.setSelectionRange(caret.current, caret.current);
		caret.current = null;
	});

	async function type(input: HTMLInputElement) {
		const typed = input.value;
		await store.typePhone(typed);
		// Only if nothing was typed while the number was looked at.
		if (store.value.draft.phone !== typed || document.activeElement !== input) return;
		const better = reformatted(typed, input.selectionStart ?? typed.length, store.value.phone?.formatted ?? typed);
		if (!better) return;
		caret.current = better.caret;
		store.change({ phone: better.text }, "phone");
	}

	return (
		<TextField
			label={t("newTicket.phone")}
			icon={Phone}
			inputRef={box}
			type="tel"
			inputMode="tel"
			autoComplete="off"
			dir="ltr"
			value={draft.phone}
			onChange={(e) => void type(e.target)}
			onBlur={() => {
				void store.formatPhone();
				store.left("phone");
			}}
			end={
				phone?.valid &&
				draft.phone && (
					<span className={css.valid}>
						<DoneMark />
						<span className="visually-hidden">{t("newTicket.phone.valid")}</span>
					</span>
				)
			}
			help={t(technician ? "caller.phone.help" : "newTicket.phone.help")}
			fault={fault}
		/>
	);
}
