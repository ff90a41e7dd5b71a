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

/** Only these are ever shown as pictures: the others that call themselves so can do more than be looked at. */
const PICTURES = /^image\/(jpeg|png|gif|webp)$/;

export const isPicture = ({ type, thumbnail }: Pick<Attached, "type" | "thumbnail">): boolean =>
	thumbnail && PICTURES.test(type);

/** Of a picture with more pixels than this the window is given one with fewer; the program goes by the same (shown.go). */
export const MOST_SHOWN = 25_000_000;

export const isReduced = (file: Pick<Attached, "type" | "thumbnail" | "width" | "height">): boolean =>
	isPicture(file) && file.width * file.height > MOST_SHOWN;

/** Whether its beginning can be read as it stands. */
export const isText = ({ type }: Pick<Attached, "type">): boolean =>
	/^text\//.test(type) || /^application\/(json|xml|x-ndjson)\b/.test(type);

/** Neither on this disk nor at the server: there is nothing to be looked at, yet or ever. */
export const isAbsent = ({ state, here }: Pick<Attached, "state" | "here">): boolean =>
	state !== "arrived" && state !== "draft" && !here;

/** Whether it can be looked at as a picture. */
export const isSeen = (attached: Attached): boolean => isPicture(attached) && !isAbsent(attached);

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
