import { useState } from "react";
import { useText } from "../../i18n/text";
import { clockTime, dayChoice } from "../../model/time";
import { useNow } from "../../state/watch";
import { Segments } from "../../ui/Segments";
import { Select } from "../../ui/Select";
import css from "./AgainAt.module.css";

const MINUTE = 60_000;
const DAYS = 7;
const FIRST = 7 * 60;
const LAST = 20 * 60;
const STEP = 30;

/** The hour at which one is called on another day, if nobody says more. */
const MORNING = 9 * 60;

type Choice = "none" | "quarter" | "hour" | "morning" | "other";

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);
const at = (day: number, minutes: number) => new Date(day).setHours(0, minutes, 0, 0);
const minutesOf = (instant: number) => new Date(instant).getHours() * 60 + new Date(instant).getMinutes();
const dayAfter = (day: number, days: number) => new Date(day).setDate(new Date(day).getDate() + days);

/** When to call again: what one says on the telephone in a word, or a day and an hour. 0 is that nobody said. */
export function AgainAt({
	value,
	onChange,
	fault,
}: {
	value: number;
	onChange(at: number): void;
	fault: string | undefined;
}) {
	const now = useNow(60_000);
	const { t, language } = useText();
	const today = midnight(now);
	const [picked, setPicked] = useState<Choice>("none");
	// What was kept comes from the disk a moment later than the dialog, and is what will be sent: it must be seen.
	const choice = picked === "none" && value ? "other" : picked;

	function choose(next: Choice) {
		setPicked(next);
		const begin = Date.now();
		if (next === "none") onChange(0);
		else if (next === "quarter") onChange(begin + 15 * MINUTE);
		else if (next === "hour") onChange(begin + 60 * MINUTE);
		else if (next === "morning" || !value) onChange(at(dayAfter(today, 1), MORNING));
	}

	const day = value ? midnight(value) : dayAfter(today, 1);
	const days = Array.from({ length: DAYS }, (_, i) => dayAfter(today, i));
	if (!days.includes(day)) days.push(day);
	const hours = Array.from({ length: (LAST - FIRST) / STEP + 1 }, (_, i) => FIRST + i * STEP);
	const minutes = value ? minutesOf(value) : MORNING;
	if (!hours.includes(minutes)) hours.push(minutes);
	return (
		<div className={css.again}>
			<Segments<Choice>
				label={t("call.again")}
				value={choice}
				onChange={choose}
				options={(["none", "quarter", "hour", "morning", "other"] as const).map((id) => ({
					id,
					name: t(`call.again.${id}`),
				}))}
				fault={choice === "other" ? undefined : fault}
			/>
			{choice === "other" && (
				<div className={css.when}>
					<Select
						label={t("call.again.day")}
						value={String(day)}
						onChange={(id) => onChange(at(Number(id), minutes))}
						options={days.sort((a, b) => a - b).map((id) => ({ id: String(id), name: dayChoice(id, today, language) }))}
						fault={fault}
					/>
					<Select
						label={t("call.again.time")}
						value={String(minutes)}
						onChange={(id) => onChange(at(day, Number(id)))}
						options={hours
							.sort((a, b) => a - b)
							.map((id) => ({ id: String(id), name: clockTime(at(today, id), language) }))}
					/>
				</div>
			)}
		</div>
	);
}
