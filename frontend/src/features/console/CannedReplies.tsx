import { Plus, Trash2, UserRound, UsersRound } from "lucide-react";
import { type FormEvent, useRef } from "react";
import type { CannedReply } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { CheckBox } from "../../ui/CheckBox";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { TextAreaField, TextField } from "../../ui/Field";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./CannedReplies.module.css";

/** Where canned replies are written, changed and given up: one's own, and those that all colleagues have. */
export function CannedReplies({ onClose }: { onClose(): void }) {
	const { canned } = useProgram();
	const { replies, draft, failure } = useStore(canned);
	const { t } = useText();
	const reason = useReason();
	const sorted = [...replies].sort((a, b) => Number(a.shared) - Number(b.shared) || a.name.localeCompare(b.name));
	return (
		<Dialog title={t("cannedReplies.title")} closeLabel={t("action.close")} size="wide" open onClose={onClose}>
			<div className={css.panes}>
				<div className={css.left}>
					<Button icon={Plus} onPress={() => void canned.edit(null)}>
						{t("cannedReplies.new")}
					</Button>
					<ul className={css.list} aria-label={t("cannedReplies.title")}>
						{sorted.map((reply) => (
							<li key={reply.id}>
								<button
									type="button"
									className={css.reply}
									aria-current={draft?.id === reply.id ? "true" : undefined}
									onClick={() => void canned.edit(reply)}
								>
									{reply.shared ? (
										<UsersRound size={15} strokeWidth={1.75} aria-hidden />
									) : (
										<UserRound size={15} strokeWidth={1.75} aria-hidden />
									)}
									<span className={css.words}>
										<span className={css.name}>/{reply.name}</span>
										<span className={css.text}>{reply.text}</span>
									</span>
									<span className="visually-hidden">
										{t(reply.shared ? "cannedReplies.shared" : "cannedReplies.own")}
									</span>
								</button>
							</li>
						))}
					</ul>
				</div>
				{draft ? (
					<Form key={draft.id} draft={draft} />
				) : (
					<div className={css.right}>
						<EmptyState sentence={t(replies.length ? "cannedReplies.choose" : "cannedReplies.none")} />
						{failure && <p className={css.failure}>{t("dialog.failed", { reason: reason(failure) })}</p>}
					</div>
				)}
			</div>
		</Dialog>
	);
}

function Form({ draft }: { draft: CannedReply }) {
	const { canned } = useProgram();
	const { faults, failure, unkept } = useStore(canned);
	const { t } = useText();
	const reason = useReason();
	const name = useRef<HTMLInputElement>(null);
	const text = useRef<HTMLTextAreaElement>(null);

	async function submit(e: FormEvent) {
		e.preventDefault();
		if (await canned.save()) return;
		const { faults } = canned.value;
		if (faults.name) name.current?.focus();
		else if (faults.text) text.current?.focus();
	}

	return (
		<form className={css.right} onSubmit={(e) => void submit(e)} noValidate>
			<TextField
				label={t("cannedReplies.name")}
				inputRef={name}
				value={draft.name}
				maxLength={40}
				autoFocus={!draft.id}
				onChange={(e) => canned.write({ name: e.target.value.replace(/\s/g, "-") })}
				help={t("cannedReplies.name.help")}
				fault={faults.name && t(`cannedReplies.name.${faults.name}`)}
			/>
			<TextAreaField
				label={t("cannedReplies.text")}
				areaRef={text}
				rows={6}
				value={draft.text}
				onChange={(e) => canned.write({ text: e.target.value })}
				help={t("cannedReplies.text.help")}
				fault={faults.text && t("cannedReplies.text.required")}
			/>
			<CheckBox checked={draft.shared} onChange={(shared) => canned.write({ shared })}>
				{t("cannedReplies.share")}
			</CheckBox>
			{(failure || unkept) && (
				<p className={css.failure} role="alert">
					{failure
						? t("dialog.failed", { reason: reason(failure) })
						: unkept && t("composer.draft.failed", { reason: reason(unkept) })}
				</p>
			)}
			<DialogActions>
				{draft.id && (
					<Button look="danger" icon={Trash2} onPress={() => void canned.remove(draft.id)}>
						{t("cannedReplies.remove")}
					</Button>
				)}
				<Button onPress={() => void canned.giveUp()}>{t("action.cancel")}</Button>
				<Button type="submit" look="main">
					{t("cannedReplies.save")}
				</Button>
			</DialogActions>
		</form>
	);
}
