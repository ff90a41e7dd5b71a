import { CircleAlert, LoaderCircle, X } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import type { Attached } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { isPicture, sizeWords } from "../../model/files";
import { kindOf } from "../../model/kinds";
import type { AttachmentsStore } from "../../state/attachments";
import { useStore } from "../../state/watch";
import { IconButton } from "../../ui/Button";
import { CheckBox } from "../../ui/CheckBox";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { FileIcon, FileName } from "./FileSign";
import css from "./Strip.module.css";
import { useRefusedWords } from "./words";

/**
 * What is attached to a draft, what is being taken, and what could not be; `more` is by what one adds to it. Nothing, where
 * there is nothing.
 */
export function Strip({ store, note, more }: { store: AttachmentsStore; note?: boolean; more?: ReactNode }) {
	const { items, coming, refused, limit, failure, unmoved } = useStore(store);
	const { t } = useText();
	const reason = useReason();
	const refusedWords = useRefusedWords();
	const list = useRef<HTMLUListElement>(null);
	const faults = useRef<HTMLDivElement>(null);
	const count = useRef(items.length);

	// What is added comes into sight, also where there are more than fit.
	useEffect(() => {
		if (items.length > count.current) list.current?.lastElementChild?.scrollIntoView({ block: "nearest" });
		count.current = items.length;
	}, [items.length]);

	// So does what could not be: of a new ticket it may stand below what is seen.
	const faulty = refused.length > 0 || failure !== null || unmoved !== null;
	useEffect(() => {
		if (faulty) faults.current?.scrollIntoView({ block: "nearest" });
	}, [faulty]);

	/** The focus goes to the next file, and with the last one back to where more can be added. */
	function removed(at: number) {
		const strip = list.current;
		const next = items[at + 1] ?? items[at - 1];
		void store.remove(items[at]?.id ?? "");
		requestAnimationFrame(() => {
			const place = next
				? strip?.querySelector<HTMLElement>(`[data-file="${CSS.escape(next.id)}"] [data-remove]`)
				: null;
			(place ?? document.querySelector<HTMLElement>("[data-attach]"))?.focus();
		});
	}

	const nothing = !more && items.length === 0 && coming.length === 0 && !faulty;
	return (
		<div className={`${css.strip} ${note ? css.note : ""}`} hidden={nothing}>
			{(items.length > 0 || coming.length > 0 || more) && (
				<ul ref={list} className={`${css.files} ${more ? css.all : ""}`} aria-label={t("attachment.list")}>
					{items.map((attached, i) => (
						<Tile key={attached.id} attached={attached} store={store} onRemove={() => removed(i)} />
					))}
					{coming.map(({ key, names }) => (
						<li key={key} className={css.tile}>
							<span className={css.sign}>
								<LoaderCircle size={22} strokeWidth={1.75} className={css.turning} aria-hidden />
							</span>
							<span className={css.words}>
								{names.length === 1 && names[0] && <FileName name={names[0]} className={css.name} />}
								<span className={css.second}>
									{names.length ? t("attachment.taking", { count: names.length }) : t("attachment.picking")}
								</span>
							</span>
						</li>
					))}
					{more && <li className={items.length > 0 || coming.length > 0 ? css.more : css.alone}>{more}</li>}
				</ul>
			)}
			<Originals store={store} />
			<div ref={faults} role="status">
				{faulty && (
					<div className={css.refused}>
						<ul>
							{refused.map((file, i) => (
								// biome-ignore lint/suspicious/noArrayIndexKey: two files may be called the same, and the list only grows
								<li key={i} className={css.fault}>
									<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
									<span>{refusedWords(file, limit)}</span>
								</li>
							))}
							{unmoved && (
								<li className={css.fault}>
									<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
									<span>
										{t(store.owner === "new" ? "attachment.failedToAdd" : "attachment.unmoved", {
											reason: reason(unmoved),
										})}
									</span>
								</li>
							)}
							{failure && (
								<li className={css.fault}>
									<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
									<span>{t("attachment.failedToAdd", { reason: reason(failure) })}</span>
								</li>
							)}
						</ul>
						<IconButton icon={X} label={t("attachment.refused.dismiss")} onPress={() => store.dismiss()} />
					</div>
				)}
			</div>
		</div>
	);
}

/** One file of a draft: it opens by its picture or its name, and is taken out by its cross. */
function Tile({ attached, store, onRemove }: { attached: Attached; store: AttachmentsStore; onRemove(): void }) {
	const { bridge, viewer } = useProgram();
	const { t, language } = useText();
	const { id, name, size, sizes, reason } = attached;
	const smaller = sizes && !sizes.sendOriginal;
	return (
		<li className={css.tile} data-file={id}>
			<button type="button" className={css.open} onClick={() => viewer.openDraft(store, id)}>
				<span className={css.sign}>
					{isPicture(attached) ? (
						<img className={css.picture} src={bridge.attachments.thumbnailUrl(id)} alt="" draggable={false} />
					) : (
						<FileIcon kind={kindOf(attached)} />
					)}
				</span>
				<span className={css.words}>
					<FileName name={name} className={css.name} />
					<span className={css.second}>
						{reason === "damaged"
							? t("attachment.damaged", { size: sizeWords(size, language) })
							: smaller
								? t("attachment.scaled", { size: sizeWords(size, language) })
								: sizeWords(size, language)}
					</span>
				</span>
			</button>
			<IconButton
				icon={X}
				label={t("attachment.remove", { name })}
				className={css.remove ?? ""}
				data-remove=""
				onPress={onRemove}
			/>
		</li>
	);
}

/** Photographs go smaller, unless somebody wants all of each. */
function Originals({ store }: { store: AttachmentsStore }) {
	const { items } = useStore(store);
	const { t, language } = useText();
	const scaled = items.flatMap(({ id, sizes }) => (sizes ? [{ id, ...sizes }] : []));
	if (scaled.length === 0) return null;
	const sum = (of: "scaled" | "original") => scaled.reduce((all, one) => all + one[of], 0);
	return (
		<CheckBox
			checked={scaled.every((one) => one.sendOriginal)}
			onChange={(checked) => {
				for (const one of scaled) if (one.sendOriginal !== checked) void store.sendOriginal(one.id, checked);
			}}
		>
			{t("attachment.original", {
				count: scaled.length,
				original: sizeWords(sum("original"), language),
				scaled: sizeWords(sum("scaled"), language),
			})}
		</CheckBox>
	);
}
