import { createHash } from 'node:crypto';
import { modelFiles } from './files.ts';

/** Changes when a file of the model is added, removed, replaced or touched. */
export const fingerprintOf = async (folder: string): Promise<string> => {
  const hash = createHash('sha256');
  for (const { path, bytes, modifiedNs } of await modelFiles(folder)) hash.update(`${path}\0${bytes}\0${modifiedNs}\n`);
  return hash.digest('hex');
};
