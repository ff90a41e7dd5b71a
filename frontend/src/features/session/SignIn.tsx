import { CircleAlert, CircleCheck, Eye, EyeOff, Phone, Server } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Checkbox } from "react-aria-components";
import type { BridgeError, KnownPerson, ServerFound } from "../../bridge/bridge";
import { Phrase, useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Avatar, DoneMark } from "../../ui/signs";
import { Logo } from "../../ui/Thread";
import { useProgram, useReason } from "../program";
import { LanguagePicker } from "./LanguagePicker";
import css from "./SignIn.module.css";
import { ThreadBackdrop } from "./ThreadBackdrop";

type Missing = Partial<Record<"address" | "login" | "password", boolean>>;

const bare = (address: string) => address.replace(/^https:\/\//, "");

export function SignIn() {
	const program = useProgram();
	const session = useStore(program.session);
	const { t } = useText();
	const reason = useReason();
	const known = session?.known ?? [];
	const [address, setAddress] = useState(bare(session?.address ?? ""));
	const [login, setLogin] = useState("");
	const [password, setPassword] = useState("");
	const [visible, setVisible] = useState(false);
	const [remember, setRemember] = useState(false);
	const [missing, setMissing] = useState<Missing>({});
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const [busy, setBusy] = useState(false);
	const { found, looking, fault: addressFault, look } = useServer(address);
	const refs = {
		address: useRef<HTMLInputElement>(null),
		login: useRef<HTMLInputElement>(null),
		password: useRef<HTMLInputElement>(null),
	};

	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen comes
	useEffect(() => {
		(address ? refs.login : refs.address).current?.focus();
		if (address) void look();
	}, []);

	async function submit(e: FormEvent) {
		e.preventDefault();
		const values = { address, login, password };
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
				address: found?.address ?? address.trim(),
				login: login.trim(),
				password,
				remember,
			});
		} catch (cause) {
			const failed = failureOf(cause);
			setFailure(failed);
			refs[failed.code === "unauthenticated" ? "password" : "address"].current?.focus();
			if (failed.code === "unauthenticated") refs.password.current?.select();
		} finally {
			setBusy(false);
		}
	}

	function choose(person: KnownPerson) {
		setAddress(bare(person.address));
		setLogin(person.login);
		setMissing({});
		refs.password.current?.focus();
	}

	const wrongPassword = failure?.code === "unauthenticated";
	const phone = found?.support.phone || session?.support?.phone;
	return (
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
						onChange={(e) => {
							setAddress(e.target.value);
							setMissing({ ...missing, address: false });
						}}
						onBlur={() => void look()}
						placeholder={t("signIn.address.placeholder")}
						autoComplete="off"
						autoCapitalize="off"
						spellCheck={false}
						inputMode="url"
						end={found && <CircleCheck size={22} strokeWidth={1.75} className={css.found} aria-hidden />}
						help={
							<span aria-live="polite">
								{found ? t("signIn.address.found", { name: found.name }) : looking ? t("signIn.address.looking") : ""}
							</span>
						}
						fault={missing.address ? t("signIn.address.required") : addressFault && reason(addressFault)}
					/>
					<div className={css.person}>
						<TextField
							label={t("signIn.login")}
							inputRef={refs.login}
							value={login}
							onChange={(e) => {
								setLogin(e.target.value);
								setMissing({ ...missing, login: false });
							}}
							autoComplete="username"
							autoCapitalize="off"
							spellCheck={false}
							fault={missing.login ? t("signIn.login.required") : undefined}
						/>
						{known.length > 0 && !login && (
							<ul className={css.known} aria-label={t("signIn.known")}>
								{known.slice(0, 3).map((person) => (
									<li key={`${person.address} ${person.login}`}>
										<Button look="quiet" className={css.knownPerson ?? ""} onPress={() => choose(person)}>
											<span className={css.knownRow}>
												<Avatar name={person.name} tone="accent" size={26} silent />
												{person.waiting
													? t("signIn.known.waiting", { name: person.name, count: person.waiting })
													: person.name}
											</span>
										</Button>
									</li>
								))}
							</ul>
						)}
					</div>
					<TextField
						label={t("signIn.password")}
						inputRef={refs.password}
						type={visible ? "text" : "password"}
						value={password}
						onChange={(e) => {
							setPassword(e.target.value);
							setMissing({ ...missing, password: false });
							if (wrongPassword) setFailure(null);
						}}
						autoComplete="current-password"
						end={
							<IconButton
								icon={visible ? EyeOff : Eye}
								label={t(visible ? "signIn.password.hide" : "signIn.password.show")}
								onPress={() => setVisible(!visible)}
							/>
						}
						fault={missing.password ? t("signIn.password.required") : wrongPassword ? reason(failure) : undefined}
					/>
					<Checkbox isSelected={remember} onChange={setRemember} className={css.remember}>
						<span className={css.box}>{remember && <DoneMark />}</span>
						{t("signIn.remember")}
					</Checkbox>
					{failure && !wrongPassword && (
						<p role="alert" className={css.failure}>
							<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
							<span>{reason(failure)}</span>
						</p>
					)}
					<Button type="submit" look="main" wide isPending={busy}>
						{t("signIn.submit")}
					</Button>
					{phone && (
						<p className={css.phone}>
							<Phone size={16} strokeWidth={1.75} aria-hidden />
							<span>
								<Phrase text="signIn.phone" parts={{ phone: <span className={css.number}>{phone}</span> }} />
							</span>
						</p>
					)}
				</form>
			</main>
			<LanguagePicker />
		</div>
	);
}

/** Who answers at the address, asked once it has been left. */
function useServer(address: string) {
	const program = useProgram();
	const [answer, setAnswer] = useState<{ of: string; found?: ServerFound; fault?: BridgeError } | null>(null);
	const [looking, setLooking] = useState("");
	const asked = address.trim();
	const current = answer?.of === asked ? answer : null;

	async function look() {
		if (!asked || current || looking === asked) return;
		setLooking(asked);
		try {
			const found = await program.session.findServer(asked);
			setAnswer({ of: asked, found });
		} catch (cause) {
			setAnswer({ of: asked, fault: failureOf(cause) });
		} finally {
			setLooking("");
		}
	}

	return { found: current?.found, fault: current?.fault, looking: looking === asked && asked !== "", look };
}
