import type { ConsoleRow, Criteria, Criterion, QueueName, SavedFilter, Severity, TicketDetail } from "../bridge/bridge";

/** The queues, in the order in which they stand. */
export const QUEUES: readonly QueueName[] = ["toTake", "mine", "toCall", "waiting", "open", "closed"];

/** Most urgent first. */
export const SEVERITIES: readonly Severity[] = ["stopped", "degraded", "question"];

export const noCriteria = (): Criteria => ({
	statuses: [],
	severities: [],
	kind: "",
	companyIds: [],
	models: [],
	categoryIds: [],
	assignees: [],
	olderThanHours: 0,
	youngerThanHours: 0,
	text: "",
});

/** In which order what is filtered by is said. */
export const CRITERIA: readonly Criterion[] = [
	"statuses",
	"severities",
	"kind",
	"companyIds",
	"models",
	"categoryIds",
	"assignees",
	"olderThanHours",
	"youngerThanHours",
	"text",
];

/** Whether something is filtered by this. */
export function says(criteria: Criteria, criterion: Criterion): boolean {
	const value = criteria[criterion];
	return Array.isArray(value) ? value.length > 0 : typeof value === "string" ? value.trim() !== "" : value !== 0;
}

export const said = (criteria: Criteria): Criterion[] => CRITERIA.filter((criterion) => says(criteria, criterion));

export const without = (criteria: Criteria, criterion: Criterion): Criteria => ({
	...criteria,
	[criterion]: noCriteria()[criterion],
});

const plain = (criteria: Criteria): string =>
	JSON.stringify(
		CRITERIA.map((criterion) => {
			const value = criteria[criterion];
			return Array.isArray(value) ? [...value].sort() : typeof value === "string" ? value.trim() : value;
		}),
	);

/** Whether both select the same. */
export const sameCriteria = (a: Criteria, b: Criteria): boolean => plain(a) === plain(b);

/** In which queue a saved filter looks. */
export const queueOf = (criteria: Criteria): QueueName => (criteria.statuses.includes("closed") ? "closed" : "open");

/** The filters with one moved a place up or down, each with its new place; null where it cannot go further. */
export function moved(filters: readonly SavedFilter[], id: string, by: 1 | -1): SavedFilter[] | null {
	const at = filters.findIndex((filter) => filter.id === id);
	const to = at + by;
	const [one, other] = [filters[at], filters[to]];
	if (!one || !other) return null;
	const next = [...filters];
	next[at] = other;
	next[to] = one;
	return next.map((filter, place) => ({ ...filter, place }));
}

/** A ticket as a row of the list shows it. */
export const rowOf = (detail: TicketDetail): ConsoleRow => ({
	id: detail.id,
	number: detail.number,
	kind: detail.kind,
	title: detail.title,
	severity: detail.severity,
	status: detail.status,
	company: detail.company,
	person: detail.person,
	assignee: detail.assignee,
	assigneeId: detail.assigneeId,
	createdAt: detail.createdAt,
	updatedAt: detail.updatedAt,
	closedAt: detail.closedAt,
	clock: detail.clock,
	callAt: detail.callAt,
	unread: detail.unread,
	fails: detail.verdict === "fails",
	outbox: detail.outbox,
});

/** What stands in the list: the rows, and where they are grouped a heading before each group's first. */
export type Line = { id: string; row: ConsoleRow } | { id: string; heading: Severity };

export function linesOf(rows: readonly ConsoleRow[], grouped: boolean): Line[] {
	const lines: Line[] = [];
	let before: Severity | undefined;
	for (const row of rows) {
		if (grouped && row.severity !== before) lines.push({ id: `group ${row.severity}`, heading: row.severity });
		before = row.severity;
		lines.push({ id: row.id, row });
	}
	return lines;
}
