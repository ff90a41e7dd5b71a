import { ArrowDown } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { ConsoleRow, TicketDetail } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { exactTime } from "../../model/time";
import { dotted, matchIn } from "../../model/words";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { Button } from "../../ui/Button";
import { Combo } from "../../ui/Combo";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Marked } from "../../ui/Marked";
import { SeverityMark } from "../../ui/signs";
import { useReason } from "../reasons";
import css from "./JoinDialog.module.css";

type Side = Pick<ConsoleRow, "number" | "title" | "severity" | "status" | "person" | "createdAt">;

const named = ({ number, title }: Side): string => `#${number} ${title}`;

/** Closes a ticket as a duplicate of another of the same company; both are shown before. */
export function JoinDialog({ detail, store, onClose }: { detail: TicketDetail; store: TicketStore; onClose(): void }) {
	const { t } = useText();
	const reason = useReason();
	const [original, setOriginal] = useState<ConsoleRow | null>(null);
	const [typed, setTyped] = useState("");
	const [fault, setFault] = useState<string>();

	async function submit(e: FormEvent) {
		e.preventDefault();
		if (!original) {
			setFault(t("join.fault"));
			return;
		}
		try {
			await store.join(original.id);
			onClose();
		} catch (cause) {
			const failure = failureOf(cause);
			const why = failure.fields?.find(({ location }) => location === "body.duplicateOfId")?.reason;
			if (why === "not_allowed") setFault(t("join.fault.duplicate", { number: original.number }));
			else if (why) setFault(t("join.fault.gone", { number: original.number }));
			else setFault(reason(failure));
		}
	}

	return (
		<Dialog
			title={t("join.title", { number: detail.number })}
			closeLabel={t("action.cancel")}
			open
			size="middle"
			onClose={onClose}
		>
			<form onSubmit={(e) => void submit(e)} className={css.form} noValidate>
				<Combo<ConsoleRow>
					label={t("join.original")}
					autoFocus
					aside={detail.company}
					placeholder={t("join.placeholder")}
					clearLabel={t("field.clear")}
					chosen={original ? named(original) : ""}
					typed={typed}
					onType={(text) => {
						setTyped(text);
						setOriginal(null);
						setFault(undefined);
					}}
					find={async (text) => ({ items: await store.others(text), footer: null })}
					idOf={({ id }) => id}
					exact={({ number }, text) => String(number) === text.replace(/^#/, "")}
					onChoose={(row) => {
						setTyped("");
						setOriginal(row);
						setFault(undefined);
					}}
					nothing={(text) =>
						text.trim()
							? t("join.none", { text, company: detail.company })
							: t("join.none.atAll", { company: detail.company })
					}
					fault={fault}
					inFlow
				>
					{(row, text) => (
						<span className={css.option}>
							<SeverityMark severity={row.severity} size={13} />
							<span className={css.number}>#{row.number}</span>
							<span className={css.title}>
								<Marked text={row.title} marks={matchIn(row.title, text)} />
							</span>
							<span className={css.second}>{t(`status.${row.status}`)}</span>
						</span>
					)}
				</Combo>
				<div className={css.both}>
					<Shown side={detail} words={t("join.closes")} />
					<ArrowDown size={18} strokeWidth={1.75} aria-hidden />
					{original ? (
						<Shown side={original} words={t("join.stays")} />
					) : (
						<p className={css.nothing}>{t("join.choose")}</p>
					)}
				</div>
				<p className={css.help}>{t("join.help")}</p>
				<DialogActions>
					<Button onPress={onClose}>{t("action.cancel")}</Button>
					<Button type="submit" look="main">
						{t("join.confirm")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}

function Shown({ side, words }: { side: Side; words: string }) {
	const { t, language } = useText();
	return (
		<div className={css.side}>
			<p className={css.words}>{words}</p>
			<p className={css.name}>
				<SeverityMark severity={side.severity} size={14} /> <bdi>{named(side)}</bdi>
			</p>
			<p className={css.second}>
				{dotted(side.person, t(`status.${side.status}`), exactTime(side.createdAt, language))}
			</p>
		</div>
	);
}
