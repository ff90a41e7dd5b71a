import type {
	DiagnosisAct,
	DiagnosisFacts,
	DiagnosisLine,
	DiagnosisPerson,
	ErrorCode,
	Language,
} from "../../bridge/bridge";
import type { Say, TextKey } from "../../i18n/text";
import { shortId, sizeOf, type Verdict } from "../../model/diagnosis";
import { ago, dayAndTime, exactTime, lengthOf, until } from "../../model/time";
import { dotted } from "../../model/words";

/** One line of what is told: what it is, and how it stands. */
export interface Fact {
	name: string;
	value: string;
	/** More of it, in smaller letters. */
	more?: string;
}

export interface Group {
	title: TextKey;
	facts: Fact[];
}

/** How many acts are told one by one. */
const MOST_ACTS = 20;

/** Words the facts, once for the page and for what is copied from it. */
export class Words {
	readonly #t: Say;
	readonly #language: Language;
	readonly #reason: (code: ErrorCode) => string;

	constructor(t: Say, language: Language, reason: (code: ErrorCode) => string) {
		this.#t = t;
		this.#language = language;
		this.#reason = reason;
	}

	/** The verdict in a sentence. */
	verdict({ kind, reason, lasts = 0, count = 0, waiting, files, others }: Verdict): string {
		const t = this.#t;
		const time = lengthOf(Math.abs(lasts), this.#language);
		const long = Math.abs(lasts) >= 60_000;
		const head = {
			good: () => t(waiting || files || others ? "diagnosis.verdict.online" : "diagnosis.verdict.good"),
			disk: () => t("diagnosis.verdict.disk"),
			nobody: () => t("diagnosis.nobody"),
			disabled: () => t("diagnosis.verdict.disabled"),
			expired: () => t("diagnosis.verdict.expired"),
			offline: () =>
				reason === "unreachable" || !reason
					? t(long ? "diagnosis.verdict.silent.since" : "diagnosis.verdict.silent", { time })
					: t(long ? "diagnosis.verdict.offline.since" : "diagnosis.verdict.offline", { time }),
			refused: () => t("diagnosis.verdict.refused", { count }),
			stuck: () => t("diagnosis.verdict.stuck", { count }),
			files: () => t("diagnosis.verdict.files", { count }),
			clock: () => t(lasts > 0 ? "diagnosis.verdict.clock.ahead" : "diagnosis.verdict.clock.behind", { time }),
			late: () => t("diagnosis.verdict.late", { count, time }),
			filling: () => t("diagnosis.verdict.filling"),
			connecting: () => t("diagnosis.verdict.connecting"),
		}[kind]();
		const tails = [
			waiting > 0 && t("diagnosis.verdict.waiting", { count: waiting }),
			files > 0 && t("diagnosis.verdict.filesGoing", { count: files }),
			others > 0 && t("diagnosis.verdict.others", { count: others }),
		].filter(Boolean);
		return `${[head, ...tails].join("; ")}.`;
	}

	/** What is to be done about it, where that is not in the verdict. */
	advice({ kind, reason }: Verdict): string {
		const t = this.#t;
		switch (kind) {
			case "disk":
				return this.#reason("storage");
			case "offline":
				return [
					reason && reason !== "unreachable" ? this.#reason(reason) : t("diagnosis.advice.network"),
					t("diagnosis.advice.offline"),
				].join(" ");
			case "refused":
				return t("diagnosis.advice.refused");
			case "files":
				return t("diagnosis.advice.files");
			case "stuck":
				return t("diagnosis.advice.stuck");
			case "late":
				return t("diagnosis.advice.late");
			case "clock":
				return t("diagnosis.advice.clock");
			case "expired":
				return t("diagnosis.advice.expired");
			case "disabled":
				return this.#reason("disabled");
			default:
				return "";
		}
	}

	groups(facts: DiagnosisFacts): Group[] {
		return [
			{ title: "diagnosis.line", facts: this.#line(facts) },
			{ title: "diagnosis.outbox", facts: this.#acts(facts) },
			{ title: "diagnosis.feed", facts: facts.people.map((person) => this.#person(person, facts.at)) },
			{ title: "diagnosis.disk", facts: this.#disk(facts) },
			{ title: "diagnosis.versions", facts: this.#versions(facts) },
			{ title: "diagnosis.checks", facts: this.#checks(facts) },
		].filter((group): group is Group => group.facts.length > 0);
	}

	/** All of it as plain text, for a message or the telephone. */
	text(facts: DiagnosisFacts, verdict: Verdict): string {
		const t = this.#t;
		const lines = [
			`${t("app.name")}, ${t("diagnosis.title")}: ${exactTime(facts.at, this.#language)}`,
			this.verdict(verdict),
		];
		for (const { title, facts: told } of this.groups(facts)) {
			lines.push("", t(title));
			for (const { name, value, more } of told) lines.push(`  ${name}: ${dotted(value, more)}`);
		}
		return `${lines.join("\n")}\n`;
	}

	#when(at: number, now: number): string {
		return at ? dayAndTime(at, now, this.#language) : this.#t("diagnosis.never");
	}

	#line(facts: DiagnosisFacts): Fact[] {
		const t = this.#t;
		const { at, line } = facts;
		const way = { name: t("settings.proxy"), ...this.#way(facts) };
		if (!line) return [{ name: t("diagnosis.state"), value: t("diagnosis.nobody") }, way];
		return [
			{
				name: t("diagnosis.state"),
				value: t(line.phase === "unauthenticated" ? "connection.signedOut" : `connection.${line.phase}`),
				more: dotted(
					t("diagnosis.since", { time: this.#when(line.since, at) }),
					line.retryAt > at && t("banner.retryIn", { time: until(line.retryAt, at, this.#language) }),
				),
			},
			{ name: t("diagnosis.fresh"), value: this.#when(line.freshAt, at) },
			{ name: t("diagnosis.server"), value: line.address, more: dotted(line.serverName, line.serverVersion) },
			way,
			{ name: t("diagnosis.clock"), value: this.#clock(line) },
			this.#failure(line, at),
			...(line.epoch ? [{ name: t("diagnosis.epoch"), value: line.epoch }] : []),
			{ name: t("settings.session"), value: t(`diagnosis.session.${line.sessionKept}`) },
		];
	}

	#way({ way }: DiagnosisFacts): Omit<Fact, "name"> {
		const t = this.#t;
		const more = dotted(
			way.through && t("diagnosis.way.through", { proxy: way.through }),
			way.authorities && t("diagnosis.way.authorities"),
		);
		return { value: t(`settings.proxy.${way.proxy}`), ...(more ? { more } : {}) };
	}

	#clock({ clockAhead }: DiagnosisLine): string {
		const t = this.#t;
		if (!clockAhead) return t("diagnosis.clock.right");
		const time = lengthOf(Math.abs(clockAhead), this.#language);
		return t(clockAhead > 0 ? "diagnosis.clock.ahead" : "diagnosis.clock.behind", { time });
	}

	#failure({ lastFailure, lastFailureAt }: DiagnosisLine, now: number): Fact {
		const t = this.#t;
		const name = t("diagnosis.failure");
		if (!lastFailure) return { name, value: t("diagnosis.failure.none") };
		return { name, value: this.#reason(lastFailure), more: dotted(lastFailure, this.#when(lastFailureAt, now)) };
	}

	#acts({ at, acts, people }: DiagnosisFacts): Fact[] {
		const t = this.#t;
		const yours: Fact[] = acts.slice(0, MOST_ACTS).map((act) => ({
			name: `${t(`act.kind.${act.kind === "mark" ? "change" : act.kind}`)}${act.ticketNumber ? ` #${act.ticketNumber}` : ""}`,
			value: this.#why(act),
			more: dotted(
				t("outbox.written", { time: ago(act.writtenAt, at, this.#language) }),
				act.attempts > 0 && t("diagnosis.act.attempts", { count: act.attempts }),
				act.why !== "refused" &&
					act.retryAt > at &&
					t("banner.retryIn", { time: until(act.retryAt, at, this.#language) }),
			),
		}));
		if (acts.length > MOST_ACTS) {
			yours.push({ name: "…", value: t("diagnosis.act.more", { count: acts.length - MOST_ACTS }) });
		}
		const front = people.find((person) => person.front);
		if (!acts.length && front) yours.push({ name: t("diagnosis.you"), value: t("diagnosis.act.none") });
		if (front && front.filesGoing + front.filesFailed > 0) {
			yours.push({
				name: t("diagnosis.files"),
				value: dotted(
					front.filesFailed > 0 && t("files.failed", { count: front.filesFailed }),
					front.filesGoing > 0 && t("files.going", { count: front.filesGoing }),
				),
			});
		}
		const others = people.filter((person) => !person.front);
		const count = others.reduce((sum, person) => sum + person.waiting, 0);
		const value = count ? t("diagnosis.act.others", { count }) : t("diagnosis.act.none");
		return others.length ? [...yours, { name: t("diagnosis.others"), value }] : yours;
	}

	#why({ why, refusal }: DiagnosisAct): string {
		if (why === "refused") return this.#t("outbox.refused", { reason: this.#reason(refusal || "internal") });
		return this.#t(`diagnosis.why.${why}`);
	}

	#person(person: DiagnosisPerson, now: number): Fact {
		const t = this.#t;
		const name = person.front ? t("diagnosis.you") : t("diagnosis.profile", { key: shortId(person.key) });
		if (!person.open) return { name, value: t("diagnosis.feed.closed") };
		const tickets = person.openTickets + person.closedTickets;
		const stage = person.renewing ? "renewing" : !person.begun ? "none" : person.filled ? "whole" : "filling";
		return {
			name,
			value: t(`diagnosis.feed.${stage}`),
			more: dotted(
				t("diagnosis.feed.tickets", { count: tickets }),
				person.newestAt > 0 && t("diagnosis.feed.newest", { time: this.#when(person.newestAt, now) }),
				person.disabled && t("diagnosis.feed.disabled"),
				person.failed && this.#reason(person.failed),
			),
		};
	}

	#disk({ disk }: DiagnosisFacts): Fact[] {
		const t = this.#t;
		const size = (bytes: number) => sizeOf(bytes, this.#language);
		return [
			{
				name: t("diagnosis.disk.free"),
				value: disk.free < 0 ? t("diagnosis.unknown") : size(disk.free),
				...(disk.total > 0 ? { more: t("diagnosis.disk.of", { total: size(disk.total) }) } : {}),
			},
			{ name: t("diagnosis.disk.cache"), value: size(disk.cache) },
			{ name: t("diagnosis.disk.outbox"), value: size(disk.outbox) },
			{ name: t("diagnosis.disk.files"), value: size(disk.files) },
			{ name: t("diagnosis.disk.logs"), value: size(disk.logs) },
		];
	}

	#versions({ at, program, people }: DiagnosisFacts): Fact[] {
		const t = this.#t;
		const schemas = people.find((person) => person.cacheSchema > 0);
		return [
			{
				name: t("settings.version"),
				value: program.version,
				more: t("diagnosis.started", { time: this.#when(program.started, at) }),
			},
			{ name: t("settings.webView"), value: program.webView || t("diagnosis.unknown") },
			{ name: t("diagnosis.system"), value: program.system },
			{ name: "Wails · Go", value: dotted(program.wails, program.go) },
			...(schemas
				? [
						{
							name: t("diagnosis.schemas"),
							value: t("diagnosis.schemas.both", { cache: schemas.cacheSchema, outbox: schemas.outboxSchema }),
						},
					]
				: []),
		];
	}

	#checks({ at, setAside, notices }: DiagnosisFacts): Fact[] {
		const t = this.#t;
		if (!setAside.length && !notices.length) {
			return [{ name: t("diagnosis.aside"), value: t("diagnosis.aside.none") }];
		}
		return [
			...setAside.map((file) => ({
				name: t(`diagnosis.aside.${file.what}`),
				value: t(`diagnosis.aside.why.${file.why}`),
				more: this.#when(file.at, at),
			})),
			...(notices.length
				? [{ name: t("notice.label"), value: t("diagnosis.notices", { count: notices.length }) }]
				: []),
		];
	}
}
