/** The signs of a number that are not there for the eye alone. */
const meant = (text: string): string => text.replace(/[^\d+*#]/g, "");

/**
 * A number that was being typed, written as people write it, and where the caret then stands: after the same digit as
 * before. Null when the formatted number is not the typed one, only better looking.
 */
export function reformatted(typed: string, caret: number, formatted: string): { text: string; caret: number } | null {
	if (formatted === typed || meant(formatted) !== meant(typed)) return null;
	if (caret >= typed.length) return { text: formatted, caret: formatted.length };
	let digits = meant(typed.slice(0, caret)).length;
	let at = 0;
	while (digits > 0 && at < formatted.length) {
		if (meant(formatted.charAt(at))) digits--;
		at++;
	}
	return { text: formatted, caret: at };
}
