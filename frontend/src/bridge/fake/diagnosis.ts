import type { DiagnosisAct, DiagnosisBridge, DiagnosisLine } from "../bridge";
import { acts } from "./forms";
import { MINUTE } from "./kept";
import { filesOf } from "./session";
import type { World } from "./world";

const MEGABYTE = 1_000_000;

export function diagnosisPart(world: World): DiagnosisBridge {
	return {
		async look() {
			const { me, phase, since, options } = world;
			const now = world.now();
			const all = me ? acts(world).filter((act) => act.kind !== "mark") : [];
			const waiting = all.filter((act) => act.state !== "files");
			const reason = world.reason ?? (phase === "offline" ? "unreachable" : "");
			const line: DiagnosisLine = {
				phase,
				since,
				freshAt: world.online ? now - MINUTE : since,
				retryAt: phase === "offline" ? now + 20_000 : 0,
				reason,
				lastFailure: reason,
				lastFailureAt: reason ? now - MINUTE : 0,
				clockAhead: options.clockAhead ?? 0,
				address: "https://assistenza.marzaghi.example",
				serverName: "Marzaghi Confezionamento",
				serverVersion: "1.0.0",
				epoch: "9c41f07e",
				sessionKept: "keyring",
			};
			const why = (act: (typeof waiting)[number]): DiagnosisAct["why"] =>
				act.state === "refused" || act.state === "stuck"
					? act.state
					: phase === "unauthenticated"
						? "session"
						: world.online
							? "leaving"
							: "line";
			const person = { phase, disabled: false, renewing: false, cacheSchema: 2, outboxSchema: 1, failed: "" } as const;
			const count = (state: string) => waiting.filter((act) => act.state === state).length;
			const closed = me ? world.newestFirst("closed").length : 0;
			return {
				at: now,
				...(me ? { line } : {}),
				way: {
					proxy: world.settings.proxy,
					through: world.settings.proxy === "none" ? "" : "proxy.tremolino.example:3128",
					authorities: world.settings.caFile !== "",
				},
				people: [
					...(me
						? [
								{
									...person,
									key: "3f2a9c1d08b64e75",
									front: true,
									open: true,
									begun: true,
									filled: !options.filling,
									openTickets: world.newestFirst("open").length,
									closedTickets: closed,
									newestAt: now - 3 * MINUTE,
									waiting: count("waiting") + count("stuck"),
									stuck: count("stuck"),
									refused: count("refused"),
									...filesOf(all),
									oldestAt: waiting[0]?.writtenAt ?? 0,
								},
							]
						: []),
					{
						...person,
						phase: "" as const,
						key: "a70d51c2e94b3f68",
						front: false,
						open: false,
						begun: false,
						filled: false,
						openTickets: 0,
						closedTickets: 0,
						newestAt: 0,
						waiting: options.othersWaiting ?? 0,
						stuck: 0,
						refused: 0,
						filesGoing: 0,
						filesFailed: 0,
						oldestAt: 0,
						cacheSchema: 0,
						outboxSchema: 0,
					},
				],
				acts: waiting.map((act) => ({
					id: act.id,
					kind: act.kind,
					ticketNumber: act.ticketNumber,
					writtenAt: act.writtenAt,
					why: why(act),
					attempts: act.attempts,
					retryAt: act.retryAt,
					refusal: act.refusal?.code ?? "",
				})),
				disk: {
					free: options.freeDisk ?? 38_400 * MEGABYTE,
					total: 240_000 * MEGABYTE,
					cache: 24 * MEGABYTE,
					outbox: 0.31 * MEGABYTE,
					files: 212 * MEGABYTE,
					logs: 3.2 * MEGABYTE,
				},
				program: {
					version: "1.0.0",
					go: "go1.26.8",
					wails: "v2.16.0",
					webView: "WebKitGTK 2.48.5",
					system: "Debian GNU/Linux 12 (bookworm), Linux 6.1.0-28, GNOME, wayland, amd64",
					started: world.started - 9 * 60 * MINUTE,
				},
				setAside: options.notices?.length ? [{ what: "cache", why: "corrupt", at: world.started - 60 * MINUTE }] : [],
				notices: world.notices.map(({ kind }) => kind),
			};
		},
		async save() {
			world.done.push("diagnosis");
			return { file: "/home/linea2/Downloads/diagnosi-filodiretto-2025-11-12-1433.zip" };
		},
	};
}
