import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { PictureError } from '../pipelines/errors.ts';
import { hubSnapshot } from './hub-cache.ts';
import { sentence } from '../words/sentence.ts';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const inside = (root: string, path: string): boolean => {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
};

/** The real path of what a model's links may lead to: its folder, or in Hugging Face's cache the repository's, where the files themselves lie. */
const boundsOf = (folder: string): string => {
  const real = realpathSync(folder);
  return hubSnapshot(real)?.root ?? real;
};

/** Whether the real path `real` is the model's own. */
export const belongsTo = (folder: string, real: string): boolean => inside(boundsOf(folder), real);

/**
 * The real path of `name` inside `folder`, links followed. Throws `path-unsafe` when it lies elsewhere or links go round in circles,
 * `file-missing` when there is nothing, `file-unreadable` when the system says no.
 */
export const resolveInside = (folder: string, name: string): string => {
  const wanted = resolve(folder, name);
  if (name.includes('\0') || isAbsolute(name) || !inside(resolve(folder), wanted)) {
    throw new PictureError('path-unsafe', sentence('path.outside', { name }));
  }
  try {
    const real = realpathSync(wanted);
    if (belongsTo(folder, real)) {
      const found = statSync(real);
      if (found.isFile() || found.isDirectory()) return real;
      // a pipe or a device would never end
      throw new PictureError('path-unsafe', sentence('path.not-plain', { name }));
    }
  } catch (error) {
    if (error instanceof PictureError) throw error;
    const code = codeOf(error);
    if (code === 'ELOOP') throw new PictureError('path-unsafe', sentence('path.circle', { name }));
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new PictureError('file-missing', sentence('path.missing', { name }));
    }
    if (code === 'EACCES' || code === 'EPERM') {
      throw new PictureError('file-unreadable', sentence('path.forbidden', { name }));
    }
    throw error;
  }
  throw new PictureError('path-unsafe', sentence('path.link-out', { name }));
};
