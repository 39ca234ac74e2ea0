import type { Model, ModelFile } from '../../../electron/contract/records.ts';

/** Whether a file was made for a model's family, as far as either tells. */
export const fitsFamily = ({ family }: Pick<ModelFile, 'family'>, model: Pick<Model, 'family'>): boolean =>
  family === 'unknown' || model.family === 'unknown' || family === model.family;

/** Whether every word is in the name, the title, the author or the trigger words. */
export const matchesWords = ({ name, title, author, words, hash }: ModelFile, search: string): boolean => {
  const text = [name, title, author, hash, ...words].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** The ten digits that model sites show (AutoV2). */
export const shortHash = (hash: string | null): string | null => hash?.slice(0, 10).toUpperCase() ?? null;
