import { Lock, Plus, Reply } from "lucide-react";
import { useEffect } from "react";
import { useText } from "../../i18n/text";
import type { LooseFile } from "../../state/attachments";
import type { DropTarget } from "../../state/drop";
import { useStore } from "../../state/watch";
import { useProgram } from "../program";
import css from "./DropOverlay.module.css";

/** After how long without another sign of it what was dragged is taken to be gone, in milliseconds. */
const UNHEARD = 500;

const holds = (e: DragEvent, type: string): boolean => e.dataTransfer?.types.includes(type) ?? false;

/** What is dropped, of which the system does not say where it is. A folder has no bytes. */
function looseOf(data: DataTransfer): LooseFile[] {
	return [...data.items].flatMap((item) => {
		const file = item.kind === "file" ? item.getAsFile() : null;
		if (!file) return [];
		const folder = item.webkitGetAsEntry?.()?.isDirectory ?? false;
		return [{ name: file.name, bytes: folder ? null : file }];
	});
}

/** In front of all, while files are dragged over the window: where they will go, in words. Keys have the paperclip. */
export function DropOverlay() {
	const { drop, bridge } = useProgram();
	const { dragging, over, targets } = useStore(drop);
	const { t } = useText();

	useEffect(() => {
		// Each element that they come over is entered before the one that they leave is left.
		let within = 0;
		// What one drags out of the page itself, such as a link, is none of this.
		let own = false;
		let ended: ReturnType<typeof setTimeout> | undefined;
		// WebKitGTK calls what comes from a file manager a list of addresses; nothing says that they are files until they fall.
		const holdsFiles = (e: DragEvent) =>
			!own && (holds(e, "Files") || (bridge.attachments.dropsPaths && holds(e, "text/uri-list")));
		// A link that falls on a page takes the page's place, as a file does.
		const keepPage = (e: DragEvent) => {
			const into = e.target instanceof Element && e.target.closest("input, textarea, [contenteditable]") !== null;
			if (!into && holds(e, "text/uri-list")) e.preventDefault();
		};
		const blocked = () => document.querySelector("[role=dialog]") !== null;
		const enter = (e: DragEvent) => {
			if (!holdsFiles(e)) return;
			e.preventDefault();
			clearTimeout(ended);
			within++;
			if (!blocked()) drop.drag(drop.value.over);
		};
		const move = (e: DragEvent) => {
			if (!holdsFiles(e)) return keepPage(e);
			// No page may ever take the program's place, wherever a file is dropped.
			e.preventDefault();
			clearTimeout(ended);
			const zone = e.target instanceof Element ? e.target.closest<HTMLElement>("[data-drop]") : null;
			if (!blocked()) drop.drag(zone?.dataset.drop ?? "");
			if (e.dataTransfer) e.dataTransfer.dropEffect = drop.target ? "copy" : "none";
		};
		const leave = (e: DragEvent) => {
			if (!holdsFiles(e)) return;
			within = Math.max(0, within - 1);
			if (within === 0) drop.end();
		};
		const fall = (e: DragEvent) => {
			if (!holdsFiles(e)) return keepPage(e);
			e.preventDefault();
			clearTimeout(ended);
			within = 0;
			if (!e.dataTransfer || blocked()) drop.end();
			else if (bridge.attachments.dropsPaths) drop.await();
			else drop.loose(looseOf(e.dataTransfer));
		};
		// Where the end was not heard of, as of a link that left the page while it was dragged: while something is dragged,
		// the pointer does not move for the page, but for once just before it falls.
		const moveOn = () => {
			if (!own && !drop.value.dragging) return;
			clearTimeout(ended);
			ended = setTimeout(() => {
				own = false;
				within = 0;
				drop.end();
			}, UNHEARD);
		};
		const begin = () => {
			clearTimeout(ended);
			own = true;
		};
		const finish = () => {
			own = false;
		};
		window.addEventListener("dragstart", begin);
		window.addEventListener("dragend", finish);
		window.addEventListener("dragenter", enter);
		window.addEventListener("dragover", move);
		window.addEventListener("dragleave", leave);
		window.addEventListener("drop", fall);
		window.addEventListener("pointermove", moveOn);
		return () => {
			clearTimeout(ended);
			window.removeEventListener("dragstart", begin);
			window.removeEventListener("dragend", finish);
			window.removeEventListener("dragenter", enter);
			window.removeEventListener("dragover", move);
			window.removeEventListener("dragleave", leave);
			window.removeEventListener("drop", fall);
			window.removeEventListener("pointermove", moveOn);
		};
	}, [drop, bridge]);

	if (targets.length === 0) return null;
	// What is dragged over stays on the page when it hides: WebKitGTK gives what falls to the element that it was over last,
	// and takes the page away if that is gone.
	return (
		<section className={css.overlay} aria-label={t("drop.title")} hidden={!dragging}>
			{targets.map((target) => (
				<div
					key={target.id}
					data-drop={target.id}
					className={`${css.zone} ${css[target.kind]} ${over === target.id ? css.over : ""}`}
				>
					<Zone target={target} />
				</div>
			))}
		</section>
	);
}

function Zone({ target: { kind, number } }: { target: DropTarget }) {
	const { t } = useText();
	const Icon = kind === "note" ? Lock : kind === "new" ? Plus : Reply;
	return (
		<>
			<Icon size={36} strokeWidth={1.75} aria-hidden />
			<p className={css.where}>{number && kind !== "new" ? t(`drop.${kind}.to`, { number }) : t(`drop.${kind}`)}</p>
			<p className={css.who}>{t(`drop.${kind}.help`)}</p>
		</>
	);
}
