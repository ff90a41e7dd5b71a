import { type TextKey, useText } from "../../i18n/text";
import type { Field } from "../../model/draft";
import type { NewTicketStore } from "../../state/newticket";

/** What is wrong with a field, in words; nothing while it may not be said yet. */
export function useFault(store: NewTicketStore): (field: Field) => string | undefined {
	const { t } = useText();
	return (field) => {
		const why = store.fault(field);
		if (!why) return undefined;
		const key = `fault.${field}.${why}`;
		const words = t(key as TextKey);
		return words === key ? t(`fault.${field}.other` as TextKey) : words;
	};
}
