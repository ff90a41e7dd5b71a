import type { Language } from "../bridge/bridge";
import { localeOf } from "./time";

const formats = new Map<Language, Intl.NumberFormat>();

/** 1.284: how many, as it stands beside names and in columns. Italian would leave out the dot where it is read over. */
export function countWords(count: number, language: Language): string {
	let format = formats.get(language);
	if (!format) {
		format = new Intl.NumberFormat(localeOf(language), { useGrouping: "always" as never });
		formats.set(language, format);
	}
	return format.format(count);
}
