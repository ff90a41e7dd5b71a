import type { CallOutcome, CannedReply, Kind, Role, Severity, Status, TicketEvent, Verdict } from "../bridge";

import { furtherMachines, furtherOpen, furtherPeople } from "./life";

/** The invented people, machines and tickets of the fake. Times are minutes before now, so that it is always fresh. */

export interface FakePerson {
	id: string;
	login: string;
	name: string;
	role: Role;
	company: string;
}

export interface FakeMachine {
	id: string;
	name: string;
	model: string;
	serial: string;
	site: string;
	company: string;
	linked: string;
	technician: string;
}

export interface FakeMessage {
	kind: "reply" | "note" | "event";
	by: string;
	text?: string;
	event?: Partial<TicketEvent>;
	/** Minutes ago. */
	ago: number;
	waiting?: boolean;
	files?: FakeFileContent[];
}

/** A file as it is chosen or sent; a photograph has a width. */
export interface FakeFileContent {
	name: string;
	size: number;
	type: string;
	width?: number;
	height?: number;
	/** What the panel on the photograph shows; otherwise it is of a suction cup. */
	alarm?: string;
	text?: string;
	/** Why it cannot be taken. */
	refused?: string;
}

export interface FakeTicket {
	number: number;
	kind: Kind;
	severity: Severity;
	status: Status;
	by: string;
	machine: string;
	category: string;
	assignee: string;
	phone?: string;
	resolution?: string;
	/** The id of a cause. */
	cause?: string;
	verdict?: Verdict;
	/** The number of the ticket that this one is a duplicate of. */
	duplicateOf?: number;
	/** How many of the last replies the other side has not read. */
	unread?: number;
	/** How many of the other side's replies, from the end, I have not seen read by them. */
	messages: FakeMessage[];
}

export const TREMOLINO = "Biscotti Tremolino";

/** Companies are known by their names here; this makes ids of them. */
export const companyId = (name: string): string => name && `co-${name.toLowerCase().replace(/[^a-z]+/g, "-")}`;

export const people: FakePerson[] = [
	{ id: "p-anna", login: "anna.rossi", name: "Anna Rossi", role: "operator", company: TREMOLINO },
	{ id: "p-marco", login: "marco.ferri", name: "Marco Ferri", role: "operator", company: TREMOLINO },
	{ id: "p-sara", login: "sara.conti", name: "Sara Conti", role: "operator", company: TREMOLINO },
	{ id: "p-greco", login: "dario.greco", name: "Dario Greco", role: "operator", company: "Conserve Altera" },
	{ id: "p-villa", login: "piero.villa", name: "Piero Villa", role: "operator", company: "Surgelati Boreo" },
	{ id: "p-poli", login: "elena.poli", name: "Elena Poli", role: "operator", company: "Olearia Cardaccia" },
	{ id: "p-luca", login: "luca.bianchi", name: "Luca Bianchi", role: "technician", company: "" },
	{ id: "p-giulia", login: "giulia.neri", name: "Giulia Neri", role: "technician", company: "" },
	{
		id: "p-long",
		login: "wolfgang.lang",
		name: "Wolfgang-Maximilian Schmitt-Oberschwarzenberger von und zu Niederkaltenbrunn",
		role: "operator",
		company: TREMOLINO,
	},
	{ id: "p-paolo", login: "paolo.serra", name: "Paolo Serra", role: "technician", company: "" },
	...furtherPeople,
];

export const categories = [
	{ id: "c-mech", name: "Guasto meccanico" },
	{ id: "c-elec", name: "Guasto elettrico" },
	{ id: "c-soft", name: "Pannello e ricette" },
	{ id: "c-parts", name: "Ricambi" },
	{ id: "c-ask", name: "Domanda" },
];

/** What Luca Bianchi can answer with a few letters. */
export const cannedReplies: CannedReply[] = [
	{
		id: "r-vac",
		name: "vuoto",
		text: "Buongiorno {operatore}, che valore indica il vacuometro durante la presa?",
		shared: false,
	},
	{ id: "r-photo", name: "foto", text: "Mi manda una foto del pezzo? Basta il telefono.", shared: true },
	{
		id: "r-part",
		name: "ricambio",
		text: "Buongiorno {operatore}, spedisco oggi il ricambio per {macchina} (matricola {seriale}). Il riferimento è il ticket {numero}.",
		shared: true,
	},
	{ id: "r-closing", name: "chiudo", text: "Se per lei va bene, chiudo il ticket {numero}.", shared: true },
	{ id: "r-visit", name: "visita", text: "Il tecnico arriva {giorno} tra le {ora} e le {ora fine}.", shared: true },
];

/** What the maker has found to be behind requests. */
export const causes = [
	{ id: "u-wear", name: "Usura" },
	{ id: "u-setup", name: "Regolazione errata" },
	{ id: "u-part", name: "Componente difettoso" },
	{ id: "u-soft", name: "Software" },
	{ id: "u-use", name: "Uso non corretto" },
];

const machine = (
	serial: string,
	name: string,
	model: string,
	site: string,
	company = TREMOLINO,
	linked = "p-anna",
): FakeMachine => ({ id: `m-${serial}`, name, model, serial, site, company, linked, technician: "p-luca" });

export const machines: FakeMachine[] = [
	machine("24-0117", "Astucciatrice 2", "AV-120", "Linea 2 · Reparto confezionamento"),
	machine("24-0138", "Incartonatrice 3", "IC-300", "Linea 3", TREMOLINO, "p-sara"),
	machine("24-0152", "Fardellatrice 1", "FT-45", "Linea 1", TREMOLINO, "p-marco"),
	machine("23-0904", "Astucciatrice 1", "AV-120", "Linea 1"),
	machine("22-0331", "Pallettizzatore", "PZ-9", "Magazzino"),
	machine("22-0332", "Avvolgitore", "AW-2", "Magazzino"),
	machine("21-0760", "Flowpack 1", "FP-80", "Linea 1"),
	machine("21-0761", "Flowpack 2", "FP-80", "Linea 2"),
	machine("21-0762", "Flowpack 3", "FP-80", "Linea 3"),
	machine("20-0044", "Pesatrice multitesta", "PM-14", "Linea 2"),
	machine("20-0045", "Etichettatrice", "ET-6", "Linea 2"),
	machine("19-0512", "Metal detector", "MD-3", "Linea 1"),
	machine("19-0513", "Nastro d’uscita", "NU-700.1", "Linea 3"),
	machine("18-0020", "Marcatore", "MK-1", "Linea 3"),
	{
		...machine(
			"99-0000-0000-0000-0000-0001",
			"Astucciatriceincartonatricefardellatrice",
			"AV-120-XXL/700.1-B",
			"Linea",
		),
		id: "m-long",
		site: "Stabilimento di Castelnovo ne’ Monti, capannone 14, linea 12, reparto confezionamento secondario",
		linked: "p-long",
		company: "Conserve Altera e Figli di Giuseppe Altera Società Cooperativa Agricola",
	},
	machine("24-0201", "Dosatrice 4", "DS-20", "Linea 4", "Conserve Altera", "p-greco"),
	machine("23-0410", "Tappatrice", "TP-8", "Reparto surgelati", "Surgelati Boreo", "p-villa"),
	machine("22-0777", "Etichettatrice 2", "ET-6", "Imbottigliamento", "Olearia Cardaccia", "p-poli"),
	...furtherMachines,
];

const reply = (by: string, text: string, ago: number): FakeMessage => ({ kind: "reply", by, text, ago });
const note = (by: string, text: string, ago: number): FakeMessage => ({ kind: "note", by, text, ago });
const event = (by: string, e: Partial<TicketEvent>, ago: number): FakeMessage => ({ kind: "event", by, event: e, ago });
const called = (by: string, outcome: CallOutcome, ago: number, text = ""): FakeMessage =>
	event(by, { type: "call_attempt", outcome, text }, ago);

const DAY = 1440;

export const openTickets: FakeTicket[] = [
	{
		number: 1042,
		kind: "chat",
		severity: "stopped",
		status: "in_progress",
		by: "p-anna",
		machine: "m-24-0117",
		category: "c-mech",
		assignee: "p-luca",
		messages: [
			reply(
				"p-anna",
				"Le ventose perdono gli astucci. Ne cade uno su tre e la macchina si blocca con allarme E42.",
				35,
			),
			event("p-luca", { type: "status", from: "new", to: "in_progress" }, 30),
			reply("p-luca", "Buongiorno Anna, il vuoto arriva a −0,6 bar durante la presa?", 29),
			called("p-luca", "no_answer", 27),
			reply("p-anna", "No, si ferma a −0,3. Ieri segnava −0,7.", 24),
			note(
				"p-giulia",
				"A settembre su questa matricola ho cambiato due ventose VS-40 del lotto 2231. Prima di spedire controlla il lotto.",
				23,
			),
			reply("p-luca", "Allora l’aria entra da una ventosa. Mi manda una foto di quella a sinistra, per favore?", 21),
			{
				kind: "reply",
				by: "p-anna",
				text: "Eccola, è tagliata sul bordo.",
				ago: 6,
				files: [{ name: "ventosa-sinistra.jpg", size: 412_000, type: "image/jpeg", width: 1600, height: 1008 }],
			},
			{ kind: "reply", by: "p-anna", text: "Sul pezzo c’è scritto VS-40.", ago: 1, waiting: true },
		],
	},
	{
		number: 1040,
		kind: "callback",
		severity: "degraded",
		status: "in_progress",
		by: "p-marco",
		machine: "m-24-0152",
		category: "",
		assignee: "p-giulia",
		phone: "059 555 0142",
		unread: 2,
		messages: [
			{
				...reply(
					"p-marco",
					"Il film si strappa in saldatura. Succede con la bobina nuova, una confezione su dieci.",
					150,
				),
				files: [
					{
						name: "registro-saldatura.log",
						size: 36_400,
						type: "text/plain",
						text: "14:02:07 ciclo 41183 sinistra 147,7 °C destra 152,3 °C ALLARME E31 film strappato",
					},
				],
			},
			event("p-giulia", { type: "status", from: "new", to: "in_progress" }, 64),
			called("p-giulia", "busy", 60),
			reply("p-giulia", "Buongiorno Marco, ho trovato occupato.", 59),
			reply("p-giulia", "La richiamo alle 16, va bene?", 25),
		],
	},
	{
		number: 1037,
		kind: "chat",
		severity: "question",
		status: "waiting",
		by: "p-sara",
		machine: "m-24-0138",
		category: "c-soft",
		assignee: "p-luca",
		messages: [
			{
				...reply("p-sara", "Come passo al formato da 6 pezzi? Sul pannello vedo solo quello da 12.", 2 * DAY + 40),
				files: [
					{
						name: "pannello.jpg",
						size: 380_000,
						type: "image/jpeg",
						width: 1600,
						height: 1200,
						alarm: "RICETTA 12",
					},
				],
			},
			event("p-luca", { type: "status", from: "new", to: "in_progress" }, DAY + 70),
			reply("p-luca", "Provi la ricetta 12 e mi dica.", DAY + 60),
			event("p-luca", { type: "status", from: "in_progress", to: "waiting" }, DAY + 60),
		],
	},
	...(
		[
			[
				1045,
				"p-greco",
				"m-24-0201",
				"stopped",
				"new",
				"",
				"Fotocellula d’ingresso cieca, linea 4. La macchina non parte.",
				38,
			],
			[1041, "p-villa", "m-23-0410", "stopped", "in_progress", "p-giulia", "Allarme E17 asse X, non si azzera.", 24],
			[1033, "p-poli", "m-22-0777", "stopped", "waiting", "p-luca", "Motore dosatrice: attende il ricambio.", DAY + 90],
			[1044, "p-poli", "m-22-0777", "degraded", "new", "", "Etichetta fuori registro di 2 mm.", 46],
			[1029, "p-greco", "m-24-0201", "degraded", "waiting", "p-luca", "Colla fredda sulle falde inferiori.", 180],
			[1032, "p-greco", "m-24-0201", "question", "in_progress", "p-luca", "Ricambi per la fermata di dicembre.", 300],
			[1030, "p-poli", "m-22-0777", "question", "in_progress", "p-luca", "Formazione per il turno di notte.", 20],
			[
				1024,
				"p-greco",
				"m-24-0201",
				"question",
				"waiting",
				"p-paolo",
				"Spostare la fardellatrice in linea 6.",
				2 * DAY,
			],
		] as const
	).map(
		([number, by, machineId, severity, status, assignee, text, ago]): FakeTicket => ({
			number,
			kind: "chat",
			severity,
			status,
			by,
			machine: machineId,
			category: "c-mech",
			assignee,
			unread: status === "new" ? 1 : 0,
			messages: [
				reply(by, text, ago),
				...(status === "new"
					? []
					: [event(assignee, { type: "status", from: "new", to: status }, Math.max(ago - 5, 1))]),
			],
		}),
	),
	...furtherOpen,
];

const closedWords: [string, string][] = [
	["Cambio formato bloccato", "Sensore sporco"],
	["Presa lenta a macchina fredda", "Ventose usurate"],
	["Film fuori centro dopo il cambio bobina", "Freno bobina registrato"],
	["Astucci aperti in uscita", "Temperatura colla alzata a 165 °C"],
	["Pannello bloccato all’avvio", "Aggiornato il pannello"],
	["Conteggio pezzi errato a fine turno", "Fotocellula spostata di 4 mm"],
	["Nastro d’uscita rumoroso", "Cuscinetto sostituito"],
	["Saldatura debole col film nuovo", "Ricetta corretta: 148 °C"],
];

const closedTicket = (
	number: number,
	machineId: string,
	text: string,
	resolution: string,
	days: number,
	by = "p-anna",
): FakeTicket => ({
	number,
	kind: "chat",
	severity: number % 3 ? "degraded" : "question",
	status: "closed",
	by,
	machine: machineId,
	category: "c-mech",
	assignee: "p-luca",
	resolution,
	cause: causes[number % causes.length]?.id ?? "",
	messages: [
		reply(by, `${text}.`, days * DAY + 200),
		event("p-luca", { type: "status", from: "new", to: "in_progress" }, days * DAY + 180),
		reply("p-luca", "Buongiorno, la seguo io: controlliamo insieme.", days * DAY + 179),
		reply(by, "Fatto, adesso funziona.", days * DAY + 60),
		event("p-luca", { type: "resolution", text: resolution }, days * DAY),
		event("p-luca", { type: "status", from: "in_progress", to: "closed" }, days * DAY),
	],
});

export const closedTickets: FakeTicket[] = [
	closedTicket(871, "m-24-0117", "Presa astucci irregolare", "Ventose sostituite", 61),
	closedTicket(794, "m-24-0117", "Allarme E42 all’avvio", "Tubo del vuoto forato", 132),
	...Array.from({ length: 55 }, (_, i) => {
		const [text, resolution] = closedWords[i % closedWords.length] as [string, string];
		const own = machines.filter((m) => m.company === TREMOLINO && m.id !== "m-24-0117");
		return closedTicket(
			1020 - i * 6,
			own[i % own.length]?.id ?? "",
			text,
			resolution,
			4 + i * 3,
			["p-anna", "p-marco", "p-sara"][i % 3],
		);
	}),
];
