import { useEffect } from "react";
import { useText } from "../../i18n/text";
import { sizeWords } from "../../model/files";
import type { TicketStore } from "../../state/ticket";
import { useStore } from "../../state/watch";
import { CheckBox } from "../../ui/CheckBox";
import { useReason } from "../reasons";
import css from "./TicketFiles.module.css";

/** How many files a ticket has, and whether they are to stay here. */
export function TicketFiles({ store }: { store: TicketStore }) {
	const { detail, items: messages } = useStore(store);
	const { items: all, keptOffline, loaded, failure } = useStore(store.files);
	// Nobody waits for what was given up.
	const items = all.filter(({ attached }) => attached.state !== "abandoned");
	const { t, language } = useText();
	const reason = useReason();

	// biome-ignore lint/correctness/useExhaustiveDependencies: what comes to the ticket may have files
	useEffect(() => void store.files.load(), [store, detail, messages]);

	if (!loaded) return null;
	const size = items.reduce((sum, { attached }) => sum + attached.size, 0);
	const missing = items.filter(({ attached }) => !attached.here).length;
	return (
		<div className={css.files}>
			{(items.length > 0 || failure?.what !== "load") && (
				<p className={css.count}>
					{items.length
						? t("options.files.count", { count: items.length, size: sizeWords(size, language) })
						: t("options.files.none")}
				</p>
			)}
			{(items.length > 0 || keptOffline) && (
				<CheckBox checked={keptOffline} onChange={(keep) => void store.files.keepOffline(keep)}>
					{t("options.files.keep")}
				</CheckBox>
			)}
			<p className={css.help} role="status">
				{failure ? (
					<span className={css.failure}>
						{t(failure.what === "load" ? "options.files.failed" : "dialog.failed", { reason: reason(failure.reason) })}
					</span>
				) : (
					items.length > 0 &&
					(!keptOffline
						? t("options.files.keep.help")
						: missing
							? t("options.files.missing", { count: missing })
							: t("options.files.kept"))
				)}
			</p>
		</div>
	);
}
