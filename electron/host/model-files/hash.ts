import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative, sep } from 'node:path';
import { keepHash, knownHash } from '../../store/models.ts';
import type { Store } from '../../store/open.ts';
import { modelFiles } from './files.ts';

const hashFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
};

/** SHA-256 over the names and contents of a model's files: the same wherever the folder lies. A file is read again only when it has changed. */
export const hashFolder = async (db: Store, folder: string): Promise<string> => {
  const total = createHash('sha256');
  for (const file of await modelFiles(folder)) {
    const known = knownHash(db, file);
    const sha256 = known ?? (await hashFile(file.path));
    if (known === null) keepHash(db, file, sha256);
    total.update(`${relative(folder, file.path).split(sep).join('/')}\0${sha256}\n`);
  }
  return total.digest('hex');
};
