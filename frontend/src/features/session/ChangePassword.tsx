import { CircleAlert, Eye, EyeOff } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { BridgeError } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { Button, IconButton } from "../../ui/Button";
import { TextField } from "../../ui/Field";
import { Logo } from "../../ui/Thread";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import { Foot } from "./Foot";
import css from "./SignIn.module.css";
import { ThreadBackdrop } from "./ThreadBackdrop";

const SHORTEST = 8;
type Name = "current" | "next" | "again";

/** Whoever was given a password chooses an own one before anything else. */
export function ChangePassword() {
	const program = useProgram();
	const { t } = useText();
	const reason = useReason();
	const [values, setValues] = useState({ current: "", next: "", again: "" });
	const [faults, setFaults] = useState<Partial<Record<Name, string>>>({});
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const [visible, setVisible] = useState(false);
	const [busy, setBusy] = useState(false);
	const refs = {
		current: useRef<HTMLInputElement>(null),
		next: useRef<HTMLInputElement>(null),
		again: useRef<HTMLInputElement>(null),
	};

	// biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen comes
	useEffect(() => refs.current.current?.focus(), []);

	function check(): Partial<Record<Name, string>> {
		const wrong: Partial<Record<Name, string>> = {};
		if (!values.current) wrong.current = t("password.current.required");
		if ([...values.next].length < SHORTEST) wrong.next = t("password.next.fault");
		else if (values.next === values.current) wrong.next = t("password.next.same");
		if (values.again !== values.next) wrong.again = t("password.again.fault");
		return wrong;
	}

	function say(wrong: Partial<Record<Name, string>>) {
		setFaults(wrong);
		const first = (["current", "next", "again"] as const).find((name) => wrong[name]);
		if (first) refs[first].current?.focus();
		return first !== undefined;
	}

	async function submit(e: FormEvent) {
		e.preventDefault();
		setFailure(null);
		if (say(check())) return;
		setBusy(true);
		try {
			await program.session.changePassword(values.current, values.next);
		} catch (cause) {
			const failed = failureOf(cause);
			const location = failed.code === "invalid" ? failed.fields?.[0]?.location : undefined;
			if (location === "body.current") say({ current: t("password.current.fault") });
			else if (location) say({ next: t("password.next.fault") });
			else setFailure(failed);
		} finally {
			setBusy(false);
		}
	}

	const field = (name: Name, help?: string) => (
		<TextField
			label={t(`password.${name}`)}
			inputRef={refs[name]}
			type={visible ? "text" : "password"}
			value={values[name]}
			onChange={(e) => {
				setValues({ ...values, [name]: e.target.value });
				setFaults({ ...faults, [name]: undefined });
			}}
			autoComplete={name === "current" ? "current-password" : "new-password"}
			help={help}
			fault={faults[name]}
			end={
				name === "next" && (
					<IconButton
						icon={visible ? EyeOff : Eye}
						label={t(visible ? "signIn.password.hide" : "signIn.password.show")}
						onPress={() => setVisible(!visible)}
					/>
				)
			}
		/>
	);

	return (
		<div className={css.page}>
			<div className={css.screen}>
				<ThreadBackdrop />
				<main className={css.card}>
					<h1 className={css.brand}>
						<Logo size={36} />
						{t("password.title")}
					</h1>
					<p className={css.tagline}>{t("password.intro")}</p>
					<form className={css.form} onSubmit={(e) => void submit(e)} noValidate>
						{field("current")}
						{field("next", t("password.next.help"))}
						{field("again")}
						{failure && (
							<p role="alert" className={css.failure}>
								<CircleAlert size={18} strokeWidth={1.75} aria-hidden />
								<span>{reason(failure)}</span>
							</p>
						)}
						<Button type="submit" look="main" wide isPending={busy}>
							{t("password.submit")}
						</Button>
						<Button look="quiet" onPress={() => void program.signOut()}>
							{t("signOut.action")}
						</Button>
					</form>
				</main>
			</div>
			<Foot />
		</div>
	);
}
