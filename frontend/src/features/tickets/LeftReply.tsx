import { CircleAlert, Copy, Lock, Paperclip, RotateCcw } from "lucide-react";
import { useId, useState } from "react";
import type { BridgeError } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { FileName } from "../attachments/FileSign";
import { useReason } from "../reasons";
import css from "./LeftReply.module.css";

/** The reply that one was writing when the ticket was closed: where it is, and the ways on with it. */
export function LeftReply({ store, onReply, onNote }: { store: TicketStore; onReply(): void; onNote(): void }) {
	const { detail } = useStore(store);
	const { texts } = useStore(store.composer);
	const { items } = useStore(store.composer.files.reply);
	const { t } = useText();
	const reason = useReason();
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const id = useId();

	async function run(work: () => Promise<unknown>, then: () => void) {
		setFailure(null);
		try {
			await work();
			then();
		} catch (cause) {
			setFailure(failureOf(cause));
		}
	}

	return (
		<section className={css.left} aria-labelledby={id}>
			<h2 id={id} className={css.title} role="status">
				<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
				{t("composer.left")}
			</h2>
			{texts.reply.trim() && (
				<blockquote className={css.text} dir="auto">
					{texts.reply}
				</blockquote>
			)}
			{items.length > 0 && (
				<ul className={css.files} aria-label={t("attachment.list")}>
					{items.map(({ id, name }) => (
						<li key={id}>
							<Paperclip size={16} strokeWidth={1.75} aria-hidden />
							<FileName name={name} />
						</li>
					))}
				</ul>
			)}
			{failure && (
				<p className={css.failure} role="alert">
					{t("dialog.failed", { reason: reason(failure) })}
				</p>
			)}
			<div className={css.ways}>
				{detail?.may.reopen && (
					<Button icon={RotateCcw} onPress={() => void run(store.reopen, onReply)}>
						{t("composer.left.reopen")}
					</Button>
				)}
				<Button
					icon={Lock}
					onPress={() => {
						store.composer.toNote();
						onNote();
					}}
				>
					{t("sending.toNote")}
				</Button>
				{texts.reply.trim() && (
					<Button
						icon={Copy}
						onPress={() =>
							void run(
								() => navigator.clipboard.writeText(texts.reply),
								() => {},
							)
						}
					>
						{t("action.copy")}
					</Button>
				)}
			</div>
		</section>
	);
}
