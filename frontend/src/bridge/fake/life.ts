import type { Severity, Status } from "../bridge";
import type { FakeMachine, FakeMessage, FakePerson, FakeTicket } from "./content";

/** What makes the support's day: more companies, their people and machines, and what they ask. */

const VALMORA = "Caseificio Valmora";
const NEROGRIGNA = "Caffè Nerogrigna";
const ALBOREA = "Alborea Cosmesi";
const RONCHETTA = "Pasta Ronchetta";

const operator = (id: string, name: string, company: string): FakePerson => ({
	id: `p-${id}`,
	login: name.toLowerCase().replace(" ", "."),
	name,
	role: "operator",
	company,
});

export const furtherPeople: FakePerson[] = [
	operator("ferrari", "Mauro Ferrari", VALMORA),
	operator("leone", "Gina Leone", VALMORA),
	operator("sanna", "Lia Sanna", NEROGRIGNA),
	operator("monti", "Rita Monti", ALBOREA),
	operator("ricci", "Tullio Ricci", RONCHETTA),
	operator("fabbri", "Carla Fabbri", RONCHETTA),
];

const machine = (
	serial: string,
	name: string,
	model: string,
	site: string,
	company: string,
	linked: string,
): FakeMachine => ({ id: `m-${serial}`, name, model, serial, site, company, linked, technician: "" });

export const furtherMachines: FakeMachine[] = [
	machine("22-0419", "Astucciatrice formaggi", "AV-120", "Linea 1", VALMORA, "p-ferrari"),
	machine("23-0655", "Nastro d’uscita", "NU-700.1", "Linea 1", VALMORA, "p-leone"),
	machine("21-0208", "Sacchettatrice", "SC-40", "Torrefazione", NEROGRIGNA, "p-sanna"),
	machine("24-0090", "Pesatrice creme", "AV-140", "Reparto 2", ALBOREA, "p-monti"),
	machine("20-0313", "Fardellatrice 6", "FT-45", "Linea 6", RONCHETTA, "p-ricci"),
];

const DAY = 1440;

type Short = readonly [
	number: number,
	by: string,
	machine: string,
	severity: Severity,
	status: Status,
	assignee: string,
	text: string,
	ago: number,
	more?: { unread?: number; phone?: string },
];

function open([number, by, machineId, severity, status, assignee, text, ago, more = {}]: Short): FakeTicket {
	const { unread = 0, phone } = more;
	const messages: FakeMessage[] = [{ kind: "reply", by, text, ago }];
	if (status !== "new") {
		const to = status;
		messages.push({
			kind: "event",
			by: assignee,
			event: { type: "status", from: "new", to },
			ago: Math.max(ago - 5, 1),
		});
	}
	for (let i = 1; i < unread; i++)
		messages.push({ kind: "reply", by, text: "Ci sono novità?", ago: Math.max(ago - 10, 1) });
	return {
		number,
		kind: phone ? "callback" : "chat",
		severity,
		status,
		by,
		machine: machineId,
		category: severity === "question" ? "c-ask" : "c-mech",
		assignee,
		...(phone ? { phone } : {}),
		unread,
		messages,
	};
}

const OPEN: readonly Short[] = [
	[1047, "p-ferrari", "m-23-0655", "stopped", "new", "", "Nastro d’uscita bloccato dopo lavaggio.", 2, { unread: 1 }],
	[
		1039,
		"p-sanna",
		"m-21-0208",
		"degraded",
		"in_progress",
		"p-luca",
		"Sacchetti storti dopo il cambio bobina.",
		80,
		{ unread: 2 },
	],
	[
		1038,
		"p-monti",
		"m-24-0090",
		"degraded",
		"in_progress",
		"p-luca",
		"Scarto alto alla pesatrice dopo pausa.",
		31,
		{ unread: 1 },
	],
	[1043, "p-ricci", "m-20-0313", "degraded", "in_progress", "p-paolo", "Film termoretraibile con grinze.", 18],
	[
		1046,
		"p-leone",
		"m-22-0419",
		"degraded",
		"new",
		"",
		"Conteggio pezzi errato a fine turno.",
		12,
		{ unread: 1, phone: "0522 555 018" },
	],
	[1026, "p-villa", "m-23-0410", "degraded", "waiting", "p-giulia", "Saldatura debole col film nuovo.", DAY + 30],
	[1027, "p-ferrari", "m-22-0419", "question", "in_progress", "p-paolo", "Manuale in inglese della TF-500.", DAY + 125],
	[1034, "p-monti", "m-24-0090", "question", "in_progress", "p-luca", "Si può aggiungere una ricetta da 2 kg?", 182],
	[1035, "p-ricci", "m-20-0313", "question", "in_progress", "p-paolo", "Come si esporta il registro allarmi?", 121],
	[1036, "p-sanna", "m-21-0208", "question", "in_progress", "p-giulia", "Codice pannello dopo aggiornamento.", 55],
	[1023, "p-monti", "m-24-0090", "question", "in_progress", "p-paolo", "Data della manutenzione annuale.", 40],
	[1031, "p-villa", "m-23-0410", "question", "waiting", "p-giulia", "Catalogo ugelli per la colla.", 2 * DAY - 20],
];

export const furtherOpen: FakeTicket[] = OPEN.map(open);

function closed(
	number: number,
	by: string,
	machineId: string,
	text: string,
	resolution: string,
	cause: string,
	days: number,
): FakeTicket {
	const at = days * DAY;
	return {
		...open([number, by, machineId, "degraded", "in_progress", "p-giulia", text, at + 200]),
		status: "closed",
		resolution,
		cause,
		messages: [
			{ kind: "reply", by, text, ago: at + 200 },
			{ kind: "reply", by: "p-giulia", text: "Buongiorno, la seguo io.", ago: at + 180 },
			{ kind: "event", by: "p-giulia", event: { type: "resolution", text: resolution }, ago: at },
			{ kind: "event", by: "p-giulia", event: { type: "status", from: "in_progress", to: "closed" }, ago: at },
		],
	};
}

export const furtherClosed: FakeTicket[] = [
	closed(
		902,
		"p-ferrari",
		"m-22-0419",
		"Vuoto basso, cadono gli astucci.",
		"Ventose VS-40 del lotto 2231 sostituite",
		"u-part",
		48,
	),
	closed(
		855,
		"p-monti",
		"m-24-0090",
		"E42 a fine turno, perde il vuoto.",
		"Pulito il filtro della pompa del vuoto",
		"u-wear",
		70,
	),
];
