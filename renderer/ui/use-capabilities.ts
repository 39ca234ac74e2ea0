import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Capabilities, PieceDescriptor } from '../../electron/contract/records.ts';
import { nameOfChoice, translated } from '../../native-models/words/pieces.ts';
import { useStudio } from '../studio.ts';
import { tableIn } from './use-tell.ts';

/** What the engine can do, with the words of every piece in the language of the page; undefined until it is known. */
export const useCapabilities = (): Capabilities | undefined => {
  const { queries } = useStudio();
  const { i18n } = useTranslation();
  const { language } = i18n;
  const { data } = useQuery(queries.capabilities);
  return useMemo(() => {
    if (data === undefined) return undefined;
    const table = tableIn(i18n, language);
    const all = (group: string, pieces: readonly PieceDescriptor[]) => pieces.map((piece) => translated(table, group, piece));
    const { samplers, schedules, guidance, noise, priors, promptSyntax } = data;
    return {
      ...data,
      samplers: all('samplers', samplers),
      schedules: all('schedules', schedules),
      guidance: all('guidance', guidance),
      noise: all('noise', noise),
      priors: all('priors', priors),
      promptSyntax: all('promptSyntax', promptSyntax),
    };
  }, [data, i18n, language]);
};

/** Names the values of a setting in the language of the page. */
export const useNameOfChoice = (): ((value: string) => string) => {
  const { i18n } = useTranslation();
  const { language } = i18n;
  return useMemo(() => {
    const table = tableIn(i18n, language);
    return (value) => nameOfChoice(table, value);
  }, [i18n, language]);
};
