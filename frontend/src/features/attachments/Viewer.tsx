import {
	ChevronLeft,
	ChevronRight,
	Download,
	ExternalLink,
	type LucideIcon,
	Pencil,
	RotateCw,
	Scan,
	X,
	ZoomIn,
	ZoomOut,
} from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import type { BridgeError } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { canDraw, isReduced, isSeen, isText, percent, sizeWords } from "../../model/files";
import { MOST_SCALE, STEP } from "../../model/pose";
import { dayAndTime } from "../../model/time";
import { dotted } from "../../model/words";
import type { Viewed, ViewerState } from "../../state/viewer";
import { useNow, usePart, useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { CheckBox } from "../../ui/CheckBox";
import { useNarrow } from "../../ui/useMedia";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { DrawingStage } from "./DrawingStage";
import { FileName } from "./FileSign";
import { OpenQuestion } from "./OpenQuestion";
import css from "./Viewer.module.css";
import { PictureFrame, PlainFile, TextFrame } from "./ViewerFrames";
import { ViewerKeys } from "./ViewerKeys";

/** How far one press of an arrow moves what is enlarged. */
const NUDGE = 80;

/** A file looked at closely: a picture with all the room there is, the beginning of a text, or what a file is. */
export function Viewer() {
	const { viewer } = useProgram();
	const state = useStore(viewer);
	const file = viewer.file;
	const [keys, setKeys] = useState(false);
	useFocusBack(state?.draft && file ? file.attached.id : "");
	if (!state || !file) return null;
	const { attached } = file;
	const picture = isSeen(attached);
	const several = state.files.length > 1;

	function onKeyDown(e: KeyboardEvent) {
		if (e.ctrlKey || e.metaKey || e.altKey || state?.drawing || state?.asking || keys) return;
		const side = { ArrowLeft: 1, ArrowRight: -1 }[e.key];
		const height = { ArrowUp: 1, ArrowDown: -1 }[e.key];
		if (picture && e.shiftKey && (side || height)) viewer.move((side ?? 0) * NUDGE, (height ?? 0) * NUDGE);
		else if (side && !e.shiftKey && several) viewer.walk(side === 1 ? -1 : 1);
		else if (picture && (e.key === "+" || e.key === "=")) viewer.zoom(STEP);
		else if (picture && e.key === "-") viewer.zoom(1 / STEP);
		else if (picture && e.key === "0") viewer.fit();
		else if (e.key === "?" || e.key === "F1") setKeys(true);
		else if (e.shiftKey || !byLetter(e.key.toLowerCase())) return;
		e.preventDefault();
	}

	/** Each letter does what a button does, where there is that button. */
	function byLetter(key: string): boolean {
		if (key === "r" && picture) viewer.turn();
		else if (key === "s") void viewer.saveAs();
		else if (key === "o" && !state?.draft) viewer.ask(true);
		else if (key === "d" && state?.draft && canDraw(attached)) viewer.draw(true);
		else return false;
		return true;
	}

	return (
		<ModalOverlay
			isOpen
			onOpenChange={(open) => !open && viewer.close()}
			isKeyboardDismissDisabled={state.drawing}
			className={css.scrim}
		>
			<Modal className={css.modal}>
				{/* biome-ignore lint/a11y/noStaticElementInteractions: keys do what the buttons do, wherever the focus is */}
				<div className={css.keys} onKeyDown={onKeyDown}>
					<AriaDialog className={css.viewer} aria-label={attached.name}>
						<Head state={state} file={file} />
						{state.drawing ? (
							<DrawingStage key={file.attached.id} file={file} />
						) : (
							<Stage state={state} file={file} several={several} />
						)}
					</AriaDialog>
				</div>
			</Modal>
			{state.asking && <OpenQuestion file={file} />}
			{keys && <ViewerKeys onClose={() => setKeys(false)} />}
		</ModalOverlay>
	);
}

/** A file of a draft that was looked at gets the focus back, also where it is another element by now: it was drawn on. */
function useFocusBack(id: string) {
	const before = useRef("");
	useEffect(() => {
		const was = before.current;
		before.current = id;
		if (!was || id) return;
		requestAnimationFrame(() => {
			if (document.activeElement !== document.body) return;
			document.querySelector<HTMLElement>(`[data-file="${CSS.escape(was)}"] button`)?.focus();
		});
	}, [id]);
}

function Stage({ state, file, several }: { state: ViewerState; file: Viewed; several: boolean }) {
	const { viewer } = useProgram();
	const { t } = useText();
	const { attached } = file;
	const stage = useRef<HTMLDivElement>(null);

	// After a drawing, what had the focus is gone: the keys go on with the dialog.
	useEffect(() => {
		const dialog = stage.current?.closest<HTMLElement>("[role=dialog]");
		if (dialog && !dialog.contains(document.activeElement)) dialog.focus();
	}, []);

	return (
		<>
			<div ref={stage} className={css.stage}>
				{isSeen(attached) ? (
					<PictureFrame key={attached.id} file={file} state={state} />
				) : isText(attached) && (state.preview || state.busy === "fetching") ? (
					<TextFrame file={file} state={state} />
				) : (
					<PlainFile file={file} />
				)}
				{several && (
					<>
						<IconButton
							icon={ChevronLeft}
							label={t("viewer.previous")}
							className={`${css.walk} ${css.previous} ${state.at === 0 ? css.atEnd : ""}`}
							onPress={() => viewer.walk(-1)}
						/>
						<IconButton
							icon={ChevronRight}
							label={t("viewer.next")}
							className={`${css.walk} ${css.next} ${state.at === state.files.length - 1 ? css.atEnd : ""}`}
							onPress={() => viewer.walk(1)}
						/>
					</>
				)}
			</div>
			<Below state={state} file={file} />
		</>
	);
}

/** What it is, who sent it when, and what can be done with it. */
function Head({ state, file }: { state: ViewerState; file: Viewed }) {
	const { viewer } = useProgram();
	const narrow = useNarrow();
	const now = useNow();
	const { t, language } = useText();
	const { attached, author, at, note } = file;
	const several = state.files.length > 1;
	const head = useRef<HTMLElement>(null);
	const drew = useRef(false);

	// What had the focus while it was drawn on is gone, and the keys with it.
	useEffect(() => {
		if (drew.current && !state.drawing) head.current?.querySelector<HTMLElement>("[data-draw]")?.focus();
		drew.current = state.drawing;
	}, [state.drawing]);

	const close = <IconButton icon={X} label={t("viewer.close")} onPress={() => viewer.close()} />;
	return (
		<header ref={head} className={css.head}>
			<div className={css.about}>
				<Heading slot="title" level={2} className={css.title}>
					<FileName name={attached.name} />
				</Heading>
				<p className={css.second}>
					{dotted(
						author ? t("viewer.by", { author: author.name, time: dayAndTime(at, now, language) }) : t("viewer.draft"),
						note && t("viewer.note"),
						sizeWords(attached.size, language),
						several && t("viewer.place", { at: state.at + 1, count: state.files.length }),
					)}
				</p>
			</div>
			<p className="visually-hidden" role="status">
				{several && dotted(attached.name, t("viewer.place", { at: state.at + 1, count: state.files.length }))}
			</p>
			{narrow && !state.drawing && close}
			{!state.drawing && (
				<div className={css.tools}>
					{isSeen(attached) && <PoseTools state={state} />}
					{state.draft && canDraw(attached) && (
						<Tool icon={Pencil} label={t("drawing.open")} onPress={() => viewer.draw(true)} data-draw="" />
					)}
					<Tool icon={Download} label={t("viewer.save")} onPress={() => void viewer.saveAs()} />
					{!state.draft && <Tool icon={ExternalLink} label={t("viewer.open")} onPress={() => viewer.ask(true)} />}
					{!narrow && close}
				</div>
			)}
		</header>
	);
}

/** In words, where there is room for them. */
function Tool({ label, ...rest }: { icon: LucideIcon; label: string; onPress(): void; "data-draw"?: string }) {
	const narrow = useNarrow();
	if (narrow) return <IconButton label={label} {...rest} />;
	return <Button {...rest}>{label}</Button>;
}

function PoseTools({ state }: { state: ViewerState }) {
	const { viewer } = useProgram();
	const { t } = useText();
	const { scale } = state.pose;
	return (
		// biome-ignore lint/a11y/useSemanticElements: a group of buttons in a line
		<div role="group" aria-label={t("viewer.tools")} className={css.group}>
			<IconButton
				icon={ZoomOut}
				label={t("viewer.zoomOut")}
				className={(scale <= 1 && css.atEnd) || ""}
				onPress={() => viewer.zoom(1 / STEP)}
			/>
			<span className={css.percent} role="status" aria-label={t("viewer.zoom")}>
				{t("viewer.zoom.percent", { percent: Math.round(scale * 100) })}
			</span>
			<IconButton
				icon={ZoomIn}
				label={t("viewer.zoomIn")}
				className={(scale >= MOST_SCALE && css.atEnd) || ""}
				onPress={() => viewer.zoom(STEP)}
			/>
			<IconButton
				icon={Scan}
				label={t("viewer.fit")}
				className={(scale === 1 && css.atEnd) || ""}
				onPress={() => viewer.fit()}
			/>
			<IconButton icon={RotateCw} label={t("viewer.turn")} onPress={() => viewer.turn()} />
		</div>
	);
}

/** What is being done, what could not be, and of a draft whether all of it goes. */
function Below({ state, file }: { state: ViewerState; file: Viewed }) {
	const { viewer, progress } = useProgram();
	const told = usePart(progress, (all) => all.get(file.attached.id));
	const { t, language } = useText();
	const because = useReason();
	const { attached } = file;
	const { busy, failure } = state;
	const done = told?.received ? percent(told.received, attached.size) : null;
	const { sizes } = attached;

	function reason(why: BridgeError): string {
		// It is not gone: that it has not arrived is all that is wrong with it.
		if (why.code === "not_found") {
			if (attached.state === "abandoned") return t("error.abandoned");
			if (attached.state === "waiting" || attached.state === "sending") return t("viewer.coming");
		}
		// Nobody has typed a password here.
		return why.code === "unauthenticated" ? t("viewer.expired") : because(why);
	}

	return (
		<div className={css.below} role="status">
			{busy === "fetching" && (
				<p>
					{/* Each percent would be read out otherwise. */}
					<span className={done === null ? "" : "visually-hidden"}>{t("viewer.fetching")}</span>
					{done !== null && <span aria-hidden>{t("viewer.fetching.percent", { percent: done })}</span>}
				</p>
			)}
			{isReduced(attached) && <p>{t("viewer.reduced")}</p>}
			{state.saved && <p>{t("viewer.saved")}</p>}
			{failure && (
				<p className={css.failure}>
					{failure.what === "open" && failure.reason.code === "forbidden"
						? t("viewer.failed.other")
						: failure.what === "open" && failure.reason.code === "unavailable"
							? t("viewer.failed.unavailable")
							: t(`viewer.failed.${failure.what}`, { reason: reason(failure.reason) })}
					{failure.what === "fetch" && (
						<Button look="link" onPress={() => void viewer.again()}>
							{t("action.retry")}
						</Button>
					)}
				</p>
			)}
			{state.draft && sizes && (
				<CheckBox checked={sizes.sendOriginal} onChange={(original) => void viewer.sendOriginal(original)}>
					{t("attachment.original", {
						count: 1,
						original: sizeWords(sizes.original, language),
						scaled: sizeWords(sizes.scaled, language),
					})}
				</CheckBox>
			)}
		</div>
	);
}
