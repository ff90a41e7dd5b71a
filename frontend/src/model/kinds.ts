import type { Attached } from "../bridge/bridge";
import { isText } from "./files";

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
	| "page"
	| "drawing"
	| "link"
	| "disk"
	| "macros"
	| "file";

type Known = Pick<Attached, "name" | "type">;

const extension = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
const bare = (type: string): string => type.split(";")[0]?.trim().toLowerCase() ?? "";
const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

/** By such an ending a system runs a file, or has another program run what is in it. What they are called: */
const RUN_ENDINGS: readonly (readonly [FileKind, ReadonlySet<string>])[] = [
	["page", words("chm hta htc htm html mht mhtml shtml xbap xht xhtml xul")],
	["drawing", words("svg svgz")],
	[
		"link",
		words(
			"appref-ms desktop fileloc inetloc kdelnk library-ms lnk pif rdp scf search-ms searchconnector-ms url webloc website",
		),
	],
	["disk", words("dmg img iso vhd vhdx")],
	[
		"macros",
		words(
			"accdb accde ade adp doc docm dot dotm mdb mde odc pot potm ppa ppam pps ppsm ppt pptm rtf sldm slk xla xlam xll xls xlsb " +
				"xlsm xlt xltm xlw",
		),
	],
	[
		"program",
		words(
			"action apk app appimage applescript application appx appxbundle bas bash bat cdxml cmd com command cpl crt csh deb " +
				"diagcab dll exe fish flatpak flatpakref flatpakrepo gadget grp hlp hpj inf ins iqy isp its jar jnlp job js jse ksh " +
				"mpkg msc msh msi msix msixbundle msp mst msu osd pkg pl prf printerexport ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 " +
				"psm1 py pyc pyo pyw pyz pyzw rb reg rpm run scpt scptd scr sct service settingcontent-ms sh shb shs snap so sys " +
				"terminal theme themepack tool udl vb vbe vbp vbs vsmacros webpnp workflow ws wsb wsc wsf wsh xnk xpi zsh",
		),
	],
];
/** The same by the content. */
const RUN_TYPES: readonly (readonly [FileKind, ReadonlySet<string>])[] = [
	["page", words("text/html application/xhtml+xml")],
	["drawing", words("image/svg+xml")],
	["disk", words("application/x-iso9660-image")],
	["link", words("application/x-ms-shortcut")],
	[
		"program",
		words(
			"application/vnd.microsoft.portable-executable application/x-elf application/x-executable " +
				"application/x-sharedlib application/x-object application/x-mach-binary application/x-msi " +
				"application/x-ms-installer application/java-archive application/jar application/x-java-applet " +
				"application/vnd.debian.binary-package application/x-rpm application/x-installshield text/x-python text/x-perl " +
				"text/x-php text/x-ruby text/x-lua text/x-tcl text/x-shellscript application/javascript text/javascript",
		),
	],
];
const RUNS = words("program page drawing link disk macros");

const TABLES = words("csv tsv xlsx ods");
const DOCUMENTS = words("docx odt pptx odp");
const ARCHIVES = words("zip 7z rar tar gz tgz bz2 xz zst");

/** By the content as far as that is known; what runs by its name as well, since by that the system runs it. */
export function kindOf({ name, type }: Known): FileKind {
	const ending = extension(name);
	const runs =
		RUN_TYPES.find(([, types]) => types.has(bare(type))) ?? RUN_ENDINGS.find(([, endings]) => endings.has(ending));
	if (runs) return runs[0];
	if (/^image\//.test(type) || (!type && /^(jpe?g|png|gif|webp|heic)$/.test(ending))) return "picture";
	if (/^video\//.test(type)) return "video";
	if (/^audio\//.test(type)) return "audio";
	if (type === "application/pdf" || (!type && ending === "pdf")) return "pdf";
	if (TABLES.has(ending)) return "table";
	if (DOCUMENTS.has(ending)) return "document";
	if (ARCHIVES.has(ending)) return "archive";
	if (isText({ type }) || (!type && /^(txt|log|md|ini|cfg|nc|gcode|json|xml)$/.test(ending))) return "text";
	return "file";
}

const PLAIN = "text/plain text/csv text/tab-separated-values application/json application/x-ndjson";
const OFFICE = "application/vnd.openxmlformats-officedocument";
const OPEN = "application/vnd.oasis.opendocument";

/** Which endings the system may be asked to open, and what their content may be; the program goes by the same (opening.go). */
export const OPENABLE: ReadonlyMap<string, ReadonlySet<string>> = new Map(
	[
		["jpg jpeg jpe jfif", "image/jpeg"],
		["png", "image/png"],
		["gif", "image/gif"],
		["webp", "image/webp"],
		["bmp", "image/bmp"],
		["tif tiff", "image/tiff"],
		["heic heif", "image/heic image/heif"],
		["avif", "image/avif"],
		["mp4", "video/mp4 audio/mp4"],
		["m4v", "video/mp4 video/x-m4v"],
		["mov", "video/quicktime"],
		["avi", "video/x-msvideo"],
		["mkv", "video/matroska video/x-matroska"],
		["webm", "video/webm"],
		["3gp", "video/3gpp"],
		["mpg mpeg", "video/mpeg"],
		["mp3", "audio/mpeg"],
		["m4a", "audio/x-m4a audio/mp4 video/mp4"],
		["wav", "audio/wav"],
		["flac", "audio/flac"],
		["aac", "audio/aac"],
		["amr", "audio/amr"],
		["ogg opus", "audio/ogg application/ogg"],
		["pdf", "application/pdf"],
		["docx", `${OFFICE}.wordprocessingml.document application/zip`],
		["xlsx", `${OFFICE}.spreadsheetml.sheet application/zip`],
		["pptx", `${OFFICE}.presentationml.presentation application/zip`],
		["odt", `${OPEN}.text`],
		["ods", `${OPEN}.spreadsheet`],
		["odp", `${OPEN}.presentation`],
		["txt log md ini cfg csv tsv json nc gcode", PLAIN],
	].flatMap(([endings = "", types = ""]) => endings.split(" ").map((ending) => [ending, words(types)] as const)),
);

/**
 * What becomes of a file that is to be opened by the system: asked first (`asks`), or saved alone, because the system may run
 * what is in it (`runs`), because its content is not what its name says (`other`), or because it is none of those that are
 * known to be shown or played and no more (`saved`).
 */
export function openingOf(file: Known): "asks" | "runs" | "other" | "saved" {
	if (RUNS.has(kindOf(file))) return "runs";
	const types = OPENABLE.get(extension(file.name));
	if (!types) return "saved";
	return !file.type || types.has(bare(file.type)) ? "asks" : "other";
}
