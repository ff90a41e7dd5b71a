import type { FakeMessage, FakeTicket } from "./content";

const WORD = "Astucciatriceincartonatricefardellatrice";

/** A ticket with everything in it that could break a layout: long names and words, a long thread, other scripts. */
export function longTicket(): FakeTicket {
	const messages: FakeMessage[] = [
		{ kind: "reply", by: "p-long", text: `${WORD.repeat(8)} non parte. Ecco il registro completo.`, ago: 3 * 1440 },
	];
	for (let i = 0; i < 500; i++) {
		messages.push({
			kind: "reply",
			by: i % 3 ? "p-luca" : "p-long",
			text: `Riga ${i + 1}: coppia ${40 + (i % 17)} Nm, vuoto −0,${i % 10} bar.`,
			ago: 3 * 1440 - 20 - i * 8,
		});
	}
	messages.push(
		{ kind: "reply", by: "p-luca", text: "Registro 0123456789 ".repeat(1000), ago: 9 },
		{ kind: "reply", by: "p-long", text: "السلام عليكم، الماكينة متوقفة.\nE42 (قراءة \u200e24-0117)", ago: 8 },
		{ kind: "reply", by: "p-luca", text: "👩🏽‍🔧👨‍👩‍👧‍👦🏭🔩⚙️ ".repeat(12), ago: 7 },
		{
			kind: "reply",
			by: "p-luca",
			text: `Manuale: https://assistenza.marzaghi.example/manuali/${WORD.repeat(4)}/av-120?pagina=42#vuoto.`,
			ago: 6,
		},
		{ kind: "event", by: "p-luca", event: { type: "assignee", from: "", to: WORD.repeat(3) }, ago: 5 },
		{ kind: "reply", by: "p-long", text: WORD.repeat(8), ago: 4 },
	);
	return {
		number: 104_812_345,
		kind: "chat",
		severity: "stopped",
		status: "waiting",
		by: "p-long",
		machine: "m-long",
		category: "c-mech",
		assignee: "p-luca",
		messages,
	};
}
