import { Archive, CircleAlert, CircleCheck, CircleEllipsis, Copy } from "lucide-react";
import { useEffect, useId, useState } from "react";
import type { BridgeError } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { type Verdict, verdictOf } from "../../model/diagnosis";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Fault } from "../../ui/Fault";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./Diagnosis.module.css";
import { type Group, Words } from "./words";

/** How the workstation stands, in a sentence and then one by one: where a person is sent by the support on the telephone. */
export function Diagnosis({ onClose }: { onClose(): void }) {
	const { diagnosis } = useProgram();
	const { facts, failed } = useStore(diagnosis);
	const words = useWords();
	const { t } = useText();

	useEffect(() => diagnosis.look(), [diagnosis]);

	const verdict = facts && verdictOf(facts);
	return (
		<Dialog title={t("diagnosis.title")} closeLabel={t("action.close")} size="wide" open onClose={onClose}>
			<div className={css.page}>
				{failed && (
					<p className={css.failed} role="alert">
						{t("diagnosis.failed")}
					</p>
				)}
				{verdict && <Outcome verdict={verdict} words={words} />}
				<Ways text={() => (facts && verdict ? words.text(facts, verdict) : "")} />
				{facts && (
					<div className={css.groups}>
						{words.groups(facts).map((group) => (
							<Told key={group.title} group={group} />
						))}
					</div>
				)}
			</div>
		</Dialog>
	);
}

function useWords(): Words {
	const { t, language } = useText();
	const reason = useReason();
	return new Words(t, language, (code) => reason({ code }));
}

const SIGNS = { good: CircleCheck, busy: CircleEllipsis, ask: CircleAlert };

function Outcome({ verdict, words }: { verdict: Verdict; words: Words }) {
	const { t } = useText();
	const sentence = words.verdict(verdict);
	const advice = words.advice(verdict);
	// Said again when it comes to something else, not for each minute that it lasts.
	const about = [verdict.kind, verdict.reason, verdict.count, verdict.waiting, verdict.files, verdict.others].join(" ");
	const [said, setSaid] = useState({ about, sentence });
	if (said.about !== about) setSaid({ about, sentence });
	const Sign = SIGNS[verdict.tone];
	return (
		<section className={`${css.verdict} ${css[verdict.tone]}`} aria-label={t("diagnosis.verdict")}>
			<Sign size={26} strokeWidth={1.75} className={css.sign} aria-hidden />
			<div className={css.outcome}>
				<p className={css.sentence}>{sentence}</p>
				{advice && <p className={css.advice}>{advice}</p>}
			</div>
			<p role="status" className="visually-hidden">
				{said.sentence}
			</p>
		</section>
	);
}

/** What can be done with it: saved for whoever helps, or copied. */
function Ways({ text }: { text(): string }) {
	const { diagnosis } = useProgram();
	const { saving, saved, failure } = useStore(diagnosis);
	const [copied, setCopied] = useState<"" | "done" | "failed">("");
	const { t } = useText();
	const id = useId();
	return (
		<section aria-label={t("diagnosis.ways")} aria-describedby={`${id}-help ${id}-fault`}>
			<div className={css.ways}>
				<Button
					look="main"
					icon={Archive}
					onPress={() => {
						setCopied("");
						void diagnosis.save();
					}}
				>
					{t(saving ? "diagnosis.saving" : "diagnosis.save")}
				</Button>
				<Button
					icon={Copy}
					onPress={() => {
						navigator.clipboard.writeText(text()).then(
							() => setCopied("done"),
							() => setCopied("failed"),
						);
					}}
				>
					{t("action.copy")}
				</Button>
				<p role="status" className={css.done}>
					{copied === "done" && t("action.copied")}
					{copied === "failed" && t("diagnosis.copy.failed")}
				</p>
			</div>
			<Fault id={`${id}-fault`}>{useWhyNotSaved(failure)}</Fault>
			<p role="status" className={css.saved}>
				{saved && t("diagnosis.saved", { file: saved })}
			</p>
			<p id={`${id}-help`} className={css.help}>
				{t("diagnosis.help")}
			</p>
		</section>
	);
}

function useWhyNotSaved(failure: BridgeError | null): string | undefined {
	const { t } = useText();
	const reason = useReason();
	if (!failure) return undefined;
	// The disk is the one that was chosen: there may be room on another.
	return failure.code === "storage" ? t("diagnosis.save.failed") : t("dialog.failed", { reason: reason(failure) });
}

function Told({ group: { title, facts } }: { group: Group }) {
	const { t } = useText();
	const id = useId();
	return (
		<section className={css.group} aria-labelledby={id}>
			<h3 id={id} className={css.title}>
				{t(title)}
			</h3>
			<dl>
				{facts.map(({ name, value, more }, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: two acts of one ticket may read the same
					<div key={i} className={css.fact}>
						<dt>{name}</dt>
						<dd>
							<span className={css.value}>{value}</span>
							{more && <span className={css.more}>{more}</span>}
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
