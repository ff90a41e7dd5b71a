import {
	Disc,
	File,
	FileArchive,
	FileChartColumn,
	FileCog,
	FileMusic,
	FileText,
	FileType,
	Film,
	Globe,
	Image,
	Link,
	type LucideIcon,
	PenTool,
	ScrollText,
} from "lucide-react";
import { nameParts } from "../../model/files";
import type { FileKind } from "../../model/kinds";
import css from "./FileSign.module.css";

const ICONS: Record<FileKind, LucideIcon> = {
	picture: Image,
	video: Film,
	audio: FileMusic,
	pdf: FileText,
	table: FileChartColumn,
	document: FileType,
	text: ScrollText,
	archive: FileArchive,
	program: FileCog,
	page: Globe,
	drawing: PenTool,
	link: Link,
	disk: Disc,
	macros: FileCog,
	file: File,
};

/** What sort of file it is; its name stands beside. */
export function FileIcon({ kind, size = 22 }: { kind: FileKind; size?: number }) {
	const Icon = ICONS[kind];
	return <Icon size={size} strokeWidth={1.75} aria-hidden />;
}

/** A name of which the beginning may be cut short: what a file is, one sees at its end. */
export function FileName({ name, className = "" }: { name: string; className?: string | undefined }) {
	const { stem, ending } = nameParts(name);
	// Of a name in another direction of writing the letters keep theirs, and the ending stays at the end. It is read out whole.
	return (
		<span className={`${css.name} ${className}`} title={name}>
			<span className="visually-hidden">{name}</span>
			<bdi className={css.stem} aria-hidden>
				{stem}
			</bdi>
			<bdi className={css.ending} aria-hidden>
				{ending}
			</bdi>
		</span>
	);
}

const ROUND = 2 * Math.PI * 9;

/** How far something has come. What is read out are the words beside it. */
export function Ring({ percent, size = 22 }: { percent: number; size?: number }) {
	return (
		<svg className={css.ring} width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
			<circle cx="11" cy="11" r="9" className={css.track} />
			<circle
				cx="11"
				cy="11"
				r="9"
				className={css.done}
				strokeDasharray={`${(ROUND * percent) / 100} ${ROUND}`}
				transform="rotate(-90 11 11)"
			/>
		</svg>
	);
}
