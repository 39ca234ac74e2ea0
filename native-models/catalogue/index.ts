import { z } from 'zod';
import entries from './catalogue.json' with { type: 'json' };
import { CatalogueEntry } from './entry.ts';

let parsed: readonly CatalogueEntry[] | null = null;

/** The public repositories that are worth knowing, as they were written down: nobody is asked. */
export const catalogue = (): readonly CatalogueEntry[] => {
  parsed ??= z.array(CatalogueEntry).parse(entries);
  return parsed;
};

export const catalogueEntry = (id: string): CatalogueEntry | null => catalogue().find((entry) => entry.id === id) ?? null;

/** Bytes of all its files: an estimate where their contents are not known. */
export const bytesOf = ({ files }: CatalogueEntry): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
