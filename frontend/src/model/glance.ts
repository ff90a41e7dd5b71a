/** So much of a text is looked at where a line of it is shown. */
const GLANCE = 400;

const MARKED =
	/(?<![\p{L}\p{N}_])(?:\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*|`([^`\n]+)`|\[([^\][\n]+)\]\(\S+?\))(?![\p{L}\p{N}_])/gu;

/**
 * The beginning of a text in one line, without the marks of bold, code and links; a list keeps its own. Where a card shows a
 * line there is no need for the parser, which the list must not wait for.
 */
export const glance = (text: string): string =>
	text
		.slice(0, GLANCE)
		.replace(MARKED, (_, bold?: string, code?: string, link?: string) => bold ?? code ?? link ?? "")
		.replace(/\s+/g, " ")
		.trim();
