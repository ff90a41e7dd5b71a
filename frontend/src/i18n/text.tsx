import i18next, { type i18n } from "i18next";
import { Fragment, type ReactNode } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Language } from "../bridge/bridge";
import en from "./en.json";
import it from "./it.json";

export const catalogues = { it, en };
export const LANGUAGES = Object.keys(catalogues) as Language[];

type Stem<K> = K extends `${infer S}_one` ? S : K extends `${infer S}_other` ? S : K;

/** What can be said. Of texts with a plural it is the part before `_one` and `_other`. */
export type TextKey = Stem<keyof typeof it>;

export type Values = Record<string, string | number>;
export type Say = (key: TextKey, values?: Values) => string;

/** The catalogues, ready at once: they are part of the program. */
export function createTexts(language: Language): i18n {
	const texts = i18next.createInstance();
	void texts.use(initReactI18next).init({
		lng: language,
		fallbackLng: "it",
		resources: { it: { translation: it }, en: { translation: en } },
		keySeparator: false,
		nsSeparator: false,
		interpolation: { escapeValue: false },
		initAsync: false,
	});
	return texts;
}

/** The texts in the language of the moment. */
export function useText(): { t: Say; language: Language } {
	const { t, i18n: texts } = useTranslation();
	return { t: t as unknown as Say, language: LANGUAGES.find((one) => one === texts.language) ?? "it" };
}

const EDGE = "\u0001";

/** A sentence of the catalogue with elements in place of some of its words. */
export function Phrase({ text, parts, values }: { text: TextKey; parts: Record<string, ReactNode>; values?: Values }) {
	const { t } = useText();
	const holes = Object.fromEntries(Object.keys(parts).map((name) => [name, `${EDGE}${name}${EDGE}`]));
	return t(text, { ...values, ...holes })
		.split(EDGE)
		.map((piece, i) => (
			// biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one sentence have no other identity
			<Fragment key={i}>{i % 2 ? parts[piece] : piece}</Fragment>
		));
}
