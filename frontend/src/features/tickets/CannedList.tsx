import { useEffect, useRef } from "react";
import { useText } from "../../i18n/text";
import { filled, type Values } from "../../model/placeholders";
import { Button } from "../../ui/Button";
import { Marked } from "../../ui/Marked";
import { useProgram } from "../program";
import { useKeyName } from "../shortcuts";
import css from "./CannedList.module.css";
import type { Canned } from "./useCanned";

/** Canned replies, attached above the box: they push the conversation up and cover nothing of it. */
export function CannedList({ canned, values }: { canned: Canned; values: Values }) {
	const program = useProgram();
	const { t } = useText();
	const key = useKeyName();
	const list = useRef<HTMLDivElement>(null);
	const { items, active } = canned;

	useEffect(() => {
		list.current?.children[active]?.scrollIntoView({ block: "nearest" });
	}, [active]);

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: the focus stays in the box, wherever the list is pressed
		<div className={css.canned} onMouseDown={(e) => e.preventDefault()}>
			<div className={css.head}>
				<h2 className={css.title}>{t("canned.title")}</h2>
				<p className={css.keys} aria-hidden>
					<kbd>↑</kbd> <kbd>↓</kbd> {t("canned.keys.walk")} <kbd>{key("Enter")}</kbd> {t("canned.keys.take")}{" "}
					<kbd>{key("Escape")}</kbd> {t("canned.keys.close")}
				</p>
			</div>
			<div
				ref={list}
				id={canned.listId}
				role="listbox"
				tabIndex={-1}
				aria-label={t("canned.title")}
				className={css.list}
			>
				{items.map(({ reply, marks }, i) => (
					// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box; aria-activedescendant points here
					// biome-ignore lint/a11y/useKeyWithClickEvents: the box takes the keys
					<div
						key={reply.id}
						id={canned.optionId(i)}
						role="option"
						aria-selected={i === active}
						className={css.option}
						onMouseMove={() => canned.setActive(i)}
						onClick={() => canned.take(reply)}
					>
						<span className={css.name}>
							/<Marked text={reply.name} marks={marks} />
						</span>
						<span className={css.text} dir="auto">
							{filled(reply.text, values)}
						</span>
						{!reply.shared && <span className={css.own}>{t("canned.own")}</span>}
					</div>
				))}
			</div>
			<div className={css.foot}>
				<Button look="link" onPress={() => program.dialogs.show("canned")}>
					{t("canned.manage")}
				</Button>
				<p role="status" className="visually-hidden">
					{t("canned.count", { count: items.length })}
				</p>
			</div>
		</div>
	);
}
