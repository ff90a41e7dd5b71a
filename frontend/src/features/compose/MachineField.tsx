import { Factory, ScanBarcode } from "lucide-react";
import { useRef } from "react";
import type { MachineChoice } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { matchIn } from "../../model/words";
import { type NewTicketStore, sameSerial } from "../../state/newticket";
import { useStore } from "../../state/watch";
import { Combo } from "../../ui/Combo";
import { Marked } from "../../ui/Marked";
import { useTechnician } from "../program";
import css from "./MachineField.module.css";

/** The machine, by any part of its name, model or serial, or by a scanner that types the serial. */
export function MachineField({
	store,
	optional,
	fault,
	onTaken,
}: {
	store: NewTicketStore;
	optional: boolean;
	fault: string | undefined;
	/** It was taken by the keyboard, and what follows from it is known. */
	onTaken(): void;
}) {
	const { draft } = useStore(store);
	const technician = useTechnician();
	const arrived = useRef(true);
	const { t } = useText();
	return (
		<Combo<MachineChoice>
			label={t("machine.of")}
			aside={optional ? t("field.optionalShe") : undefined}
			placeholder={t("machine.placeholder")}
			clearLabel={t("field.clear")}
			chosen={draft.machineId ? draft.machineLabel : ""}
			typed={draft.machineId ? "" : draft.machineLabel}
			onType={(text) => store.typeMachine(text)}
			find={async (text) => {
				const { items, matching, total } = await store.machines(text);
				return {
					items,
					footer: (
						<>
							<ScanBarcode size={20} strokeWidth={1.75} aria-hidden />
							<span>{t("machine.count", { count: matching, total })}</span>
						</>
					),
				};
			}}
			idOf={(machine) => machine.id}
			exact={(machine, text) => sameSerial(machine.serial, text)}
			onChoose={(machine, byKey) => {
				void store.chooseMachine(machine).then(() => byKey && onTaken());
			}}
			onLeave={() => {
				// The focus was put here, and whoever goes elsewhere first has not left it empty yet.
				if (arrived.current && !draft.machineLabel) arrived.current = false;
				else store.left("machine");
			}}
			nothing={(text) => t("machine.none", { text })}
			fault={fault}
		>
			{(machine, text) => (
				<span className={css.machine}>
					<span className={css.tile}>
						<Factory size={22} strokeWidth={1.75} aria-hidden />
					</span>
					<span className={css.words}>
						<span className={css.name}>
							<strong>
								<Marked text={machine.name} marks={matchIn(machine.name, text)} />
							</strong>
							{" · "}
							<Marked text={machine.model} marks={matchIn(machine.model, text)} />
						</span>
						<span className={css.second}>
							{t("machine.sn")} <Marked text={machine.serial} marks={matchIn(machine.serial, text)} />
							{machine.site && ` · ${machine.site}`}
							{technician && ` · ${machine.company}`}
						</span>
					</span>
					{machine.lastUsed && <span className={css.last}>{t("machine.lastUsed")}</span>}
				</span>
			)}
		</Combo>
	);
}
