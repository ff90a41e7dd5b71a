import { FileKey, Network, Trash2 } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import type { Settings } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import { useStore } from "../../state/watch";
import { Button } from "../../ui/Button";
import { Fault } from "../../ui/Fault";
import { TextField } from "../../ui/Field";
import { Segments } from "../../ui/Segments";
import { DoneMark } from "../../ui/signs";
import { useProgram } from "../program";
import { useReason } from "../reasons";
import css from "./Settings.module.css";

/** How the network is reached, and whom one believes there. What is refused stays as it was typed. */
export function NetworkPart() {
	const { settings } = useProgram();
	const { network } = settings;
	const { proxy, proxyAddress, caFile, faults, failure, holds } = useStore(network);
	const { t } = useText();
	const reason = useReason();
	const address = useRef<HTMLInputElement>(null);
	const id = useId();

	// Whoever closes the dialog leaves the field as well.
	useEffect(() => () => void network.leaveProxyAddress(), [network]);

	async function choose(chosen: Settings["proxy"]) {
		await network.chooseProxy(chosen);
		if (chosen === "address" && !network.value.proxyAddress) address.current?.focus();
	}

	return (
		<div className={css.part}>
			<div className={css.stack}>
				<Segments<Settings["proxy"]>
					label={t("settings.proxy")}
					value={proxy}
					onChange={(chosen) => void choose(chosen)}
					options={(["system", "none", "address"] as const).map((kind) => ({
						id: kind,
						name: t(`settings.proxy.${kind}`),
					}))}
				/>
				{proxy === "address" && (
					<TextField
						label={t("settings.proxyAddress")}
						icon={Network}
						inputRef={address}
						value={proxyAddress}
						onChange={(e) => network.typeProxyAddress(e.target.value)}
						onBlur={() => void network.leaveProxyAddress()}
						onKeyDown={(e) => {
							if (e.key === "Enter") void network.leaveProxyAddress();
						}}
						placeholder="http://proxy.example:3128"
						autoComplete="off"
						autoCapitalize="off"
						spellCheck={false}
						inputMode="url"
						end={
							holds &&
							proxyAddress && (
								<span className={css.taken}>
									<DoneMark />
									<span className="visually-hidden">{t("settings.taken")}</span>
								</span>
							)
						}
						help={t("settings.proxyAddress.help")}
						fault={faults.proxyAddress && t(`settings.proxyAddress.${faults.proxyAddress}`)}
					/>
				)}
			</div>
			<section aria-describedby={`${id}-fault`}>
				<h3 className={css.title}>{t("settings.caFile")}</h3>
				<p className={css.help}>{t("settings.caFile.help")}</p>
				{caFile && (
					<p className={css.file} dir="ltr">
						{caFile}
					</p>
				)}
				<div className={css.ways}>
					<Button icon={FileKey} onPress={() => void network.chooseCaFile()}>
						{t(caFile ? "settings.caFile.other" : "settings.caFile.choose")}
					</Button>
					{caFile && (
						<Button look="quiet" icon={Trash2} onPress={() => void network.removeCaFile()}>
							{t("settings.caFile.remove")}
						</Button>
					)}
				</div>
				<Fault id={`${id}-fault`}>{faults.caFile && t("settings.caFile.refused")}</Fault>
			</section>
			{failure && (
				<p className={css.fault} role="alert">
					{t("dialog.failed", { reason: reason(failure) })}
				</p>
			)}
		</div>
	);
}
