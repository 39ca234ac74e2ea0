import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useStudio } from '../../../studio.ts';
import { type Vocabulary, vocabularyOf } from './complete.ts';

/** What completion knows: the prompt log, the lists, and the LoRAs that can be used with the words that wake them. */
export const useVocabulary = (): Vocabulary => {
  const { queries } = useStudio();
  const { data: entries } = useQuery(queries.prompts(''));
  const { data: lists } = useQuery(queries.lists);
  const { data: files } = useQuery(queries.modelFiles);
  return useMemo(() => {
    const loras = (files ?? []).filter(({ kind, problems }) => kind === 'lora' && problems.length === 0);
    return vocabularyOf(
      entries ?? [],
      lists ?? [],
      loras.map(({ name, words }) => ({ name, triggers: words })),
    );
  }, [entries, lists, files]);
};
