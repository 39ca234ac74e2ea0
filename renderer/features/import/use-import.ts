import { useEffect, useRef, useState } from 'react';
import { wordsOf } from '../../api/client.ts';
import { toBase64 } from '../../api/base64.ts';
import { keys } from '../../api/queries.ts';
import { useStudio } from '../../studio.ts';
import type { Words } from '../../../native-models/words/sentence.ts';

export type Refused = Readonly<{ name: string; reason: Words }>;
export type ImportProgress = Readonly<{
  done: number;
  added: number;
  known: number;
  refused: readonly Refused[];
  state: 'running' | 'stopped' | 'done';
  error: Words | null;
}>;

const nothing: ImportProgress = { done: 0, added: 0, known: 0, refused: [], state: 'running', error: null };

/** Hands files to the library one after the other; a stop takes effect after the one that is under way, and what is there stays. */
export const useImport = () => {
  const { client, cache } = useStudio();
  const [progress, setProgress] = useState<ImportProgress | null>(null);
  const stopped = useRef(false);
  // whoever closes the window has had enough
  useEffect(
    () => () => {
      stopped.current = true;
    },
    [],
  );

  const add = async (file: File, so: ImportProgress): Promise<ImportProgress> => {
    const { outcome, reason } = await client.invoke('imports.add', {
      base64: await toBase64(file),
      name: file.name,
      modified: Math.max(0, Math.round(file.lastModified)),
    });
    const done = { ...so, done: so.done + 1 };
    if (outcome === 'refused') return { ...done, refused: [...so.refused, { name: file.name, reason: reason ?? '' }] };
    return { ...done, [outcome]: so[outcome] + 1 };
  };

  return {
    progress,
    stop: () => {
      stopped.current = true;
    },
    run: async (files: readonly File[]): Promise<ImportProgress> => {
      stopped.current = false;
      let so = nothing;
      setProgress(so);
      try {
        for (const file of files) {
          if (stopped.current) break;
          so = await add(file, so);
          setProgress(so);
        }
        so = { ...so, state: stopped.current ? 'stopped' : 'done' };
      } catch (error) {
        so = { ...so, state: 'stopped', error: wordsOf(error) };
      }
      setProgress(so);
      if (so.added > 0)
        await Promise.all([keys.listings, keys.allFacets, keys.order].map((queryKey) => cache.invalidateQueries({ queryKey })));
      return so;
    },
  };
};
