import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { PromptEntry } from '../../../../electron/contract/records.ts';
import { useStudio } from '../../../studio.ts';

const none: readonly PromptEntry[] = [];

/** The text `by` entries further back in the log than `at` (−1 is the user's own), skipping what looks the same. */
export const stepBack = (texts: readonly string[], at: number, by: 1 | -1, current: string): number => {
  let next = at + by;
  while (next >= 0 && next < texts.length && texts[next] === current) next += by;
  return Math.max(-1, next);
};

/** Walks through the prompt log; what was being written comes back at its end. */
export const useHistory = (field: 'prompt' | 'negativePrompt') => {
  const { queries } = useStudio();
  const { data: entries = none } = useQuery(queries.prompts(''));
  const place = useRef({ at: -1, own: '' });
  return {
    /** The text to show instead, or null at the end of the log. */
    walk: (by: 1 | -1, current: string): string | null => {
      const texts = [...new Set(entries.map((entry) => entry[field]))].filter((text) => text !== '');
      const { at, own } = place.current;
      const next = stepBack(texts, at, by, current);
      if (next >= texts.length || (next === -1 && at === -1)) return null;
      place.current = { at: next, own: at === -1 ? current : own };
      return next === -1 ? place.current.own : (texts[next] ?? null);
    },
    /** Someone writes: the log is left. */
    leave: (): void => {
      place.current = { at: -1, own: '' };
    },
  };
};
