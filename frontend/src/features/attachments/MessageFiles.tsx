import { CircleAlert, CircleSlash, Download, RotateCw, X } from "lucide-react";
import { type CSSProperties, useEffect, useRef } from "react";
import type { Attached, MessageItem } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { isPicture } from "../../model/files";
import { kindOf } from "../../model/kinds";
import { dotted } from "../../model/words";
import { usePart } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { FileIcon, FileName, Ring } from "./FileSign";
import { GiveUpQuestion } from "./GiveUpQuestion";
import css from "./MessageFiles.module.css";
import { SmallPicture } from "./SmallPicture";
import { useAbout, useGoing } from "./words";

/** What is attached to a message: pictures first, side by side, then all that is no picture; `wide` fills the width there is. */
export function MessageFiles({
	item,
	ticketId,
	wide = false,
}: {
	item: MessageItem;
	ticketId: string;
	wide?: boolean;
}) {
	const { t } = useText();
	if (item.attachments.length === 0) return null;
	const there = item.attachments.filter(({ state }) => state !== "abandoned");
	const pictures = there.filter(isPicture);
	const others = there.filter((attached) => !isPicture(attached));
	// What was refused is corrected instead.
	const own = item.own && item.state !== "refused";
	const mixed = pictures.length === 1 && others.length > 0;
	return (
		<div className={`${css.all} ${wide || mixed ? css.wide : ""}`}>
			{pictures.length > 0 && (
				<ul
					className={`${pictures.length === 1 ? css.single : css.pictures} ${/^[24]$/.test(`${pictures.length}`) ? css.pairs : ""}`}
					aria-label={t("attachment.pictures")}
				>
					{pictures.map((attached) => (
						<Picture
							key={attached.id}
							attached={attached}
							own={own}
							ticketId={ticketId}
							alone={pictures.length === 1}
						/>
					))}
				</ul>
			)}
			{others.length > 0 && (
				<ul className={css.files} aria-label={t("attachment.list")}>
					{others.map((attached) => (
						<FileLine key={attached.id} attached={attached} own={own} ticketId={ticketId} />
					))}
				</ul>
			)}
			{item.attachments.map((attached) =>
				attached.state === "abandoned" ? (
					<Abandoned key={attached.id} attached={attached} own={item.own} />
				) : (
					<Beneath key={attached.id} attached={attached} own={own} />
				),
			)}
		</div>
	);
}

interface FileProps {
	attached: Attached;
	own: boolean;
	ticketId: string;
}

/** How much wider than high, or higher than wide, a picture is shown at most. */
const WIDEST = 2.4;
const HIGHEST = 0.75;

/** A file that is sent again is no longer one with ways on: who pressed there goes on with the file. */
function useGoingOn({ id, state }: Attached) {
	const { fileActs } = useProgram();
	const file = useRef<HTMLButtonElement>(null);
	useEffect(() => {
		if (state === "failed" || fileActs.value.retried !== id) return;
		if (document.activeElement === document.body) file.current?.focus({ preventScroll: true });
		fileActs.wentOn();
	}, [fileActs, id, state]);
	return file;
}

/** It has its place before its bytes are here: nothing moves when they come. */
function Picture({ attached, own, ticketId, alone }: FileProps & { alone: boolean }) {
	const { fileActs } = useProgram();
	const going = useGoing(attached, own);
	const file = useGoingOn(attached);
	const { t } = useText();
	const { id, name, width, height } = attached;
	const ratio = Math.min(WIDEST, Math.max(HIGHEST, width / Math.max(1, height)));
	return (
		<li className={css.item}>
			<button
				ref={file}
				type="button"
				className={`${css.picture} ${ratio < 1 ? css.tall : ""}`}
				style={alone ? ({ "--ratio": ratio } as CSSProperties) : undefined}
				aria-label={dotted(t("attachment.open", { name }), going.words)}
				title={name}
				onClick={() => void fileActs.open(ticketId, id)}
			>
				<SmallPicture id={id} />
				{going.words && going.tone !== "failed" && (
					<span className={css.going}>
						{going.percent !== null && <Ring percent={going.percent} size={16} />}
						{going.words}
					</span>
				)}
				{going.tone === "failed" && (
					<span className={`${css.going} ${css.failedSign}`}>
						<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
						{t("attachment.failed")}
					</span>
				)}
			</button>
			<StopSending attached={attached} own={own} />
		</li>
	);
}

function FileLine({ attached, own, ticketId }: FileProps) {
	const { fileActs } = useProgram();
	const going = useGoing(attached, own);
	const file = useGoingOn(attached);
	const about = useAbout();
	const { t } = useText();
	return (
		<li className={`${css.item} ${css.line}`}>
			<button
				ref={file}
				type="button"
				className={css.file}
				aria-label={dotted(t("attachment.open", { name: attached.name }), about(attached), going.words)}
				onClick={() => void fileActs.open(ticketId, attached.id)}
			>
				<span className={`${css.sign} ${going.percent === null ? "" : css.goingSign}`}>
					{going.percent === null ? (
						<FileIcon kind={kindOf(attached)} size={24} />
					) : (
						<Ring percent={going.percent} size={26} />
					)}
				</span>
				<span className={css.words}>
					<FileName name={attached.name} className={css.name} />
					<span className={css.second}>
						{about(attached)}
						{going.words && going.tone === "waiting" && <span className={css.waiting}> · {going.words}</span>}
						{going.tone === "failed" && <span className={css.failedWords}> · {t("attachment.failed")}</span>}
					</span>
				</span>
				{attached.state === "arrived" && !attached.here && <Download size={18} strokeWidth={1.75} aria-hidden />}
			</button>
			<StopSending attached={attached} own={own} />
		</li>
	);
}

/** While one's own is on its way, it can be given up by its cross. */
function StopSending({ attached, own }: Omit<FileProps, "ticketId">) {
	const { fileActs } = useProgram();
	const { t } = useText();
	if (!own || (attached.state !== "waiting" && attached.state !== "sending")) return null;
	return (
		<IconButton
			icon={X}
			label={t("attachment.remove", { name: attached.name })}
			className={css.stop ?? ""}
			onPress={() => fileActs.ask(attached.id)}
		/>
	);
}

/** What is to be said beneath the files of one of them: why it did not get there, and the ways on; what could not be done with it. */
function Beneath({ attached, own }: Omit<FileProps, "ticketId">) {
	const { fileActs } = useProgram();
	const { t } = useText();
	const reason = useReason();
	const { id, name } = attached;
	const failed = attached.state === "failed";
	const asking = usePart(fileActs, (acts) => acts.asking === id);
	const failure = usePart(fileActs, (acts) => (acts.failure?.id === id ? acts.failure : null));
	// The question stands in front of all, and takes no place here.
	const question = asking ? <GiveUpQuestion attached={attached} /> : null;
	if (!failed && !failure) return question;
	return (
		<div className={css.failed}>
			{failed && <Why attached={attached} own={own} />}
			{failed && own && (
				<div className={css.ways}>
					{attached.reason !== "disabled" && (
						<Button icon={RotateCw} onPress={() => void fileActs.retry(id)}>
							{t("attachment.retry")}
						</Button>
					)}
					<Button icon={X} aria-label={t("attachment.remove", { name })} onPress={() => fileActs.ask(id)}>
						{t("attachment.giveUp")}
					</Button>
				</div>
			)}
			{failure && (
				<p className={css.reason} role="alert">
					<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
					<span>{t(FAILURES[failure.what], { name, reason: reason(failure.reason) })}</span>
				</p>
			)}
			{question}
		</div>
	);
}

const FAILURES = {
	abandon: "attachment.giveUp.failed",
	open: "attachment.open.failed",
	retry: "attachment.retry.failed",
} as const;

/** Why it did not get there. */
function Why({ attached, own }: Omit<FileProps, "ticketId">) {
	const going = useGoing(attached, own);
	return (
		<p className={css.reason}>
			<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
			<span>
				<bdi>{attached.name}</bdi>: {going.words}
			</span>
		</p>
	);
}

/** One that its writer has given up: that there was one, and that nobody waits for it. */
function Abandoned({ attached: { id, name }, own }: Omit<FileProps, "ticketId">) {
	const { fileActs } = useProgram();
	const { t } = useText();
	const line = useRef<HTMLParagraphElement>(null);
	useEffect(() => {
		// The button that was pressed has gone.
		if (fileActs.value.given !== id) return;
		line.current?.focus({ preventScroll: true });
		fileActs.wentOn();
	}, [fileActs, id]);
	return (
		<p ref={line} tabIndex={-1} className={css.abandoned}>
			<CircleSlash size={18} strokeWidth={1.75} aria-hidden />
			<span>
				<bdi>{name}</bdi>: {t(own ? "attachment.abandoned.own" : "attachment.abandoned")}
			</span>
		</p>
	);
}
