import { Factory, Headset } from "lucide-react";
import { useText } from "../../i18n/text";
import css from "./ThreadBackdrop.module.css";

/** The thread behind the card: from the machine to those who built it. */
export function ThreadBackdrop() {
	const { t } = useText();
	return (
		<div className={css.backdrop} aria-hidden="true">
			<svg className={css.thread} viewBox="0 0 1366 768" fill="none" aria-hidden="true">
				<path
					d="M176 500C330 500 376 458 464 423C610 366 756 410 903 344C986 306 1060 268 1190 268"
					stroke="currentColor"
					strokeWidth="3"
				/>
			</svg>
			<figure className={`${css.end} ${css.here}`}>
				<span className={css.disc}>
					<Factory size={38} strokeWidth={1.75} />
				</span>
				<figcaption>
					<strong>{t("signIn.thread.here")}</strong>
					{t("signIn.thread.here.help")}
				</figcaption>
			</figure>
			<figure className={`${css.end} ${css.there}`}>
				<span className={css.disc}>
					<Headset size={38} strokeWidth={1.75} />
				</span>
				<figcaption>
					<strong>{t("signIn.thread.there")}</strong>
					{t("signIn.thread.there.help")}
				</figcaption>
			</figure>
		</div>
	);
}
