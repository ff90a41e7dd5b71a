import { Crop, MoveUpRight, Plus, Undo2 } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { CORNERS, cornerOf, type End, type Point } from "../../model/drawing";
import { fitIn } from "../../model/pose";
import { DrawingStore } from "../../state/drawing";
import type { Viewed } from "../../state/viewer";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./DrawingStage.module.css";
import { painted, paintStage } from "./painting";
import { useSize } from "./useSize";

/** How far an arrow key moves what has the focus, as a part of the picture's longer side; ten times as far with Shift. */
const NUDGE = 0.004;

/** A picture of a draft, on which one draws an arrow, or which one crops: one points at the part. */
export function DrawingStage({ file }: { file: Viewed }) {
	const { bridge } = useProgram();
	const { t } = useText();
	const [image, setImage] = useState<HTMLImageElement | null>(null);
	const [broken, setBroken] = useState(false);
	const src = bridge.attachments.url(file.attached.id);

	useEffect(() => {
		const loading = new Image();
		loading.onload = () => setImage(loading);
		loading.onerror = () => setBroken(true);
		loading.src = src;
		return () => {
			loading.onload = null;
			loading.onerror = null;
		};
	}, [src]);

	if (broken) return <p className={css.unshown}>{t("viewer.unshown")}</p>;
	return image ? <Drawn file={file} image={image} /> : <div className={css.all} aria-busy />;
}

function Drawn({ file, image }: { file: Viewed; image: HTMLImageElement }) {
	const { viewer } = useProgram();
	const [store] = useState(
		() =>
			new DrawingStore({
				width: image.naturalWidth || file.attached.width,
				height: image.naturalHeight || file.attached.height,
			}),
	);
	const { drawing, tool, steps, saving, failure, leaving } = useStore(store);
	const { size } = store;
	const { t } = useText();
	const reason = useReason();
	const stage = useRef<HTMLDivElement>(null);
	const canvas = useRef<HTMLCanvasElement>(null);
	const tools = useRef<HTMLDivElement>(null);
	const room = useSize(stage);
	const shown = fitIn(size, room, 0);
	const by = shown.width / size.width || 0;

	useLayoutEffect(() => {
		const sharp = window.devicePixelRatio || 1;
		const sheet = canvas.current;
		if (!sheet || !by) return;
		sheet.width = Math.round(shown.width * sharp);
		sheet.height = Math.round(shown.height * sharp);
		paintStage(sheet, image, drawing, size, by * sharp);
	}, [image, drawing, size, by, shown.width, shown.height]);

	/** In the picture's pixels. */
	function place(e: { clientX: number; clientY: number }): Point {
		const box = canvas.current?.getBoundingClientRect();
		if (!box?.width) return { x: 0, y: 0 };
		return {
			x: ((e.clientX - box.left) / box.width) * size.width,
			y: ((e.clientY - box.top) / box.height) * size.height,
		};
	}

	function onStageKey(e: KeyboardEvent) {
		if (e.key.toLowerCase() === "z" && (e.ctrlKey || e.metaKey)) {
			e.preventDefault();
			store.undo();
		} else if (e.key === "Escape") {
			// Leaving is a question of its own here, and does not close what lies beneath.
			e.preventDefault();
			e.stopPropagation();
			leave();
		}
	}

	function leave() {
		if (store.leave()) viewer.draw(false);
	}

	function save() {
		if (store.blank) viewer.draw(false);
		else
			void store.save(
				() => painted(image, drawing, size, file.attached.type),
				(bytes) => viewer.drawn(bytes),
			);
	}

	/** With keys one goes on from its head. */
	function add() {
		const at = store.add();
		requestAnimationFrame(() => stage.current?.querySelector<HTMLElement>(`[data-handle="${at} to"]`)?.focus());
	}

	const handle = (id: string, label: string, point: Point, does: HandleActions) => (
		<Handle
			key={id}
			id={id}
			label={label}
			left={point.x * by}
			top={point.y * by}
			onBegin={(e) => store.begin(place(e))}
			onDrag={(e) => does.drag(place(e))}
			onEnd={() => store.end()}
			onMove={(x, y) => {
				const step = Math.max(size.width, size.height) * NUDGE;
				does.move({ x: x * step, y: y * step });
			}}
			onDelete={does.remove}
		/>
	);
	const ends: readonly End[] = ["from", "to"];

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys do what the buttons do, wherever among them the focus is
		<div className={css.all} onKeyDown={onStageKey}>
			{/* biome-ignore lint/a11y/useSemanticElements: a group of buttons in a line */}
			<div ref={tools} className={css.tools} role="group" aria-label={t("drawing.tools")}>
				<Button icon={MoveUpRight} pressed={tool === "arrow"} autoFocus onPress={() => store.choose("arrow")}>
					{t("drawing.arrow")}
				</Button>
				<Button icon={Crop} pressed={tool === "crop"} onPress={() => store.choose("crop")}>
					{t("drawing.crop")}
				</Button>
				{tool === "arrow" && (
					<Button look="quiet" icon={Plus} onPress={add}>
						{t("drawing.arrow.add")}
					</Button>
				)}
				<IconButton
					icon={Undo2}
					label={t("drawing.undo")}
					className={(steps.length === 0 && css.nothing) || ""}
					onPress={() => store.undo()}
				/>
			</div>
			<p className={css.help}>{t(`drawing.help.${tool}`)}</p>
			<div ref={stage} className={css.stage}>
				<div className={css.sheet} style={{ width: shown.width, height: shown.height }}>
					<canvas
						ref={canvas}
						role="img"
						aria-label={t("drawing.picture", { name: file.attached.name })}
						className={css.canvas}
						style={{ width: shown.width, height: shown.height }}
						onPointerDown={(e) => {
							if (e.button !== 0) return;
							e.currentTarget.setPointerCapture?.(e.pointerId);
							store.begin(place(e));
						}}
						onPointerMove={(e) => store.drag(place(e))}
						onPointerUp={() => store.end()}
						onPointerCancel={() => store.end()}
					/>
					{tool === "arrow" &&
						drawing.arrows.flatMap((arrow, i) =>
							ends.map((end) =>
								handle(
									`${i} ${end}`,
									t(end === "to" ? "drawing.arrow.head" : "drawing.arrow.tail", { number: i + 1 }),
									arrow[end],
									{
										move: (step) => store.moveEnd(i, end, step),
										drag: (to) => store.dragEnd(i, end, to),
										remove: () => {
											store.remove(i);
											// What had the focus is gone.
											tools.current?.querySelector("button")?.focus();
										},
									},
								),
							),
						)}
					{tool === "crop" &&
						CORNERS.map((corner) =>
							handle(corner, t(`drawing.corner.${corner}`), cornerOf(drawing.crop, corner), {
								move: (step) => store.moveCorner(corner, step),
								drag: (to) => store.dragCorner(corner, to),
							}),
						)}
				</div>
			</div>
			<div className={css.below}>
				<p className={css.said} role="status">
					{failure && <span className={css.failure}>{t("drawing.failed", { reason: reason(failure) })}</span>}
					{leaving && t("drawing.leave")}
				</p>
				<Button onPress={leave}>{t(leaving ? "drawing.leave.anyway" : "drawing.cancel")}</Button>
				<Button look="main" isPending={saving} onPress={save}>
					{t("drawing.save")}
				</Button>
			</div>
		</div>
	);
}

interface HandleActions {
	move(by: Point): void;
	drag(to: Point): void;
	remove?(): void;
}

interface HandleProps {
	id: string;
	label: string;
	left: number;
	top: number;
	onBegin(e: PointerEvent): void;
	onDrag(e: PointerEvent): void;
	onEnd(): void;
	/** By keys: so many steps to the right and down. */
	onMove(x: number, y: number): void;
	onDelete: (() => void) | undefined;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

/** What of the drawing can be taken and moved, by the pointer or by keys. */
function Handle({ id, label, left, top, onBegin, onDrag, onEnd, onMove, onDelete }: HandleProps) {
	const held = useRef(false);
	const rest = () => {
		if (held.current) onEnd();
		held.current = false;
	};
	return (
		<button
			type="button"
			data-handle={id}
			aria-label={label}
			className={css.handle}
			style={{ left, top }}
			onPointerDown={(e) => {
				if (e.button !== 0) return;
				e.currentTarget.setPointerCapture?.(e.pointerId);
				held.current = true;
				onBegin(e);
			}}
			onPointerMove={(e) => held.current && onDrag(e)}
			onPointerUp={rest}
			onPointerCancel={rest}
			onKeyDown={(e) => {
				const step = STEPS[e.key];
				const far = e.shiftKey ? 10 : 1;
				if (step) onMove(step[0] * far, step[1] * far);
				else if (onDelete && (e.key === "Delete" || e.key === "Backspace")) onDelete();
				else return;
				e.preventDefault();
				e.stopPropagation();
			}}
		/>
	);
}
