import { Lock, Reply, SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { useGrowing } from "../../ui/Field";
import { DoneMark } from "../../ui/signs";
import { useNarrow } from "../../ui/useMedia";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./Composer.module.css";
import { FollowUp } from "./FollowUp";

/** The reply box. For the support it is also the paper for notes, and turns yellow. */
export function Composer({ store }: { store: TicketStore }) {
	const { detail } = useStore(store);
	if (!detail) return null;
	const { may } = detail;
	return may.reply || may.note ? <Writing store={store} /> : <Closed store={store} />;
}

function Writing({ store }: { store: TicketStore }) {
	const { detail } = useStore(store);
	const { mode: chosen, texts, failure } = useStore(store.composer);
	const replyKept = useStore(store.composer.keepers.reply);
	const noteKept = useStore(store.composer.keepers.note);
	const { enterSends } = useStore(useProgram().settings);
	const { t } = useText();
	const reason = useReason();
	const narrow = useNarrow();
	const box = useRef<HTMLTextAreaElement>(null);
	const may = detail?.may;
	// On a closed ticket only notes are left to write.
	const mode = may?.reply ? chosen : "note";
	const text = texts[mode];
	const kept = mode === "note" ? noteKept : replyKept;
	const unkept = store.composer.keepers[mode].failure;
	const note = mode === "note";
	useGrowing(box, text);

	useEffect(() => {
		if (mode !== chosen) store.composer.setMode(mode);
	}, [mode, chosen, store]);

	async function send() {
		if (!text.trim()) {
			box.current?.focus();
			return;
		}
		await store.composer.send();
		box.current?.focus();
	}

	function onKeyDown(e: KeyboardEvent) {
		// What is being put together from several keys (accents, other scripts) ends in an Enter of its own.
		if (e.key !== "Enter" || e.nativeEvent.isComposing) return;
		if (e.ctrlKey || e.metaKey || (enterSends && !e.shiftKey && !e.altKey)) {
			e.preventDefault();
			void send();
		}
	}

	const sendLabel = t(note ? "composer.note.save" : "action.send");
	return (
		<div className={`${css.composer} ${note ? css.note : ""} no-print`}>
			{may?.note && (
				<div className={css.modes}>
					{/* biome-ignore lint/a11y/useSemanticElements: a group of two buttons in a line of text */}
					<div role="group" aria-label={t("composer.mode")} className={css.switch}>
						{may.reply && (
							<Button
								look="quiet"
								icon={Reply}
								pressed={!note}
								className={css.mode ?? ""}
								onPress={() => {
									store.composer.setMode("reply");
									box.current?.focus();
								}}
							>
								{t("composer.reply.mode")}
							</Button>
						)}
						<Button
							look="quiet"
							icon={Lock}
							pressed={note}
							className={css.mode ?? ""}
							onPress={() => {
								store.composer.setMode("note");
								box.current?.focus();
							}}
						>
							{t("composer.note")}
						</Button>
					</div>
					{note && <span className={css.who}>{t("note.only")}</span>}
				</div>
			)}
			<div className={css.row}>
				<textarea
					ref={box}
					rows={1}
					dir="auto"
					className={css.box}
					aria-label={t(note ? "composer.note" : "composer.reply")}
					placeholder={t(note ? "composer.note.placeholder" : "composer.reply.placeholder")}
					aria-describedby="composer-state"
					value={text}
					onChange={(e) => store.composer.type(e.target.value)}
					onKeyDown={onKeyDown}
				/>
				{narrow ? (
					<IconButton icon={SendHorizontal} label={sendLabel} look="main" tall onPress={() => void send()} />
				) : (
					<Button
						look={note ? "note" : "main"}
						icon={note ? Lock : SendHorizontal}
						className={css.send ?? ""}
						onPress={() => void send()}
					>
						{sendLabel}
					</Button>
				)}
			</div>
			<div className={css.below}>
				<p id="composer-state" className={css.state} role="status">
					{failure ? (
						<span className={css.failure}>{reason(failure)}</span>
					) : kept === "failed" && unkept ? (
						<span className={css.failure}>{t("composer.draft.failed", { reason: reason(unkept) })}</span>
					) : (
						text &&
						kept === "saved" && (
							<span className={css.saved}>
								<DoneMark />
								{t("composer.draft.saved")}
							</span>
						)
					)}
				</p>
				{text && <p className={css.keys}>{t(enterSends ? "composer.keys.enter" : "composer.keys")}</p>}
			</div>
		</div>
	);
}

function Closed({ store }: { store: TicketStore }) {
	const { detail } = useStore(store);
	const { t } = useText();
	return (
		<div className={`${css.composer} ${css.closed} no-print`}>
			<p className={css.closedWords}>{t("composer.closed")}</p>
			{detail?.may.followUp && <FollowUp ticketId={store.id} />}
		</div>
	);
}
