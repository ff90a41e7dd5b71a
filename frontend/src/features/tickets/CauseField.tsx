import { useState } from "react";
import { useText } from "../../i18n/text";
import { matchIn } from "../../model/words";
import { Combo, OptionLine } from "../../ui/Combo";

interface Cause {
	id: string;
	name: string;
}

interface CauseFieldProps {
	/** The maker's; where there are none, nothing is asked. */
	causes: readonly Cause[];
	/** The one that is chosen; empty while none is. */
	causeId: string;
	onChoose(causeId: string): void;
	fault?: string | undefined;
}

/** What was behind what is being closed, from the maker's list. */
export function CauseField({ causes, causeId, onChoose, fault }: CauseFieldProps) {
	const { t } = useText();
	const [typed, setTyped] = useState("");
	if (causes.length === 0) return null;
	return (
		<Combo
			label={t("close.cause")}
			placeholder={t("close.cause.placeholder")}
			clearLabel={t("field.clear")}
			chosen={causes.find(({ id }) => id === causeId)?.name ?? ""}
			typed={typed}
			onType={(words) => {
				setTyped(words);
				onChoose("");
			}}
			find={async (words) => ({
				items: words.trim() ? causes.filter(({ name }) => matchIn(name, words).length > 0) : causes,
				footer: null,
			})}
			idOf={({ id }) => id}
			exact={({ name }, words) => name.toLowerCase() === words.toLowerCase()}
			onChoose={(one) => {
				setTyped("");
				onChoose(one?.id ?? "");
			}}
			nothing={(words) => t("close.cause.none", { text: words })}
			fault={fault}
			inFlow
		>
			{({ name }, words) => <OptionLine name={name} text={words} />}
		</Combo>
	);
}
