import { type PointerEvent, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { isAbsent, sizeWords } from "../../model/files";
import { kindOf } from "../../model/kinds";
import { fitIn, kept, STEP } from "../../model/pose";
import type { Viewed, ViewerState } from "../../state/viewer";
import { usePart } from "../../state/watch";
import { useProgram } from "../program";
import { FileIcon, FileName } from "./FileSign";
import { useSize } from "./useSize";
import css from "./Viewer.module.css";
import { useGoing } from "./words";

interface FrameProps {
	file: Viewed;
	state: ViewerState;
}

/** A picture in its frame: the wheel makes it larger where the pointer is, and what is larger than its frame is dragged. */
export function PictureFrame({ file, state }: FrameProps) {
	const { bridge, viewer } = useProgram();
	const { t } = useText();
	const frame = useRef<HTMLDivElement>(null);
	const dragged = useRef<{ x: number; y: number } | null>(null);
	const room = useSize(frame);
	const [broken, setBroken] = useState<"" | "whole" | "small">("");
	const { id, name, width, height, here } = file.attached;
	const which = here || state.draft ? "whole" : "small";
	const picture = { width: width || 1, height: height || 1 };
	const shown = fitIn(picture, room, state.pose.turn);
	const pose = kept(state.pose, shown, room);

	/** From the middle of the frame. */
	function place(e: { clientX: number; clientY: number }) {
		const box = frame.current?.getBoundingClientRect();
		if (!box) return { x: 0, y: 0 };
		// Larger text is the page enlarged: what the pointer says are the screen's pixels.
		const scale = box.width / (room.width || 1) || 1;
		return { x: (e.clientX - box.left - box.width / 2) / scale, y: (e.clientY - box.top - box.height / 2) / scale };
	}

	function onPointerMove(e: PointerEvent) {
		const from = dragged.current;
		if (!from) return;
		const to = place(e);
		dragged.current = to;
		// From where it lies, not from where it would lie if nothing held it.
		viewer.move(to.x - from.x + pose.x - state.pose.x, to.y - from.y + pose.y - state.pose.y);
	}

	const rest = () => {
		dragged.current = null;
	};
	const larger = pose.scale > 1;
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: a pointer has more ways; keys and buttons do all that it does
		<div
			ref={frame}
			className={`${css.frame} ${larger ? css.larger : ""}`}
			onWheel={(e) => viewer.zoom(e.deltaY < 0 ? STEP : 1 / STEP, place(e))}
			onDoubleClick={(e) => (larger ? viewer.fit() : viewer.zoom(2, place(e)))}
			onPointerDown={(e) => {
				if (e.button !== 0 || !larger) return;
				e.currentTarget.setPointerCapture?.(e.pointerId);
				dragged.current = place(e);
			}}
			onPointerMove={onPointerMove}
			onPointerUp={rest}
			onPointerCancel={rest}
		>
			{broken === which ? (
				// That there is no small one yet says nothing of the picture; what becomes of it stands below.
				which === "whole" && <p className={css.unshown}>{t("viewer.unshown")}</p>
			) : (
				<img
					className={css.picture}
					src={which === "whole" ? bridge.attachments.url(id) : bridge.attachments.thumbnailUrl(id)}
					alt={t("viewer.picture", { name })}
					draggable={false}
					style={{
						width: shown.width,
						height: shown.height,
						transform: `translate(-50%, -50%) translate(${pose.x}px, ${pose.y}px) rotate(${pose.turn}deg) scale(${pose.scale})`,
					}}
					onError={() => setBroken(which)}
				/>
			)}
		</div>
	);
}

/** The beginning of a text, as it was written; nothing of it is ever anything but letters. */
export function TextFrame({ file, state }: FrameProps) {
	const { t } = useText();
	const { preview } = state;
	if (!preview) return <div className={css.frame} aria-busy={state.busy === "fetching"} />;
	return (
		<div className={css.textFrame}>
			{!preview.whole && <p className={css.more}>{t("viewer.text.more")}</p>}
			<section
				className={css.text}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls takes the focus, to be scrolled by keys
				tabIndex={0}
				aria-label={`${t("viewer.text")}: ${file.attached.name}`}
			>
				<pre dir="auto">{preview.text}</pre>
			</section>
		</div>
	);
}

/** What neither can be shown nor read here: what it is. */
export function PlainFile({ file }: { file: Viewed }) {
	const { t, language } = useText();
	const { attached } = file;
	const kind = kindOf(attached);
	return (
		<div className={css.plain}>
			<FileIcon kind={kind} size={64} />
			<p className={css.plainName}>
				<FileName name={attached.name} />
			</p>
			<p className={css.second}>
				{t("attachment.about", { kind: t(`attachment.kind.${kind}`), size: sizeWords(attached.size, language) })}
			</p>
			{isAbsent(attached) && <Absent file={file} />}
			{attached.reason === "damaged" && <p>{t("viewer.unshown")}</p>}
		</div>
	);
}

/** Why there is nothing to be seen of it: it is still to come, or what the conversation says of one that will not. */
function Absent({ file: { attached, author } }: { file: Viewed }) {
	const { session } = useProgram();
	const own = usePart(session, (state) => state?.me?.id === author?.id);
	const going = useGoing(attached, own);
	const { t } = useText();
	if (attached.state !== "abandoned" && attached.state !== "failed") return <p>{t("viewer.coming")}</p>;
	return (
		<p>
			<bdi>{attached.name}</bdi>:{" "}
			{attached.state === "failed" ? going.words : t(own ? "attachment.abandoned.own" : "attachment.abandoned")}
		</p>
	);
}
