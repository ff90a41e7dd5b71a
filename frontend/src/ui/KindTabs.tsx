import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import css from "./KindTabs.module.css";

interface KindTabsProps<K extends string> {
	label: string;
	value: K;
	onChange(id: K): void;
	tabs: readonly { id: K; icon: LucideIcon; name: string; help: string; panel: ReactNode }[];
}

/** Tabs as large as cards, with a line that says what each is for. */
export function KindTabs<K extends string>({ label, value, onChange, tabs }: KindTabsProps<K>) {
	return (
		<Tabs selectedKey={value} onSelectionChange={(key) => onChange(key as K)} className={css.tabs}>
			<TabList aria-label={label} className={css.list}>
				{tabs.map(({ id, icon: Icon, name, help }) => (
					<Tab key={id} id={id} className={css.tab}>
						<Icon size={26} strokeWidth={1.75} aria-hidden />
						<span className={css.words}>
							<span className={css.name}>{name}</span>
							<span className={css.help}>{help}</span>
						</span>
					</Tab>
				))}
			</TabList>
			{tabs.map(({ id, panel }) => (
				<TabPanel key={id} id={id} className={css.panel}>
					{panel}
				</TabPanel>
			))}
		</Tabs>
	);
}
