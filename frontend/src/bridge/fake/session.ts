import type { Connection, KnownPerson, SessionBridge, SessionState, WaitingAct } from "../bridge";
import { people } from "./content";
import { acts } from "./forms";
import { fail, MINUTE } from "./kept";
import type { World } from "./world";

const SUPPORT = { phone: "059 555 0100", hours: "lun–ven 8–18" };
const SERVER = "assistenza.marzaghi.example";
const COMPANY = "Marzaghi Confezionamento";

const known = (login: string, name: string, waiting: number): KnownPerson => ({
	address: `https://${SERVER}`,
	serverName: COMPANY,
	login,
	name,
	waiting,
});

/** How many files of messages that have gone have not arrived. */
export function filesOf(all: readonly WaitingAct[]): Pick<Connection, "filesGoing" | "filesFailed"> {
	const gone = all.filter((a) => a.state === "files");
	const filesFailed = gone.reduce((sum, a) => sum + a.failed, 0);
	return { filesFailed, filesGoing: gone.reduce((sum, a) => sum + a.attachments, 0) - filesFailed };
}

/** Who has used the workstation; of those of whom there are no names as many as it takes. */
const everybody = (count: number): KnownPerson[] =>
	[
		known("anna.rossi", "Anna Rossi", 0),
		known("marco.ferri", "Marco Ferri", 2),
		known("sara.conti", "Sara Conti", 0),
		...Array.from({ length: Math.max(0, count - 3) }, (_, i) => known(`turno.${i + 4}`, `Turno ${i + 4}`, 0)),
	].slice(0, count);

function stateOf({ me, mustChange, options }: World): SessionState {
	return {
		screen: !me ? "signIn" : mustChange ? "changePassword" : "desk",
		...(me
			? {
					me: {
						id: me.id,
						login: me.login,
						name: me.name,
						role: me.role,
						companyName: me.company,
						country: "IT",
						serverName: COMPANY,
						serverAddress: `https://${SERVER}`,
						remembered: false,
					},
					support: SUPPORT,
				}
			: {}),
		known: options.empty ? [] : everybody(options.crowd ?? 2),
		address: options.empty ? "" : SERVER,
		version: "0.1.0",
	};
}

export function sessionPart(world: World): SessionBridge {
	return {
		state: async () => stateOf(world),
		async findServer(address) {
			if (world.refusing && world.refusing !== "disabled") fail(world.refusing);
			if (!/marzaghi|localhost|127\.0\.0\.1/.test(address)) {
				fail(address.includes(".") ? "unreachable" : "not_a_server");
			}
			return {
				address: `https://${address.replace(/^https?:\/\//, "").replace(/\/.*$/, "")}`,
				name: COMPANY,
				version: "0.1.0",
				support: SUPPORT,
			};
		},
		async signIn({ login, password }) {
			if (world.refusing) fail(world.refusing);
			const found = people.find((p) => p.login === login.trim().toLowerCase());
			if (!found || password.length < 4) return fail("unauthenticated");
			world.me = found;
			if (world.phase === "unauthenticated") world.line("online");
			world.emit("session:changed", {});
			return stateOf(world);
		},
		async signOut() {
			world.me = undefined;
			world.emit("session:changed", {});
			return stateOf(world);
		},
		async changePassword({ current, next }) {
			if (current === "sbagliata") fail("invalid", ["body.current", "wrong"]);
			if ([...next].length < 8) fail("invalid", ["body.new", "too_short"]);
			world.mustChange = false;
			world.emit("session:changed", {});
			return stateOf(world);
		},
		connection: async (): Promise<Connection> => {
			const { online, phase, since, options } = world;
			const all = acts(world);
			const reason = world.reason ?? (phase === "offline" ? "unreachable" : undefined);
			return {
				phase,
				since,
				freshAt: online ? world.now() - (world.now() % MINUTE) - MINUTE : since,
				retryAt: phase === "offline" ? world.now() + 20_000 : 0,
				...(reason ? { reason } : {}),
				filling: options.filling ?? false,
				clockAhead: options.clockAhead ?? 0,
				waiting: all.filter((a) => a.state === "waiting").length,
				stuck: all.filter((a) => a.state === "stuck").length,
				refused: all.filter((a) => a.state === "refused").length,
				...filesOf(all),
				sessionKept: !options.unkept,
			};
		},
		retryNow: async () => world.emit("connection:changed", {}),
		notices: async () => structuredClone(world.notices),
		async dismissNotice(id) {
			world.notices = world.notices.filter((notice) => notice.id !== id);
			world.emit("session:changed", {});
		},
		shown: async () => {},
		async quit() {
			world.done.push("quit");
		},
		async flushed() {
			world.done.push("flushed");
		},
	};
}
