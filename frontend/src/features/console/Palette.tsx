import { Building2, Factory, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import type { Found, Language } from "../../bridge/bridge";
import { type Say, useText } from "../../i18n/text";
import { countWords } from "../../model/count";
import { matchWords } from "../../model/match";
import { shortDate } from "../../model/time";
import { dotted } from "../../model/words";
import type { Program } from "../../state/program";
import { useNow, useStore } from "../../state/watch";
import { Marked } from "../../ui/Marked";
import { Avatar, SeverityMark } from "../../ui/signs";
import { useProgram } from "../program";
import { type Group, type Hands, handsOf, makesSense } from "./command";
import { COMMANDS } from "./commands";
import { filterCommands } from "./gocommands";
import { goToSome } from "./going";
import { Keys } from "./Keys";
import css from "./Palette.module.css";

interface Entry {
	id: string;
	icon: ReactNode;
	name: string;
	/** Beside the name, quieter. */
	aside: string;
	/** At the right. */
	end: ReactNode;
	marks: [number, number][];
	does(): void;
}

interface Part {
	title: string;
	entries: Entry[];
}

const GROUPS: readonly Group[] = ["ticket", "go", "list", "program"];

/** Commands, tickets, machines, companies and people, by a few letters. */
export function Palette() {
	const program = useProgram();
	const { open } = useStore(program.palette);
	const { t } = useText();
	return (
		<ModalOverlay
			isOpen={open}
			onOpenChange={(next) => !next && program.palette.shut()}
			isDismissable
			className={css.scrim}
		>
			<Modal className={css.modal}>
				<Dialog aria-label={t("palette.title")} className={css.dialog}>
					<Inside />
				</Dialog>
			</Modal>
		</ModalOverlay>
	);
}

function Inside() {
	const program = useProgram();
	const { text, found, foundFor } = useStore(program.palette);
	const [hands] = useState(() => handsOf(program));
	const [active, setActive] = useState(0);
	const now = useNow();
	const { t, language } = useText();
	const id = useId();
	const list = useRef<HTMLDivElement>(null);

	const parts = useMemo(() => {
		const date = (at: number) => shortDate(at, now, language);
		return [...commandParts(hands, text, t, language), ...(found ? foundParts(program, found, text, t, date) : [])];
	}, [hands, text, found, t, now, language, program]);
	const entries = parts.flatMap((part) => part.entries);
	const at = Math.min(active, entries.length - 1);

	// biome-ignore lint/correctness/useExhaustiveDependencies: another text begins at its best match
	useEffect(() => setActive(0), [text]);

	useEffect(() => {
		list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
	});

	function run(entry: Entry | undefined) {
		if (!entry) return;
		program.palette.shut();
		// The focus comes back to where it was first; what is done may take it from there.
		requestAnimationFrame(() => entry.does());
	}

	function onKeyDown(e: KeyboardEvent) {
		const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
		if (step && entries.length) setActive((at + step + entries.length) % entries.length);
		else if (e.key === "Enter" && !e.nativeEvent.isComposing) run(entries[at]);
		else if (e.key.toLowerCase() === "k" && (e.ctrlKey || e.metaKey)) program.palette.shut();
		else return;
		e.preventDefault();
	}

	const option = (i: number) => `${id}-option-${i}`;
	let index = -1;
	return (
		<>
			<div className={css.box}>
				<Search size={20} strokeWidth={1.75} aria-hidden />
				<input
					// biome-ignore lint/a11y/noAutofocus: it was asked for to type in
					autoFocus
					className={css.input}
					role="combobox"
					autoComplete="off"
					spellCheck={false}
					aria-label={t("palette.open")}
					placeholder={t("palette.open")}
					aria-expanded
					aria-controls={`${id}-list`}
					aria-autocomplete="list"
					aria-activedescendant={entries.length ? option(at) : undefined}
					value={text}
					onChange={(e) => void program.palette.type(e.target.value)}
					onKeyDown={onKeyDown}
				/>
				<Keys keys="Escape" />
			</div>
			{/* Where it scrolls, Tab would stop at it, and no key would choose there. */}
			<div
				id={`${id}-list`}
				ref={list}
				role="listbox"
				tabIndex={-1}
				aria-label={t("palette.title")}
				className={css.list}
			>
				{parts.map((part) => (
					// biome-ignore lint/a11y/useSemanticElements: a group of a list box
					<div key={part.title} role="group" aria-label={part.title}>
						<p className={css.title} aria-hidden>
							{part.title}
						</p>
						{part.entries.map((entry) => {
							const i = ++index;
							return (
								// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box; aria-activedescendant points here
								// biome-ignore lint/a11y/useKeyWithClickEvents: the box takes the keys
								<div
									key={entry.id}
									id={option(i)}
									role="option"
									aria-selected={i === at}
									className={css.option}
									onMouseMove={() => setActive(i)}
									onClick={() => run(entry)}
								>
									<span className={css.icon}>{entry.icon}</span>
									<span className={css.name}>
										<Marked text={entry.name} marks={entry.marks} />
									</span>
									<span className={css.aside}>{entry.aside}</span>
									<span className={css.end}>{entry.end}</span>
								</div>
							);
						})}
					</div>
				))}
				{entries.length === 0 && foundFor === text && (
					<p className={css.none}>{t("palette.none", { text: text.trim() })}</p>
				)}
			</div>
			<footer className={css.foot} aria-hidden>
				<Keys keys="↑" />
				<Keys keys="↓" /> {t("palette.choose")}
				<Keys keys="Enter" /> {t("palette.run")}
				<span className={css.footEnd}>
					<Keys keys="?" /> {t("palette.sheet")}
				</span>
			</footer>
		</>
	);
}

/** The commands that make sense and are called so; without a text all of them. */
function commandParts(hands: Hands, text: string, t: Say, language: Language): Part[] {
	const { program, target, targets } = hands;
	const titles: Record<Group, string> = {
		ticket: target
			? t(target.number ? "palette.ticket" : "palette.ticket.unsent", { number: target.number })
			: t("palette.tickets", { count: targets.length }),
		go: t("palette.go"),
		list: t("palette.list"),
		program: t("palette.program"),
	};
	const { queues } = program.console.value;
	const countOf = (id: string): number | undefined => {
		const queue = id.startsWith("go.") ? (id.slice(3) as keyof NonNullable<typeof queues>["counts"]) : undefined;
		return queue ? queues?.counts[queue] : queues?.filters.find((filter) => id === `filter.${filter.id}`)?.count;
	};
	const commands = [...COMMANDS, ...filterCommands(program)].filter((command) => makesSense(command, hands));
	return (
		GROUPS.map((group) => ({
			title: titles[group],
			entries: commands
				.filter((command) => command.group === group && command.id !== "palette")
				.flatMap((command) => {
					const name = command.name ?? t(command.text);
					const match = matchWords(name, text);
					if (!match) return [];
					const count = countOf(command.id);
					const [keys] = command.keys ?? [];
					const Icon = command.icon;
					return {
						rank: match.rank,
						id: command.id,
						icon: <Icon size={18} strokeWidth={1.75} aria-hidden />,
						name,
						aside: count === undefined ? "" : t("palette.count", { count, n: countWords(count, language) }),
						end: keys ? <Keys keys={keys} /> : null,
						marks: match.marks,
						does: () => command.does(hands),
					};
				})
				.sort((a, b) => a.rank - b.rank),
		}))
			.filter((part) => part.entries.length > 0)
			// What matches best is in front, wherever it belongs.
			.sort((a, b) => (a.entries[0]?.rank ?? 0) - (b.entries[0]?.rank ?? 0))
	);
}

/** What is in the cache under these words. */
function foundParts(program: Program, found: Found, text: string, t: Say, date: (at: number) => string): Part[] {
	const marksOf = (name: string) => marked(name, text);
	const parts: Part[] = [
		{
			title: t("palette.foundTickets"),
			entries: found.tickets.map((row) => ({
				id: row.id,
				icon: <SeverityMark severity={row.severity} size={14} />,
				name: row.title,
				aside: dotted(row.number > 0 && `#${row.number}`, row.company),
				end: row.closedAt ? t("palette.closed", { time: date(row.closedAt) }) : t(`status.${row.status}`),
				marks: marksOf(row.title),
				does: () => {
					program.place.open(row.id);
					program.wishes.ask("ticket", row.id);
				},
			})),
		},
		{
			title: t("palette.machines"),
			entries: found.machines.map((machine) => ({
				id: machine.id,
				icon: <Factory size={18} strokeWidth={1.75} aria-hidden />,
				name: machine.name,
				aside: dotted(machine.model, machine.serial, machine.company),
				end: null,
				marks: marksOf(machine.name),
				does: () => goToSome(program, "open", { text: machine.serial }),
			})),
		},
		{
			title: t("palette.companies"),
			entries: found.companies.map((company) => ({
				id: company.id,
				icon: <Building2 size={18} strokeWidth={1.75} aria-hidden />,
				name: company.name,
				aside: "",
				end: t("palette.open.count", { count: company.open }),
				marks: marksOf(company.name),
				does: () => goToSome(program, "open", { companyIds: [company.id] }),
			})),
		},
		{
			title: t("palette.people"),
			entries: found.people.map((person) => ({
				id: person.id,
				icon: <Avatar name={person.name} size={20} />,
				name: person.name,
				aside: person.role === "operator" ? person.company : t("support.role"),
				end: t("palette.open.count", { count: person.open }),
				marks: marksOf(person.name),
				does: () =>
					goToSome(
						program,
						"open",
						person.role === "operator"
							? { companyIds: [person.companyId], text: person.name }
							: { assignees: [person.id] },
					),
			})),
		},
	];
	return parts.filter((part) => part.entries.length > 0);
}

/** Where some of the words stand: the others were found elsewhere. */
const marked = (name: string, text: string): [number, number][] =>
	matchWords(name, text.replace(/^#/, ""))?.marks ?? [];
