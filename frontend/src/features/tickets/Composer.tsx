import { SendHorizontal } from "lucide-react";
import { useRef } from "react";
import { useText } from "../../i18n/text";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { useGrowing } from "../../ui/Field";
import { useNarrow } from "../../ui/useMedia";
import { AttachButton } from "../attachments/AttachButton";
import { Strip } from "../attachments/Strip";
import { useDropTargets, usePaste } from "../attachments/useFiles";
import { useProgram, useTechnician } from "../program";
import css from "./Composer.module.css";
import { DraftState } from "./DraftState";
import { FollowUp } from "./FollowUp";
import { SupportComposer } from "./SupportComposer";
import { sends } from "./sends";
import { VerdictCard } from "./VerdictCard";

/** Where one writes in a ticket: a reply box, and for the support paper for notes as well. */
export function Composer({ store }: { store: TicketStore }) {
	const { detail } = useStore(store);
	const technician = useTechnician();
	if (!detail) return null;
	if (technician) return <SupportComposer store={store} />;
	return detail.may.reply ? <Writing store={store} /> : <Closed store={store} />;
}

function Writing({ store }: { store: TicketStore }) {
	const { texts } = useStore(store.composer);
	const { enterSends } = useStore(useProgram().settings);
	const { t } = useText();
	const narrow = useNarrow();
	const box = useRef<HTMLTextAreaElement>(null);
	const text = texts.reply;
	const files = store.composer.files.reply;
	const { number = 0 } = useStore(store).detail ?? {};
	useGrowing(box, text);
	usePaste(files, box);
	useDropTargets([{ id: files.owner, kind: "reply", number, files, show: () => {} }]);

	async function send() {
		if (!store.composer.empty("reply")) await store.sending.send();
		box.current?.focus();
	}

	return (
		<div className={`${css.composer} no-print`}>
			<Strip store={files} />
			<div className={css.row}>
				{narrow && <AttachButton store={files} className={css.attachBeside} />}
				<div className={css.boxFrame}>
					<textarea
						ref={box}
						rows={1}
						dir="auto"
						className={css.box}
						aria-label={t("composer.reply")}
						placeholder={t("composer.reply.placeholder")}
						aria-describedby="composer-state"
						value={text}
						onChange={(e) => store.composer.type(e.target.value)}
						onKeyDown={(e) => {
							if (!sends(e, enterSends)) return;
							e.preventDefault();
							void send();
						}}
					/>
					{!narrow && <AttachButton store={files} className={css.attach} />}
				</div>
				{narrow ? (
					<IconButton icon={SendHorizontal} label={t("action.send")} look="main" tall onPress={() => void send()} />
				) : (
					<Button look="main" icon={SendHorizontal} className={css.send ?? ""} onPress={() => void send()}>
						{t("action.send")}
					</Button>
				)}
			</div>
			<div className={css.below}>
				<DraftState id="composer-state" composer={store.composer} mode="reply" />
				{text && <p className={css.keys}>{t(enterSends ? "composer.keys.enter" : "composer.keys")}</p>}
			</div>
		</div>
	);
}

function Closed({ store }: { store: TicketStore }) {
	const { detail } = useStore(store);
	const { t } = useText();
	return (
		<div className={`${css.composer} no-print`}>
			{detail && <VerdictCard detail={detail} store={store} />}
			<div className={css.closed}>
				<p className={css.closedWords}>{t("composer.closed")}</p>
				{detail?.may.followUp && <FollowUp ticketId={store.id} />}
			</div>
		</div>
	);
}
