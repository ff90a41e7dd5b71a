import { ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "../../i18n/text";
import type { Licence } from "../../state/about";
import { useStore } from "../../state/watch";
import { useProgram } from "../program";
import css from "./Settings.module.css";

/** What others made and let be used, with the words under which they do. */
export function LicencesPart() {
	const { about } = useProgram();
	const { licences, noLicences } = useStore(about);
	const { t } = useText();

	useEffect(() => void about.loadLicences(), [about]);

	return (
		<div className={css.part}>
			<p>{t("settings.licences.intro")}</p>
			{noLicences && <p role="status">{t("settings.licences.none")}</p>}
			{licences && (
				<ul>
					{licences.map((licence) => (
						<li key={`${licence.name} ${licence.version}`} className={css.licence}>
							<One licence={licence} />
						</li>
					))}
				</ul>
			)}
		</div>
	);
}

/** The words are put on the page once they are asked for: all together they are as long as a book. */
function One({ licence }: { licence: Licence }) {
	const [open, setOpen] = useState(false);
	return (
		<>
			<button type="button" className={css.licenceName} aria-expanded={open} onClick={() => setOpen(!open)}>
				<ChevronRight size={18} strokeWidth={1.75} aria-hidden />
				<span className={css.licenceWords}>
					{licence.name} <span className={css.version}>{licence.version}</span>
				</span>
				{licence.kind && <span className={css.version}>{licence.kind}</span>}
			</button>
			{open && (
				<pre className={css.licenceText} lang="en">
					{licence.text}
				</pre>
			)}
		</>
	);
}
