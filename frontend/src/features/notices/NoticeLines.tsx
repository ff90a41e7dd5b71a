import { Clock, Info, Ticket } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import type { Notice } from "../../bridge/bridge";
import { type Say, useText } from "../../i18n/text";
import { lengthOf } from "../../model/time";
import { type Line, linesOf } from "../../state/notices";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { useProgram } from "../program";
import css from "./NoticeLines.module.css";

/** Calm lines: what happened and what to do. The first is shown; the others when asked for, and put away again. */
export function NoticeLines() {
	const program = useProgram();
	const lines = linesOf(useStore(program.notices));
	const [all, setAll] = useState(false);
	const { t } = useText();
	const shown = all ? lines : lines.slice(0, 1);
	const list = useRef<HTMLUListElement>(null);
	const before = useRef<HTMLElement | null>(null);

	/** The focus goes to the next line, and after the last one back to where it was before. */
	function read(line: Line, at: number) {
		void program.notices.dismiss(line);
		requestAnimationFrame(() => {
			if (document.activeElement !== document.body) return;
			const left = list.current?.querySelectorAll<HTMLElement>("[data-read]") ?? [];
			const next = left[Math.min(at, left.length - 1)] ?? before.current;
			if (next?.isConnected) next.focus();
			else focusMain();
		});
	}

	return (
		<section
			onFocus={(e) => {
				const from = e.relatedTarget;
				if (from instanceof HTMLElement && !e.currentTarget.contains(from)) before.current = from;
			}}
			className={`${lines.length ? css.notices : ""} no-print`}
			aria-label={t("notice.label")}
			aria-live="polite"
			hidden={lines.length === 0}
		>
			<ul ref={list}>
				{shown.map((line, i) => (
					<li key={line.id} className={css.line}>
						<One line={line} onRead={() => read(line, i)}>
							{i === 0 && lines.length > 1 && (
								<Button look="quiet" className={css.more ?? ""} aria-expanded={all} onPress={() => setAll(!all)}>
									{all ? t("notice.less") : t("notice.more", { count: lines.length - 1 })}
								</Button>
							)}
						</One>
					</li>
				))}
			</ul>
		</section>
	);
}

/** Nobody had been anywhere before: what one works in comes next. */
function focusMain() {
	const main = document.querySelector<HTMLElement>("main");
	if (!main) return;
	main.tabIndex = -1;
	main.focus({ preventScroll: true });
}

const ICONS = { missing: Ticket, clock: Clock, happened: Info };

function One({ line, onRead, children }: { line: Line; onRead(): void; children: ReactNode }) {
	const { t, language } = useText();
	const Icon = ICONS[line.kind];
	const words =
		line.kind === "missing"
			? t("notice.missing", { number: line.number })
			: line.kind === "clock"
				? t(line.ahead > 0 ? "notice.clock.ahead" : "notice.clock.behind", {
						time: lengthOf(Math.abs(line.ahead), language),
					})
				: sentence(t, line.notice);
	return (
		<>
			<Icon size={20} strokeWidth={1.75} className={css.icon} aria-hidden />
			<p className={css.words}>{words}</p>
			<span className={css.ways}>
				{children}
				{line.kind === "happened" && <Ways notice={line.notice} />}
				<Button look="quiet" data-read="" onPress={onRead}>
					{t("notice.dismiss")}
				</Button>
			</span>
		</>
	);
}

function sentence(t: Say, { kind, person, count, file, tickets }: Notice): string {
	switch (kind) {
		case "outbox_salvaged": {
			const saved = count ? t("notice.outbox_salvaged", { count }) : t("notice.outbox_salvaged.none");
			return file ? `${saved} ${t("notice.file", { file })}` : saved;
		}
		case "person_disabled":
			return count
				? t("notice.person_disabled.waiting", { person, count })
				: t("notice.person_disabled.idle", { person });
		case "record_broken":
		case "record_restored": {
			const said = t(`notice.${kind}`, { count });
			const named = tickets.map((number) => `#${number}`).join(", ");
			return named ? `${said} ${t("notice.tickets", { tickets: named })}` : said;
		}
		default:
			return t(`notice.${kind}`);
	}
}

/** What one can do at once about it. */
function Ways({ notice }: { notice: Notice }) {
	const program = useProgram();
	const session = useStore(program.session);
	const { t } = useText();
	switch (notice.kind) {
		case "outbox_salvaged":
			return (
				<>
					{session?.screen === "desk" && (
						<Button look="quiet" onPress={() => program.dialogs.show("outbox")}>
							{t("notice.way.outbox")}
						</Button>
					)}
					{notice.file && (
						<Button look="quiet" onPress={() => void program.bridge.settings.openFolder("data").catch(() => {})}>
							{t("way.folder")}
						</Button>
					)}
				</>
			);
		case "settings_anew":
			return (
				<Button look="quiet" onPress={() => program.dialogs.settings()}>
					{t("notice.way.settings")}
				</Button>
			);
		default:
			return null;
	}
}
