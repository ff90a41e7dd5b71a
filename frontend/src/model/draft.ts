import type { BridgeError, NewTicketDraft, PhoneCheck } from "../bridge/bridge";

/** The fields of a new ticket, in the order in which the eye and the focus meet them. */
export const FIELDS = [
	"company",
	"person",
	"category",
	"phone",
	"machine",
	"callWindow",
	"severity",
	"description",
] as const;
export type Field = (typeof FIELDS)[number];

/** Why a field is not right: a stable word that the catalogue puts into a sentence (`fault.<field>.<reason>`). */
export type Reason =
	| "required"
	| "too_short"
	| "too_long"
	| "bad_phone"
	| "bad_text"
	| "unknown"
	| "past"
	| "unmatched"
	| "order"
	| "other";

export type Faults = Partial<Record<Field, Reason>>;

/** How many code points a description may have. */
export const MAX_TEXT = 20_000;

export const emptyDraft = (): NewTicketDraft => ({
	kind: "chat",
	categoryId: "",
	machineId: "",
	machineLabel: "",
	severity: "",
	description: "",
	phone: "",
	callWindow: null,
	followsTicketId: "",
	companyId: "",
	openedForId: "",
});

export const isEmptyDraft = (draft: NewTicketDraft): boolean =>
	JSON.stringify({ ...draft, kind: "chat" }) === JSON.stringify(emptyDraft());

interface Circumstances {
	/** A technician's ticket belongs to the caller's company, which the machine says as well. */
	technician: boolean;
	phone: PhoneCheck | null;
	now: number;
}

/** All that is wrong with a draft, by field. */
export function faultsOf(draft: NewTicketDraft, { technician, phone, now }: Circumstances): Faults {
	const faults: Faults = {};
	const chat = draft.kind === "chat";
	if (chat && !draft.categoryId) faults.category = "required";
	// Words without a machine are one that was looked for and not found: to leave it out would be to lose it.
	if (!draft.machineId && draft.machineLabel.trim()) faults.machine = "unmatched";
	else if (chat && !draft.machineId) faults.machine = "required";
	if (technician && !draft.companyId && !draft.machineId) faults.company = "required";
	if (!draft.severity) faults.severity = "required";
	const text = draft.description.trim();
	if (!text) faults.description = "required";
	else if ([...text].length > MAX_TEXT) faults.description = "too_long";
	if (!chat) {
		if (!draft.phone.trim()) faults.phone = "required";
		else if (phone && !phone.valid) faults.phone = reasonOf(phone.reason);
		if (draft.callWindow) {
			if (draft.callWindow.to <= draft.callWindow.from) faults.callWindow = "order";
			else if (draft.callWindow.to <= now) faults.callWindow = "past";
		}
	}
	return faults;
}

const KNOWN: readonly Reason[] = ["required", "too_short", "too_long", "bad_phone", "bad_text", "unknown"];

const reasonOf = (word: string): Reason => KNOWN.find((reason) => reason === word) ?? "other";

const LOCATIONS: Record<string, Field> = {
	"body.categoryId": "category",
	"body.machineId": "machine",
	"body.companyId": "company",
	"body.openedForId": "person",
	"body.severity": "severity",
	"body.description": "description",
	"body.phone": "phone",
	"body.callWindow": "callWindow",
	"body.callWindow.from": "callWindow",
	"body.callWindow.to": "callWindow",
};

/** What the program found wrong, by field; a location that no field stands for is left out. */
export function faultsFrom(error: BridgeError): Faults {
	const faults: Faults = {};
	for (const { location, reason } of error.fields ?? []) {
		const field = LOCATIONS[location];
		if (field && !faults[field]) faults[field] = reasonOf(reason);
	}
	return faults;
}

/** In which order a new ticket is filled in by hand: the machine first, since it can propose the category. */
const WAY: Record<NewTicketDraft["kind"], readonly Field[]> = {
	chat: ["machine", "category", "severity", "description"],
	callback: ["phone", "severity", "description"],
};

const filledIn: Record<Field, (draft: NewTicketDraft) => unknown> = {
	company: (draft) => draft.companyId,
	person: (draft) => draft.openedForId,
	category: (draft) => draft.categoryId,
	phone: (draft) => draft.phone,
	machine: (draft) => draft.machineId,
	callWindow: (draft) => draft.callWindow,
	severity: (draft) => draft.severity,
	description: () => false,
};

/** Where to go on filling in: the first field that is still empty, in the end the description. */
export const nextField = (draft: NewTicketDraft): Field =>
	WAY[draft.kind].find((field) => !filledIn[field](draft)) ?? "description";

export const firstFault = (faults: Faults): Field | undefined => FIELDS.find((field) => faults[field]);
