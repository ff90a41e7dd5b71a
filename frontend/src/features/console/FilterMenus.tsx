import { Check, ChevronDown, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import {
	Autocomplete,
	Dialog,
	DialogTrigger,
	Input,
	ListBox,
	ListBoxItem,
	Popover,
	SearchField,
	useFilter,
} from "react-aria-components";
import type { Severity } from "../../bridge/bridge";
import { useText } from "../../i18n/text";
import type { ConsoleListStore } from "../../state/consolelist";
import { usePart } from "../../state/watch";
import { Button, IconButton } from "../../ui/Button";
import { Segments } from "../../ui/Segments";
import { useProgram } from "../program";
import { useWish } from "../wishes";
import css from "./FilterMenus.module.css";

interface Option {
	id: string;
	name: string;
}

interface ChoicesProps {
	label: string;
	chosen: readonly string[];
	options: readonly Option[];
	onChange(ids: string[]): void;
}

/** So many can be looked over; more are found by typing. */
const MANY = 8;

function Choices({ label, chosen, options, onChange, focused }: ChoicesProps & { focused?: boolean }) {
	const { contains } = useFilter({ sensitivity: "base" });
	const { t } = useText();
	const many = options.length > MANY;
	const list = (
		<ListBox
			aria-label={label}
			className={css.list}
			autoFocus={focused && !many}
			selectionMode="multiple"
			// Escape closes it, and takes nothing away.
			escapeKeyBehavior="none"
			selectedKeys={chosen}
			onSelectionChange={(keys) => onChange(keys === "all" ? options.map(({ id }) => id) : [...keys].map(String))}
			items={options}
			renderEmptyState={() => <p className={css.none}>{t("console.filter.noChoice")}</p>}
		>
			{({ id, name }) => (
				<ListBoxItem id={id} textValue={name} className={css.option}>
					{({ isSelected }) => (
						<>
							<span className={css.tick}>{isSelected && <Check size={14} strokeWidth={2.25} aria-hidden />}</span>
							<span className={css.optionName}>{name}</span>
						</>
					)}
				</ListBoxItem>
			)}
		</ListBox>
	);
	if (!many) return list;
	return (
		<Autocomplete filter={contains}>
			<SearchField aria-label={t("console.filter.find", { label })} className={css.search} autoFocus={focused === true}>
				<Input className={css.input} placeholder={t("console.filter.find.placeholder")} />
			</SearchField>
			{list}
		</Autocomplete>
	);
}

/** One thing to filter by, of which several may be chosen. */
export function FilterMenu(props: ChoicesProps) {
	const { label, chosen } = props;
	const { t } = useText();
	const words = chosen.length ? `${label} ${chosen.length}` : label;
	return (
		<DialogTrigger>
			<Button
				iconAfter={ChevronDown}
				aria-label={t("console.filter.by", { words })}
				className={`${css.button} ${chosen.length ? css.on : ""}`}
			>
				{words}
			</Button>
			<Popover className={css.popover} placement="bottom start" offset={6}>
				<Dialog aria-label={label} className={css.dialog}>
					<Choices {...props} focused />
				</Dialog>
			</Popover>
		</DialogTrigger>
	);
}

/** How old a ticket is, as people ask for it. */
const AGES = { any: [0, 0], day: [0, 24], week: [0, 168], overDay: [24, 0], overWeek: [168, 0] } as const;
type Age = keyof typeof AGES;

const KINDS = ["any", "chat", "callback"] as const;

/** What is filtered by less often. */
export function MoreFilters({ list, severities }: { list: ConsoleListStore; severities: readonly Severity[] }) {
	const program = useProgram();
	const choices = usePart(program.console, (state) => state.choices);
	const criteria = usePart(list, (state) => state.criteria);
	const [open, setOpen] = useState(false);
	const { t } = useText();
	useWish("filters", () => setOpen(true));
	const age = (Object.keys(AGES) as Age[]).find(
		(name) => AGES[name][0] === criteria.olderThanHours && AGES[name][1] === criteria.youngerThanHours,
	);
	const on = criteria.severities.length + criteria.models.length + criteria.assignees.length > 0 || age !== "any";
	return (
		<DialogTrigger isOpen={open} onOpenChange={setOpen}>
			<IconButton
				icon={SlidersHorizontal}
				label={t("console.filter.more")}
				className={`${css.more} ${on || criteria.kind ? css.on : ""}`}
			/>
			<Popover className={css.panel} placement="bottom start" offset={6}>
				<Dialog aria-label={t("console.filter.more")} className={css.columns}>
					<div className={css.column}>
						<h3 className={css.title}>{t("console.filter.severities")}</h3>
						<Choices
							label={t("console.filter.severities")}
							chosen={criteria.severities}
							options={severities.map((id) => ({ id, name: t(`severity.${id}`) }))}
							onChange={(ids) => void list.filter({ severities: severities.filter((id) => ids.includes(id)) })}
							focused
						/>
						<Segments
							label={t("console.filter.kind")}
							value={criteria.kind || "any"}
							onChange={(kind) => void list.filter({ kind: kind === "any" ? "" : kind })}
							options={KINDS.map((id) => ({ id, name: t(`console.filter.kind.${id}`) }))}
						/>
						<Segments
							label={t("console.filter.age")}
							value={age ?? "any"}
							onChange={(name) => {
								const [olderThanHours, youngerThanHours] = AGES[name];
								void list.filter({ olderThanHours, youngerThanHours });
							}}
							options={(Object.keys(AGES) as Age[]).map((id) => ({ id, name: t(`console.filter.age.${id}`) }))}
						/>
					</div>
					<div className={css.column}>
						<h3 className={css.title}>{t("console.filter.assignees")}</h3>
						<Choices
							label={t("console.filter.assignees")}
							chosen={criteria.assignees}
							options={[
								{ id: "me", name: t("console.filter.me") },
								{ id: "nobody", name: t("assign.nobody") },
								...(choices?.technicians ?? []),
							]}
							onChange={(assignees) => void list.filter({ assignees })}
						/>
						<h3 className={css.title}>{t("console.filter.models")}</h3>
						<Choices
							label={t("console.filter.models")}
							chosen={criteria.models}
							options={(choices?.models ?? []).map((name) => ({ id: name, name }))}
							onChange={(models) => void list.filter({ models })}
						/>
						<Button look="main" className={css.done ?? ""} onPress={() => setOpen(false)}>
							{t("console.filter.done")}
						</Button>
					</div>
				</Dialog>
			</Popover>
		</DialogTrigger>
	);
}
