import { basename } from 'node:path';
import { mapInOrder, writesAtOnce } from '../concurrency.ts';
import { findPictures } from './find-pictures.ts';
import type { Imported, Importer } from './importer.ts';
import { readBytes } from './read-path.ts';

const bring = async (importer: Importer, path: string): Promise<Imported> => {
  const { bytes, modified, reason } = await readBytes(path);
  if (bytes === null) return { outcome: 'refused', image: null, reason };
  return importer.add({ bytes, name: basename(path), modified });
};

/** Ends early when told: what is under way then is still finished, and told. */
const until = async function* (signal: AbortSignal, paths: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const path of paths) {
    if (signal.aborted) return;
    yield path;
  }
};

/** Brings files, and folders with all below them, into the library, some at a time, and tells of each in the order of their names. Where `signal` aborts it ends after what is under way. Throws where the disk refuses. */
export const importPaths = (
  importer: Importer,
  paths: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Readonly<{ path: string; imported: Imported }>> =>
  // most of the time is spent waiting for the disk
  mapInOrder(until(signal, findPictures(paths)), writesAtOnce, async (path) => ({ path, imported: await bring(importer, path) }));
