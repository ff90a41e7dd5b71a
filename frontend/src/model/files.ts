import type { Attached, Language } from "../bridge/bridge";
import { localeOf } from "./time";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1024;

/** 812 byte, 412 kB, 1,2 MB: how large a file is, as its system says it. */
export function sizeWords(bytes: number, language: Language): string {
	let value = Math.max(0, bytes);
	let unit = 0;
	// What would be read as 1.024 of one unit is one of the next.
	while (Math.round(value) >= STEP - 24 && unit < UNITS.length - 1) {
		value /= STEP;
		unit++;
	}
	const digits = unit > 0 && value < 9.95 ? 1 : 0;
	return (
		new Intl.NumberFormat(localeOf(language), {
			style: "unit",
			unit: UNITS[unit] ?? "byte",
			unitDisplay: "short",
			maximumFractionDigits: digits,
		})
			.format(value)
			// The unit does not go to a line of its own.
			.replace(" ", "\u00a0")
	);
}

/** How far something has come, in whole percent; all of it only once it is all there. */
export function percent(done: number, size: number): number {
	if (done >= size) return 100;
	return Math.min(99, Math.max(0, Math.floor((done / size) * 100)));
}

/** How many letters before the dot stay in sight with the ending. */
const KEPT = 3;
const LONGEST_ENDING = 10;

/** A name in two parts, of which the first may be cut short: what a file is, one sees at its end. */
export function nameParts(name: string): { stem: string; ending: string } {
	const letters = [...name];
	const dot = letters.lastIndexOf(".");
	const dotted = dot > 0 && letters.length - dot <= LONGEST_ENDING;
	const cut = Math.max(0, (dotted ? dot : letters.length) - KEPT);
	return { stem: letters.slice(0, cut).join(""), ending: letters.slice(cut).join("") };
}

const extension = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/** What sort of file it is, as people tell them apart. */
export type FileKind =
	| "picture"
	| "video"
	| "audio"
	| "pdf"
	| "table"
	| "document"
	| "text"
	| "archive"
	| "program"
	| "file";

/** By such an ending a system runs a file, or has another program run what is in it; the program goes by the same (name.go). */
export const RUN_ENDINGS: ReadonlySet<string> = new Set(
	(
		"accde action ade adp app appimage applescript application appref-ms appx appxbundle bas bash bat bin cdxml " +
		"chm cmd com command cpl crt csh deb desktop diagcab dll dmg exe fileloc fish flatpak flatpakref flatpakrepo " +
		"gadget grp hlp hpj hta htc htm html img inetloc inf ins iqy iso isp its jar jnlp job js jse kdelnk ksh " +
		"library-ms lnk mde mht mhtml mpkg msc msh msi msix msixbundle msp mst msu osd out pif pkg pl ppam prf " +
		"printerexport ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psm1 py pyc pyo pyw pyz pyzw rb rdp reg rpm run scf scpt " +
		"scptd scr sct search-ms searchconnector-ms service settingcontent-ms sh shb shs shtml slk snap so svg svgz " +
		"sys terminal theme themepack tool udl url vb vbe vbp vbs vhd vhdx vsmacros webloc webpnp website workflow ws " +
		"wsb wsc wsf wsh xbap xht xhtml xlam xll xnk xpi xul zsh"
	).split(" "),
);
/** The same by the content. */
export const RUN_TYPES: ReadonlySet<string> = new Set([
	"application/vnd.microsoft.portable-executable",
	"application/x-elf",
	"application/x-executable",
	"application/x-sharedlib",
	"application/x-object",
	"application/x-mach-binary",
	"application/x-ms-shortcut",
	"application/x-msi",
	"application/x-ms-installer",
	"application/java-archive",
	"application/jar",
	"application/x-java-applet",
	"application/vnd.debian.binary-package",
	"application/x-rpm",
	"application/x-installshield",
	"application/x-iso9660-image",
	"text/html",
	"application/xhtml+xml",
	"image/svg+xml",
	"text/x-python",
	"text/x-perl",
	"text/x-php",
	"text/x-ruby",
	"text/x-lua",
	"text/x-tcl",
	"text/x-shellscript",
	"application/javascript",
	"text/javascript",
]);

const TABLES = new Set(["csv", "tsv", "xls", "xlsx", "ods"]);
const DOCUMENTS = new Set(["doc", "docx", "odt", "rtf", "ppt", "pptx", "odp"]);
const ARCHIVES = new Set(["zip", "7z", "rar", "tar", "gz", "tgz", "bz2", "xz", "zst"]);

/** Only these are ever shown as pictures: the others that call themselves so can do more than be looked at. */
const PICTURES = /^image\/(jpeg|png|gif|webp)$/;

export const isPicture = ({ type, thumbnail }: Pick<Attached, "type" | "thumbnail">): boolean =>
	thumbnail && PICTURES.test(type);

/** Whether its beginning can be read as it stands. */
export const isText = ({ type }: Pick<Attached, "type">): boolean =>
	/^text\//.test(type) || /^application\/(json|xml|x-ndjson)\b/.test(type);

/** By the content as far as that is known; a program by its name as well, since by that the system runs it. */
export function kindOf({ name, type }: Pick<Attached, "name" | "type">): FileKind {
	const ending = extension(name);
	if (RUN_ENDINGS.has(ending) || RUN_TYPES.has(type.split(";")[0]?.trim() ?? "")) return "program";
	if (PICTURES.test(type) || (!type && /^(jpe?g|png|gif|webp|heic)$/.test(ending))) return "picture";
	if (/^image\//.test(type)) return "picture";
	if (/^video\//.test(type)) return "video";
	if (/^audio\//.test(type)) return "audio";
	if (type === "application/pdf" || (!type && ending === "pdf")) return "pdf";
	if (TABLES.has(ending)) return "table";
	if (DOCUMENTS.has(ending)) return "document";
	if (ARCHIVES.has(ending)) return "archive";
	if (isText({ type }) || (!type && /^(txt|log|md|ini|cfg|nc|gcode|json|xml)$/.test(ending))) return "text";
	return "file";
}

/** Whether an arrow can be drawn on it, and it can be cropped. */
export const canDraw = (attached: Attached): boolean =>
	attached.state === "draft" && /^image\/(jpeg|png|webp)$/.test(attached.type) && isPicture(attached);

/** 2025-11-12 14.33.20: when something was pasted, as a part of a file's name on every system. */
export function pastedStamp(at: number): string {
	const two = (n: number) => String(n).padStart(2, "0");
	const time = new Date(at);
	const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
	return `${day} ${two(time.getHours())}.${two(time.getMinutes())}.${two(time.getSeconds())}`;
}
