import { useState } from "react";
import type { CompanyRef, PersonRef } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { matchIn } from "../../model/words";
import type { NewTicketStore } from "../../state/newticket";
import { useStore } from "../../state/watch";
import { Combo, OptionLine } from "../../ui/Combo";
import css from "./CallerFields.module.css";
import { useFault } from "./useFault";

/** For whom a technician opens a ticket while on the telephone: the company, which a machine says as well, and the person. */
export function CallerFields({ store }: { store: NewTicketStore }) {
	const { draft, company, people } = useStore(store);
	const { t } = useText();
	const fault = useFault(store);
	const [typed, setTyped] = useState({ company: "", person: "" });
	const person = people.find(({ id }) => id === draft.openedForId);
	return (
		<div className={css.caller}>
			<div data-field="company">
				<Combo<CompanyRef>
					label={t("machine.company")}
					placeholder={t("caller.company.placeholder")}
					clearLabel={t("field.clear")}
					chosen={draft.companyId ? (company?.name ?? "") : ""}
					typed={typed.company}
					onType={(text) => {
						setTyped({ ...typed, company: text });
						void store.chooseCompany(null);
					}}
					find={async (text) => ({ items: await store.companies(text), footer: null })}
					idOf={({ id }) => id}
					exact={({ name }, text) => name.toLowerCase() === text.toLowerCase()}
					onChoose={(one) => {
						setTyped({ company: "", person: "" });
						void store.chooseCompany(one);
					}}
					onLeave={() => store.left("company")}
					nothing={(text) => t("caller.company.none", { text })}
					fault={fault("company")}
				>
					{({ name }, text) => <OptionLine name={name} text={text} />}
				</Combo>
			</div>
			{draft.companyId && (
				<div data-field="person">
					<Combo<PersonRef>
						label={t("caller.person")}
						aside={t("field.optional")}
						placeholder={t("caller.person.placeholder")}
						clearLabel={t("field.clear")}
						chosen={person?.name ?? ""}
						typed={typed.person}
						onType={(text) => {
							setTyped({ ...typed, person: text });
							store.choosePerson(null);
						}}
						find={async (text) => ({
							items: text.trim() ? people.filter(({ name }) => matchIn(name, text).length > 0) : people,
							footer: null,
						})}
						idOf={({ id }) => id}
						exact={({ name }, text) => name.toLowerCase() === text.toLowerCase()}
						onChoose={(one) => {
							setTyped({ ...typed, person: "" });
							store.choosePerson(one);
						}}
						nothing={(text) => t("caller.person.none", { text })}
						fault={fault("person")}
					>
						{({ name }, text) => <OptionLine name={name} text={text} />}
					</Combo>
				</div>
			)}
		</div>
	);
}
