import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useStudio } from '../../../studio.ts';
import { type Vocabulary, vocabularyOf } from './complete.ts';

/** What completion knows: the prompt log and the lists. */
export const useVocabulary = (): Vocabulary => {
  const { queries } = useStudio();
  const { data: entries } = useQuery(queries.prompts(''));
  const { data: lists } = useQuery(queries.lists);
  return useMemo(() => vocabularyOf(entries ?? [], lists ?? [], []), [entries, lists]);
};
