import { CircleAlert, CircleCheck, Eye, EyeOff, Phone, Server, UsersRound } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { BridgeError, ErrorCode, KnownPerson } from "../../bridge/bridge";
import { Phrase, useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { CheckBox } from "../../ui/CheckBox";
import { TextField } from "../../ui/Field";
import { Avatar } from "../../ui/signs";
import { Logo } from "../../ui/Thread";
import { NoticeLines } from "../notices/NoticeLines";
import { useProgram } from "../program";
import { useReason, WayOn } from "../reasons";
import { PhoneNumber } from "../SupportPhone";
import { Foot } from "./Foot";
import css from "./SignIn.module.css";
import { ThreadBackdrop } from "./ThreadBackdrop";
import { useServer } from "./useServer";

type Name = "address" | "login" | "password";

/** Under which field a failure is said; what is not here concerns none of them. */
const FIELD: Partial<Record<ErrorCode, Name>> = {
	certificate_time: "address",
	incompatible: "address",
	not_a_server: "address",
	proxy: "address",
	proxy_auth: "address",
	unavailable: "address",
	unreachable: "address",
	untrusted: "address",
	disabled: "login",
	unauthenticated: "password",
};

const bare = (address: string) => address.replace(/^https:\/\//, "");

export function SignIn() {
	const program = useProgram();
	const session = useStore(program.session);
	const { t } = useText();
	const reason = useReason();
	const known = session?.known ?? [];
	const [values, setValues] = useState({ address: bare(session?.address ?? ""), login: "", password: "" });
	const { address, login, password } = values;
	const [visible, setVisible] = useState(false);
	const [remember, setRemember] = useState(false);
	const [missing, setMissing] = useState<Partial<Record<Name, boolean>>>({});
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const [busy, setBusy] = useState(false);
	const server = useServer(address);
	const refs = {
		address: useRef<HTMLInputElement>(null),
		login: useRef<HTMLInputElement>(null),
		password: useRef<HTMLInputElement>(null),
	};

	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen comes
	useEffect(() => (address ? refs.login : refs.address).current?.focus(), []);

	function change(name: Name, value: string) {
		setValues({ ...values, [name]: value });
		setMissing({ ...missing, [name]: false });
		if (failure && (!FIELD[failure.code] || FIELD[failure.code] === name)) setFailure(null);
	}

	async function submit(e: FormEvent) {
		e.preventDefault();
		const empty = (["address", "login", "password"] as const).filter((name) => !values[name].trim());
		setMissing(Object.fromEntries(empty.map((name) => [name, true])));
		setFailure(null);
		if (empty[0]) {
			refs[empty[0]].current?.focus();
			return;
		}
		setBusy(true);
		try {
			await program.session.signIn({
				address: server.found?.address ?? address.trim(),
				login: login.trim(),
				password,
				remember,
			});
		} catch (cause) {
			const failed = failureOf(cause);
			const field = FIELD[failed.code];
			if (field === "address") server.failed(failed);
			else setFailure(failed);
			const box = refs[field ?? "password"].current;
			box?.focus();
			if (field === "password") box?.select();
		} finally {
			setBusy(false);
		}
	}

	function choose(person: KnownPerson) {
		setValues({ ...values, address: bare(person.address), login: person.login });
		setMissing({});
		setFailure(null);
		refs.password.current?.focus();
	}

	/** What is wrong with a field, and the way on from it. */
	function wrong(name: Name) {
		if (missing[name]) return { fault: t(`signIn.${name}.required`) };
		const found = name === "address" ? server.fault : failure && FIELD[failure.code] === name ? failure : undefined;
		if (!found) return {};
		return { fault: reason(found), way: <WayOn code={found.code} address={address} /> };
	}

	const contact = server.found?.support ?? session?.support;
	return (
		<div className={css.page}>
			<NoticeLines />
			<div className={css.screen}>
				<ThreadBackdrop />
				<main className={css.card}>
					<h1 className={css.brand}>
						<Logo size={36} />
						{t("app.name")}
					</h1>
					<p className={css.tagline}>{t("signIn.tagline")}</p>
					<form className={css.form} onSubmit={(e) => void submit(e)} noValidate>
						<TextField
							label={t("signIn.address")}
							icon={Server}
							inputRef={refs.address}
							value={address}
							onChange={(e) => change("address", e.target.value)}
							onBlur={server.look}
							placeholder={t("signIn.address.placeholder")}
							autoComplete="off"
							autoCapitalize="off"
							spellCheck={false}
							inputMode="url"
							end={server.found && <CircleCheck size={22} strokeWidth={1.75} className={css.found} aria-hidden />}
							help={
								<span aria-live="polite">
									{server.found
										? t("signIn.address.found", { name: server.found.name })
										: server.looking
											? t("signIn.address.looking")
											: ""}
								</span>
							}
							{...wrong("address")}
						/>
						<div>
							<TextField
								label={t("signIn.login")}
								inputRef={refs.login}
								value={login}
								onChange={(e) => change("login", e.target.value)}
								autoComplete="username"
								autoCapitalize="off"
								spellCheck={false}
								{...wrong("login")}
							/>
							{known.length > 0 && !login && <Known people={known} onChoose={choose} />}
						</div>
						<TextField
							label={t("signIn.password")}
							inputRef={refs.password}
							type={visible ? "text" : "password"}
							value={password}
							onChange={(e) => change("password", e.target.value)}
							autoComplete="current-password"
							end={
								<IconButton
									icon={visible ? EyeOff : Eye}
									label={t(visible ? "signIn.password.hide" : "signIn.password.show")}
									onPress={() => setVisible(!visible)}
								/>
							}
							{...wrong("password")}
						/>
						<div className={css.remember}>
							<CheckBox checked={remember} onChange={setRemember}>
								{t("signIn.remember")}
							</CheckBox>
						</div>
						{failure && !FIELD[failure.code] && (
							<div role="alert">
								<p className={css.failure}>
									<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
									<span>{reason(failure)}</span>
								</p>
								<WayOn code={failure.code} address={address} />
							</div>
						)}
						<Button type="submit" look="main" wide isPending={busy}>
							{t(busy ? "signIn.busy" : "signIn.submit")}
						</Button>
						{contact?.phone && (
							<p className={css.phone}>
								<Phone size={16} strokeWidth={1.75} aria-hidden />
								<span>
									<Phrase
										text="signIn.phone"
										parts={{ phone: <PhoneNumber phone={contact.phone} />, hours: contact.hours }}
									/>
								</span>
							</p>
						)}
					</form>
				</main>
			</div>
			<Foot />
		</div>
	);
}

/** How many people stand beneath the field; where there are more, the others come when asked for. */
const AT_FIRST = 6;

/** Who has used this workstation, the last ones first; a press away. */
function Known({ people, onChoose }: { people: KnownPerson[]; onChoose(person: KnownPerson): void }) {
	const [all, setAll] = useState(false);
	const list = useRef<HTMLUListElement>(null);
	const { t } = useText();
	const shown = all || people.length <= AT_FIRST ? people : people.slice(0, AT_FIRST - 1);

	function showAll() {
		setAll(true);
		// The button goes, and the focus with it to the first one that has come.
		requestAnimationFrame(() => list.current?.children[AT_FIRST - 1]?.querySelector("button")?.focus());
	}

	return (
		<ul ref={list} className={css.known} aria-label={t("signIn.known")}>
			{shown.map((person) => (
				<li key={`${person.address} ${person.login}`}>
					<Button look="quiet" className={css.knownPerson ?? ""} onPress={() => onChoose(person)}>
						<span className={css.knownRow}>
							<Avatar name={person.name} tone="accent" size={26} />
							{person.waiting ? t("signIn.known.waiting", { name: person.name, count: person.waiting }) : person.name}
						</span>
					</Button>
				</li>
			))}
			{shown.length < people.length && (
				<li>
					<Button look="quiet" icon={UsersRound} className={css.knownPerson ?? ""} onPress={showAll}>
						{t("signIn.known.more", { count: people.length - shown.length })}
					</Button>
				</li>
			)}
		</ul>
	);
}
