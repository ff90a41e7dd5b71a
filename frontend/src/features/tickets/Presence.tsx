import type { Present } from "../../bridge/bridge";
import { type TextKey, useText } from "../../i18n/text";
import { firstName } from "../../model/words";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Avatar } from "../../ui/signs";
import css from "./Presence.module.css";

/** How many discs stand beside each other before the words say the rest. */
const DISCS = 3;

/** So many are named; of more, how many there are. */
const NAMED = 2;

/** Names as people say them: "Anna", "Anna e Luca", "Anna, Luca e altri 3". */
function useNames(): (present: readonly Present[]) => string {
	const { t, language } = useText();
	return (present) => {
		const names = present.slice(0, NAMED).map(({ person }) => firstName(person.name));
		const more = present.length - names.length;
		const parts = more > 0 ? [...names, t("presence.others", { count: more })] : names;
		return new Intl.ListFormat(language, { type: "conjunction" }).format(parts);
	};
}

/** Who else has the ticket in front. */
export function Watching({ store }: { store: TicketStore }) {
	const present = useStore(store.presence);
	const { t } = useText();
	const names = useNames();
	const viewing = present.filter(({ state }) => state === "viewing");
	if (viewing.length === 0) return null;
	return (
		<p className={`${css.watching} no-print`} title={viewing.map(({ person }) => person.name).join(", ")}>
			<span className={css.discs}>
				{viewing.slice(0, DISCS).map(({ person, role }) => (
					<Avatar key={person.id} name={person.name} size={24} tone={role === "operator" ? "sunken" : "accent"} />
				))}
			</span>
			<span>{t("presence.viewing", { count: viewing.length, who: names(viewing) })}</span>
		</p>
	);
}

const TYPING: { state: Present["state"]; text: TextKey }[] = [
	{ state: "typing", text: "presence.typing" },
	{ state: "typing_note", text: "presence.typing_note" },
];

/** Who is writing, under the conversation; a note only ever before the eyes of the support. */
export function Typing({ store }: { store: TicketStore }) {
	const present = useStore(store.presence);
	const { t } = useText();
	const names = useNames();
	return (
		<div role="status" className={`${css.typing} no-print`}>
			{TYPING.map(({ state, text }) => {
				const those = present.filter((one) => one.state === state);
				return (
					those.length > 0 && (
						<p key={state} className={css.line}>
							<span className={css.dots} aria-hidden>
								<i />
								<i />
								<i />
							</span>
							{t(text, { count: those.length, who: names(those) })}
						</p>
					)
				);
			})}
		</div>
	);
}
