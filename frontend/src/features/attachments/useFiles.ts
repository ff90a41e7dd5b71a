import { useEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import { pastedStamp } from "../../model/files";
import type { AttachmentsStore, LooseFile } from "../../state/attachments";
import type { DropTarget } from "../../state/drop";
import { useProgram } from "../program";

/** Offers places for files that are dragged over the window, as long as these are in front. */
export function useDropTargets(targets: readonly DropTarget[], behind = false): void {
	const { drop } = useProgram();
	const key = targets.map(({ id, number }) => `${id} ${number}`).join("\n");
	// biome-ignore lint/correctness/useExhaustiveDependencies: the targets are the same while their names are
	useEffect(() => (targets.length ? drop.offer(targets, behind) : undefined), [drop, key]);
}

const EXTENSIONS: Record<string, string> = {
	"image/png": "png",
	"image/jpeg": "jpg",
	"image/gif": "gif",
	"image/webp": "webp",
};

/** A picture out of the clipboard has no name of its own, or the same one every time. */
const nameless = (name: string): boolean => !name || /^image\.\w+$/i.test(name);

const elsewhere = (target: EventTarget | null, box: HTMLElement | null): boolean =>
	target instanceof HTMLElement && target !== box && target.matches("input, textarea, select, [contenteditable]");

/**
 * Takes files out of the clipboard, wherever the focus is but in another box. Where there are words in it as well, such as
 * those of a cell or a paragraph, the words are meant.
 */
export function usePaste(files: AttachmentsStore | null, box: { current: HTMLElement | null }): void {
	const { t } = useText();
	const take = useRef<(e: ClipboardEvent) => void>(() => {});
	take.current = (e) => {
		const data = e.clipboardData;
		if (!files || !data || e.defaultPrevented) return;
		if (data.getData("text/plain").trim() || elsewhere(e.target, box.current)) return;
		if (document.querySelector("[role=dialog], [role=menu]")) return;
		// Words in another form are the box's.
		if (data.files.length === 0 && data.types?.length > 0) return;
		e.preventDefault();
		if (data.files.length === 0) {
			// On some systems a picture is there all the same, and only the program is shown it.
			void files.paste(t("attachment.pasted", { time: pastedStamp(Date.now()), ending: "png" }));
			return;
		}
		const stamp = pastedStamp(Date.now());
		const pasted = [...data.files].map((file, i): LooseFile => {
			const ending = EXTENSIONS[file.type];
			const which = i ? `${stamp} ${i + 1}` : stamp;
			return {
				name: nameless(file.name) ? t("attachment.pasted", { time: which, ending: ending ?? "bin" }) : file.name,
				bytes: file,
			};
		});
		void files.addLoose(pasted);
	};
	useEffect(() => {
		const onPaste = (e: ClipboardEvent) => take.current(e);
		window.addEventListener("paste", onPaste);
		return () => window.removeEventListener("paste", onPaste);
	}, []);
}
