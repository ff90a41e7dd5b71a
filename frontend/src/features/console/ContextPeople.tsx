import { PhoneCall, PhoneMissed, PhoneOff, Plus } from "lucide-react";
import { useState } from "react";
import type { BridgeError, TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { dayAndTime, exactTime } from "../../model/time";
import { dotted, firstName } from "../../model/words";
import type { AroundStore } from "../../state/around";
import { failureOf } from "../../state/failure";
import { useNow, useStore } from "../../state/watch";
import { IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./ContextPane.module.css";
import { ContextPart } from "./ContextPart";
import { goToSome } from "./going";

/** The company's people: what of theirs is open, and a new ticket for whoever is on the telephone. */
export function People({ around, detail }: { around: AroundStore; detail: TicketDetail }) {
	const program = useProgram();
	const { context } = useStore(around);
	const { t } = useText();
	const reason = useReason();
	const [failure, setFailure] = useState<BridgeError | null>(null);
	if (!context || context.people.length === 0) return null;

	async function newTicketFor(personId: string) {
		setFailure(null);
		try {
			await program.newTicketFor(detail.companyId, personId);
		} catch (cause) {
			setFailure(failureOf(cause));
		}
	}

	return (
		<ContextPart title={t("console.people", { company: detail.company })}>
			<ul>
				{context.people.map(({ id, name, open }) => (
					<li key={id} className={css.person}>
						<button
							type="button"
							className={css.line}
							title={t("console.person.show", { name })}
							onClick={() => goToSome(program, "open", { companyIds: [detail.companyId], text: name })}
						>
							<span className={css.lineTitle}>{name}</span>
							<span className={css.second}>{t("console.person.open", { count: open })}</span>
						</button>
						<IconButton
							icon={Plus}
							label={t("console.person.new", { name })}
							className={css.copy ?? ""}
							onPress={() => void newTicketFor(id)}
						/>
					</li>
				))}
			</ul>
			{/* The place is there before the words, so that a screen reader says them when they come. */}
			<div role="status">
				{failure && <p className={css.failed}>{t("dialog.failed", { reason: reason(failure) })}</p>}
			</div>
		</ContextPart>
	);
}

const OUTCOMES = { no_answer: PhoneMissed, busy: PhoneOff, spoken: PhoneCall };

export function Calls({ around }: { around: AroundStore }) {
	const program = useProgram();
	const { context } = useStore(around);
	const now = useNow();
	const { t, language } = useText();
	if (!context || context.calls.length === 0) return null;
	return (
		<ContextPart title={t("console.calls")}>
			<ul>
				{context.calls.map((call) => {
					const outcome = call.outcome in OUTCOMES ? (call.outcome as keyof typeof OUTCOMES) : "no_answer";
					const Icon = OUTCOMES[outcome];
					return (
						<li key={`${call.ticketId} ${call.at}`}>
							<button type="button" className={css.line} onClick={() => program.place.open(call.ticketId)}>
								<Icon size={15} strokeWidth={1.75} aria-hidden />
								<span className={css.lineTitle} title={call.text}>
									{dotted(t(`call.outcome.${outcome}`), call.ticketId !== around.id && `#${call.number}`)}
									{call.text && <span className={css.second}> {call.text}</span>}
								</span>
								<span className={css.second} title={exactTime(call.at, language)}>
									{dotted(firstName(call.by), dayAndTime(call.at, now, language))}
								</span>
							</button>
						</li>
					);
				})}
			</ul>
		</ContextPart>
	);
}
