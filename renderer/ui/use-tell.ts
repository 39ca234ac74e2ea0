import type { i18n } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { en } from '../../native-models/words/en.ts';
import { inLanguage, type Table, type Words } from '../../native-models/words/sentence.ts';
import { isolated } from '../isolate.ts';

/** Says what host, engine and models have to say, in the language of the page. */
export type Tell = (words: Words) => string;

/** The sentences of a language; English where it has none. */
export const tableIn = (instance: i18n, language: string): Table =>
  (instance.getResourceBundle(language, 'words') as Table | undefined) ?? en;

export const tellIn = (instance: i18n, language: string): Tell => {
  const table = tableIn(instance, language);
  const direction = instance.dir(language);
  return (words) => inLanguage(table, language, words, (text) => isolated(text, direction));
};

export const useTell = (): Tell => {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => tellIn(i18n, language), [i18n, language]);
};
