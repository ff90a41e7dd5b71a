import { describe, expect, test } from "vitest";
import { kindOf, openingOf } from "./kinds";

describe("what a file is", () => {
	test.each([
		["foto.jpg", "image/jpeg", "picture"],
		["foto.jpg", "", "picture"],
		// A name promises nothing: by its content it is none.
		["foto.jpg", "text/plain", "text"],
		["rapporto", "application/pdf", "pdf"],
		["ricette.csv", "text/csv", "table"],
		["video.mp4", "video/mp4", "video"],
		["tutto.zip", "application/zip", "archive"],
		["qualcosa", "application/octet-stream", "file"],
		["firmware.bin", "application/octet-stream", "file"],
		["aggiorna.exe", "application/octet-stream", "program"],
		["foto.jpg", "application/vnd.microsoft.portable-executable", "program"],
		["avvia.sh", "text/x-shellscript", "program"],
		["disegno.svg", "image/svg+xml", "drawing"],
		["disegno.png", "image/svg+xml", "drawing"],
		["pagina.html", "text/html; charset=utf-8", "page"],
		["foto.jpg.lnk", "image/jpeg", "link"],
		["sistema.iso", "application/octet-stream", "disk"],
		["ricette.xlsm", "application/zip", "macros"],
		["vecchio.doc", "application/x-ole-storage", "macros"],
	])("%s of type “%s” is a %s", (name, type, kind) => expect(kindOf({ name, type })).toBe(kind));
});

describe("a file that is to be opened by the system", () => {
	test.each([
		["foto.JPG", "image/jpeg"],
		["manuale.pdf", "application/pdf"],
		["manuale.pdf", ""],
		["registro.log", "text/plain; charset=utf-8"],
		["ricette.xlsx", "application/zip"],
	])("%s of type “%s” is asked about first", (name, type) => expect(openingOf({ name, type })).toBe("asks"));

	test.each([
		["aggiorna.exe", "application/octet-stream", "runs"],
		["foto.jpg", "application/x-elf", "runs"],
		["pagina.html", "text/html", "runs"],
		["ricette.xls", "application/x-ole-storage", "runs"],
		["manuale.pdf", "image/jpeg", "other"],
		["firmware.bin", "application/octet-stream", "saved"],
		["tutto.zip", "application/zip", "saved"],
		["senza", "text/plain", "saved"],
	])("%s of type “%s” is saved alone (%s)", (name, type, why) => expect(openingOf({ name, type })).toBe(why));
});
