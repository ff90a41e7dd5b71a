import { Clock } from "lucide-react";
import { useMemo } from "react";
import { useText } from "../../i18n/text";
import { clockTime, dayChoice } from "../../model/time";
import { useNow } from "../../state/watch";
import { Select } from "../../ui/Select";
import { useTechnician } from "../program";
import css from "./CallWindow.module.css";

type Window = { from: number; to: number };

const SOON = "soon";
const FIRST = 7 * 60;
const LAST = 20 * 60;
const STEP = 30;

const midnight = (at: number) => new Date(at).setHours(0, 0, 0, 0);

/** Midnight plus minutes by the clock, also on the days that have 23 or 25 hours. */
const at = (day: number, minutes: number) => new Date(day).setHours(0, minutes, 0, 0);
const minutesOf = (instant: number) => new Date(instant).getHours() * 60 + new Date(instant).getMinutes();

const DAYS = 7;

/** When to be called: as soon as possible, or between two hours of a day. */
export function CallWindow({
	value,
	onChange,
	fault,
}: {
	value: Window | null;
	onChange(value: Window | null): void;
	fault: string | undefined;
}) {
	const now = useNow(60_000);
	const technician = useTechnician();
	const { t, language } = useText();
	const today = midnight(now);

	const days = useMemo(() => {
		const choices = Array.from({ length: DAYS }, (_, i) => new Date(today).setDate(new Date(today).getDate() + i));
		if (value && !choices.includes(midnight(value.from))) choices.unshift(midnight(value.from));
		return [
			{ id: SOON, name: t("callWindow.soon") },
			...choices.map((day) => ({ id: String(day), name: dayChoice(day, today, language) })),
		];
	}, [today, value, t, language]);

	const hours = (first: number) =>
		Array.from({ length: (LAST - first) / STEP + 1 }, (_, i) => first + i * STEP).map((minutes) => ({
			id: String(minutes),
			name: clockTime(at(today, minutes), language),
		}));

	function chooseDay(id: string) {
		if (id === SOON) return onChange(null);
		const day = Number(id);
		if (value) return onChange({ from: at(day, minutesOf(value.from)), to: at(day, minutesOf(value.to)) });
		// The next two full hours, if that is today and still in the day; else the middle of the morning.
		const next = Math.ceil((minutesOf(now) + 1) / 60) * 60;
		const from = day === today && next <= LAST - 120 && next >= FIRST ? next : 9 * 60;
		onChange({ from: at(day, from), to: at(day, from + 120) });
	}

	return (
		<div className={css.window}>
			<Select
				className={css.day ?? ""}
				label={t(technician ? "caller.callWindow" : "callWindow.label")}
				aside={t("field.optional")}
				icon={Clock}
				value={value ? String(midnight(value.from)) : SOON}
				onChange={chooseDay}
				options={days}
				fault={fault}
			/>
			{value && (
				<>
					<Select
						label={t("callWindow.from")}
						value={String(minutesOf(value.from))}
						onChange={(id) => {
							const from = at(midnight(value.from), Number(id));
							const length = Math.max(value.to - value.from, STEP * 60_000);
							onChange({ from, to: value.to > from ? value.to : from + length });
						}}
						options={hours(FIRST).slice(0, -1)}
					/>
					<Select
						label={t("callWindow.to")}
						value={String(minutesOf(value.to))}
						onChange={(id) => onChange({ ...value, to: at(midnight(value.from), Number(id)) })}
						options={hours(FIRST).slice(1)}
					/>
				</>
			)}
		</div>
	);
}
