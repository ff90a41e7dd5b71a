import { Eye, EyeOff } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import type { BridgeError } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { failureOf } from "../../state/failure";
import { useStore } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { TextField } from "../../ui/Field";
import { Avatar } from "../../ui/signs";
import { useProgram } from "../program";
import { useReason, WayOn } from "../reasons";
import { useSupportPhone } from "../SupportPhone";
import css from "./EnterAgain.module.css";

/** The session has ended: only the password is asked, and everything stays where it is. */
export function EnterAgain({ onClose }: { onClose(): void }) {
	const program = useProgram();
	const session = useStore(program.session);
	const line = useStore(program.line);
	const { t } = useText();
	const reason = useReason();
	const support = useSupportPhone();
	const [password, setPassword] = useState("");
	const [visible, setVisible] = useState(false);
	const [missing, setMissing] = useState(false);
	const [failure, setFailure] = useState<BridgeError | null>(null);
	const [busy, setBusy] = useState(false);
	const box = useRef<HTMLInputElement>(null);
	const me = session?.me;
	if (!me) return null;

	async function submit(e: FormEvent) {
		e.preventDefault();
		setFailure(null);
		setMissing(!password);
		if (!password || busy) {
			box.current?.focus();
			return;
		}
		setBusy(true);
		try {
			await program.flush();
			await program.session.enterAgain(password);
			// Whoever did not wait for it may have opened another one since.
			if (program.dialogs.value.name === "enter") onClose();
		} catch (cause) {
			setFailure(failureOf(cause));
			box.current?.focus();
			box.current?.select();
		} finally {
			setBusy(false);
		}
	}

	const wrong = failure?.code === "unauthenticated";
	return (
		<Dialog title={t("enter.title")} closeLabel={t("action.cancel")} open onClose={onClose}>
			<form className={css.form} onSubmit={(e) => void submit(e)} noValidate>
				<p className={css.why}>
					{line?.waiting
						? t("enter.waiting", { count: line.waiting })
						: line?.filesGoing
							? t("enter.files", { count: line.filesGoing })
							: t("enter.nothingLost")}
				</p>
				<div className={css.person}>
					<Avatar name={me.name} tone="accent" />
					<p className={css.who}>
						<strong>{me.name}</strong>
						<span className={css.login}>{me.login}</span>
					</p>
				</div>
				{/* For the keepers of passwords: whose it is. */}
				<input type="hidden" autoComplete="username" value={me.login} readOnly />
				<TextField
					label={t("signIn.password")}
					inputRef={box}
					type={visible ? "text" : "password"}
					autoFocus
					value={password}
					onChange={(e) => {
						setPassword(e.target.value);
						setMissing(false);
						setFailure(null);
					}}
					autoComplete="current-password"
					end={
						<IconButton
							icon={visible ? EyeOff : Eye}
							label={t(visible ? "signIn.password.hide" : "signIn.password.show")}
							onPress={() => setVisible(!visible)}
						/>
					}
					fault={
						missing ? t("signIn.password.required") : wrong ? t("enter.wrong") : failure ? reason(failure) : undefined
					}
					way={failure && <WayOn code={failure.code} />}
				/>
				{failure && support && (
					<p className={css.phone}>
						{t("support.call")} {support.line}
					</p>
				)}
				<DialogActions>
					<Button onPress={onClose}>{t("action.later")}</Button>
					<Button type="submit" look="main" isPending={busy}>
						{t("signIn.submit")}
					</Button>
				</DialogActions>
			</form>
		</Dialog>
	);
}
