import type { Language } from "../bridge/bridge";

const DAY = 86_400_000;

/** English dates are the international ones: 24 hours, day before month, as on an Italian plant floor. */
const LOCALES: Record<Language, string> = { it: "it-IT", en: "en-GB" };

export const localeOf = (language: Language): string => LOCALES[language];

const formats = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = language + JSON.stringify(options);
	let found = formats.get(key);
	if (!found) {
		found = new Intl.DateTimeFormat(LOCALES[language], options);
		formats.set(key, found);
	}
	return found;
}

const relatives = new Map<Language, Intl.RelativeTimeFormat>();

function relative(language: Language): Intl.RelativeTimeFormat {
	let found = relatives.get(language);
	if (!found) {
		found = new Intl.RelativeTimeFormat(LOCALES[language], { style: "short", numeric: "auto" });
		relatives.set(language, found);
	}
	return found;
}

/** How many midnights lie between two instants, in local time; 0 on the same day, negative in the past. */
export function daysBetween(at: number, now: number): number {
	const midnight = (t: number) => new Date(t).setHours(0, 0, 0, 0);
	return Math.round((midnight(at) - midnight(now)) / DAY);
}

/** 14:32. */
export const clockTime = (at: number, language: Language): string =>
	format(language, { hour: "2-digit", minute: "2-digit" }).format(at);

/** 10 nov; with the year when it is another one. */
export function shortDate(at: number, now: number, language: Language): string {
	const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
	return format(language, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(at);
}

/** oggi, ieri, 10 nov. */
export function dayWord(at: number, now: number, language: Language): string {
	const days = daysBetween(at, now);
	return days === 0 || days === -1 ? relative(language).format(days, "day") : shortDate(at, now, language);
}

/** Oggi, Ieri, lunedì 10 novembre: what stands between the days of a conversation. */
export function dayHeading(at: number, now: number, language: Language): string {
	const days = daysBetween(at, now);
	if (days === 0 || days === -1) return sentence(relative(language).format(days, "day"), language);
	const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
	return sentence(
		format(language, {
			weekday: "long",
			day: "numeric",
			month: "long",
			...(sameYear ? {} : { year: "numeric" }),
		}).format(at),
		language,
	);
}

/** oggi, 13:58; 10 nov, 09:12. */
export const dayAndTime = (at: number, now: number, language: Language): string =>
	`${dayWord(at, now, language)}, ${clockTime(at, language)}`;

/** oggi, 16:00; domani, 09:00; 2 dic, 09:00: when something is to be done. */
export function timeToCome(at: number, now: number, language: Language): string {
	const day = daysBetween(at, now) === 1 ? relative(language).format(1, "day") : dayWord(at, now, language);
	return `${day}, ${clockTime(at, language)}`;
}

/** Near by as people say it (3 min fa, ieri), then as a date. */
export function ago(at: number, now: number, language: Language): string {
	const minutes = Math.floor(Math.max(0, now - at) / 60_000);
	if (minutes < 1) return relative(language).format(0, "second");
	if (minutes < 60) return relative(language).format(-minutes, "minute");
	if (daysBetween(at, now) === 0) return relative(language).format(-Math.floor(minutes / 60), "hour");
	return dayWord(at, now, language);
}

/** mercoledì 12 novembre 2025, 14:32: for hovering and for print. */
export const exactTime = (at: number, language: Language): string =>
	format(language, { dateStyle: "full", timeStyle: "short" }).format(at);

/** Mercoledì 12 novembre 2025: what stands between days on paper, where today is soon some other day. */
export const fullDate = (at: number, language: Language): string =>
	sentence(format(language, { dateStyle: "full" }).format(at), language);

/** 20 s, 3 min: how long until something is tried again. */
export function until(at: number, now: number, language: Language): string {
	const seconds = Math.max(0, Math.ceil((at - now) / 1000));
	const [value, unit] = seconds < 90 ? [seconds, "second"] : [Math.round(seconds / 60), "minute"];
	const form = new Intl.NumberFormat(LOCALES[language], { style: "unit", unit: String(unit), unitDisplay: "short" });
	// The unit does not go to a line of its own.
	return form.format(Number(value)).replace(" ", "\u00a0");
}

/** 2 ore, 3 giorni, 40 minuti: how long something is, roughly. */
export function lengthOf(ms: number, language: Language): string {
	const minutes = Math.round(ms / 60_000);
	const [value, unit] =
		minutes < 90
			? [minutes, "minute"]
			: minutes < 36 * 60
				? [Math.round(minutes / 60), "hour"]
				: [Math.round(minutes / 1440), "day"];
	return new Intl.NumberFormat(LOCALES[language], { style: "unit", unit: String(unit), unitDisplay: "long" }).format(
		Number(value),
	);
}

/** The weekday and date of a day to come, for choosing when to be called. */
export function dayChoice(at: number, now: number, language: Language): string {
	const days = daysBetween(at, now);
	if (days === 0 || days === 1) return sentence(relative(language).format(days, "day"), language);
	return sentence(format(language, { weekday: "long", day: "numeric", month: "short" }).format(at), language);
}

function sentence(text: string, language: Language): string {
	return text.charAt(0).toLocaleUpperCase(LOCALES[language]) + text.slice(1);
}
