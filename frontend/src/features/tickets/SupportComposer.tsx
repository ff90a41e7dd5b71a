import { Lock, Reply } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { CannedReply } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { filled, unfilled, valuesOf } from "../../model/placeholders";
import type { Mode } from "../../state/composer";
import type { How } from "../../state/sending";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useGrowing } from "../../ui/Field";
import { AttachButton } from "../attachments/AttachButton";
import { Strip } from "../attachments/Strip";
import { useDropTargets, usePaste } from "../attachments/useFiles";
import { useProgram } from "../program";
import { useWish } from "../wishes";
import { CannedList } from "./CannedList";
import { DraftState } from "./DraftState";
import { LeftReply } from "./LeftReply";
import { SendButton } from "./SendButton";
import { SendQuestion } from "./SendQuestion";
import css from "./SupportComposer.module.css";
import { sends } from "./sends";
import { useCanned } from "./useCanned";

/** Where the support writes: to the customer, or on yellow paper to itself. It never turns from a note to a reply by itself. */
export function SupportComposer({ store }: { store: TicketStore }) {
	const { detail } = useStore(store);
	const { mode: chosen, texts } = useStore(store.composer);
	const question = useStore(store.sending);
	const { files } = store.composer;
	useStore(files.reply);
	useStore(files.note);
	const { enterSends } = useStore(useProgram().settings);
	const { t } = useText();
	const box = useRef<HTMLTextAreaElement>(null);
	const [caret, setCaret] = useState(0);
	/** The ticket was reopened to reply, and is not seen open yet. */
	const [reopening, setReopening] = useState(false);
	/** What is to be selected once the text is in the box. */
	const wanted = useRef<[number, number] | null>(null);
	const may = detail?.may;
	// On a closed ticket only notes are left to write.
	const mode: Mode = may?.reply ? chosen : "note";
	const note = mode === "note";
	const text = texts[mode];
	const values = detail ? valuesOf(detail) : { operatore: "", macchina: "", seriale: "", numero: "" };
	const missing = note ? [] : unfilled(text);
	const canned = useCanned(text, caret, insertCanned);
	useGrowing(box, text);
	usePaste(files[mode], box);
	useDropTargets(
		(may?.reply ? (["reply", "note"] as const) : (["note"] as const)).map((kind) => ({
			id: files[kind].owner,
			kind,
			number: detail?.number ?? 0,
			files: files[kind],
			show: () => store.composer.setMode(kind),
		})),
	);

	useEffect(() => {
		if (mode !== chosen) store.composer.setMode(mode);
	}, [mode, chosen, store]);

	useLayoutEffect(() => {
		if (!wanted.current || !box.current) return;
		box.current.setSelectionRange(...wanted.current);
		setCaret(wanted.current[1]);
		wanted.current = null;
	});

	/** Puts words in place of others, so that one can take it back as what one types. */
	function insert(start: number, end: number, words: string, [from, to]: [number, number]) {
		const area = box.current;
		if (!area) return;
		area.focus();
		area.setSelectionRange(start, end);
		wanted.current = [start + from, start + to];
		if (document.execCommand?.("insertText", false, words)) return;
		store.composer.type(text.slice(0, start) + words + text.slice(end));
	}

	function insertCanned(reply: CannedReply, start: number) {
		const words = filled(reply.text, values);
		const [first] = unfilled(words);
		insert(start, caret, words, first ? [first.start, first.end] : [words.length, words.length]);
	}

	/** Goes to a place that is not filled in yet: the next one, from the last to the first. */
	function mend() {
		const next = missing.find(({ start }) => start >= caret) ?? missing[0];
		box.current?.focus();
		if (next) box.current?.setSelectionRange(next.start, next.end);
	}

	function write(next: Mode) {
		store.composer.setMode(next);
		// The box is the same one, with another text in it.
		requestAnimationFrame(() => {
			const end = box.current?.value.length ?? 0;
			box.current?.focus();
			box.current?.setSelectionRange(end, end);
		});
	}

	// biome-ignore lint/correctness/useExhaustiveDependencies: only once it may be replied to
	useEffect(() => {
		if (!reopening || !may?.reply) return;
		setReopening(false);
		write("reply");
	}, [reopening, may?.reply]);

	async function send(how: How) {
		const { mode: before } = store.composer.value;
		if (store.composer.empty(before)) {
			box.current?.focus();
			return;
		}
		await store.sending.send(how);
		if (!store.sending.value && !store.value.dialog) box.current?.focus();
	}

	const writing = (does: () => void) => () => {
		if (may?.reply) {
			store.composer.setMode("reply");
			does();
		}
	};
	useWish(
		"reply",
		writing(() => write("reply")),
		store.id,
	);
	useWish("note", () => write("note"), store.id);
	useWish("attach", () => void files[mode].pick(), store.id);
	useWish(
		"sendAndWait",
		writing(() => void send("wait")),
		store.id,
	);
	useWish(
		"sendAndClose",
		writing(() => void send("close")),
		store.id,
	);
	useWish(
		"canned",
		writing(() => {
			const area = box.current;
			const at = area?.selectionEnd ?? 0;
			const slash = /\S$/.test(store.composer.value.texts.reply.slice(0, at)) ? " /" : "/";
			insert(at, at, slash, [slash.length, slash.length]);
		}),
		store.id,
	);

	return (
		<div className={`${css.composer} no-print`}>
			{may && !may.reply && !store.composer.empty("reply") && (
				<LeftReply store={store} onReply={() => setReopening(true)} onNote={() => write("note")} />
			)}
			{canned.open && <CannedList canned={canned} values={values} />}
			{question && (
				<SendQuestion
					store={store}
					question={question}
					onBack={(first) => {
						store.sending.putAway();
						if (first) mend();
						else box.current?.focus();
					}}
					onGone={() => !store.sending.value && !store.value.dialog && box.current?.focus()}
				/>
			)}
			<div className={`${css.paper} ${note ? css.note : ""} ${canned.open || question ? css.attached : ""}`}>
				<div className={css.modes}>
					{/* biome-ignore lint/a11y/useSemanticElements: a group of two buttons in a line of text */}
					<div role="group" aria-label={t("composer.mode")} className={css.switch}>
						{may?.reply && (
							<ModeButton
								mode="reply"
								now={mode}
								unsent={texts.reply !== "" || !files.reply.empty}
								onPress={() => write("reply")}
							/>
						)}
						<ModeButton
							mode="note"
							now={mode}
							unsent={texts.note !== "" || !files.note.empty}
							onPress={() => write("note")}
						/>
					</div>
					<span className={css.who}>{t(note ? "note.only" : "composer.customer")}</span>
				</div>
				<textarea
					ref={box}
					rows={2}
					dir="auto"
					className={css.box}
					aria-label={t(note ? "composer.note" : "composer.reply")}
					placeholder={t(note ? "composer.note.placeholder" : "composer.reply.support")}
					aria-describedby="composer-state"
					aria-autocomplete="list"
					aria-controls={canned.open ? canned.listId : undefined}
					aria-activedescendant={canned.open ? canned.optionId(canned.active) : undefined}
					value={text}
					onChange={(e) => {
						setCaret(e.target.selectionEnd);
						store.composer.type(e.target.value);
					}}
					onSelect={(e) => setCaret(e.currentTarget.selectionEnd)}
					onKeyDown={(e) => {
						if (canned.onKeyDown(e)) return;
						if (e.key === "Escape" && !e.nativeEvent.isComposing) {
							// The next keys are for this ticket still, not for the row that stands in its place by now.
							e.preventDefault();
							document.querySelector<HTMLElement>("main [role=log]")?.focus();
							return;
						}
						const how = sends(e, enterSends);
						if (!how) return;
						e.preventDefault();
						void send(how);
					}}
				/>
				<div className={css.files}>
					<Strip key={mode} store={files[mode]} note={note} />
				</div>
				<div className={css.foot}>
					<AttachButton store={files[mode]} className={css.attach} />
					<div className={css.state}>
						<DraftState id="composer-state" composer={store.composer} mode={mode} />
						{missing.length > 0 && (
							<Button look="link" className={css.missing ?? ""} onPress={mend}>
								{t("canned.missing", { names: missing.map(({ name }) => `{${name}}`).join(", ") })}
							</Button>
						)}
					</div>
					{text && !missing.length && (
						<p className={css.keys}>{t(enterSends ? "composer.keys.enter" : "composer.keys")}</p>
					)}
					<SendButton
						note={note}
						may={{ wait: may?.setStatus.includes("waiting") ?? false, close: may?.close ?? false }}
						onSend={(how) => void send(how)}
					/>
				</div>
			</div>
		</div>
	);
}

interface ModeButtonProps {
	mode: Mode;
	now: Mode;
	/** Something stands there that has not gone. */
	unsent: boolean;
	onPress(): void;
}

function ModeButton({ mode, now, unsent, onPress }: ModeButtonProps) {
	const { t } = useText();
	return (
		<Button
			look="quiet"
			icon={mode === "note" ? Lock : Reply}
			pressed={mode === now}
			className={css.mode ?? ""}
			onPress={onPress}
		>
			{t(mode === "note" ? "composer.note" : "composer.reply.mode")}
			{unsent && mode !== now && (
				<span className={css.unsent}>
					<span className="visually-hidden"> · {t("composer.unsent")}</span>
				</span>
			)}
		</Button>
	);
}
