import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Image } from '../../contract/records.ts';
import { createGate } from '../concurrency.ts';
import type { Home } from '../home.ts';
import { looksUntouched, stampOf } from './file-stamp.ts';

export type ThumbnailSize = 256 | 512;

/** Makes a thumbnail when it is first asked for, and again when its picture was changed; keeps it on the disk and answers its path. Throws where the picture's file is not there. */
export type Thumbnails = Readonly<{ get: (image: Image, size: ThumbnailSize) => Promise<string> }>;

const atOnce = 2;

export const createThumbnails = (home: Home): Thumbnails => {
  const pool = createGate(atOnce);
  const making = new Map<string, Promise<string>>();

  const make = async (source: string, path: string, size: number): Promise<string> => {
    const { default: sharp } = await import('sharp');
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await sharp(source)
        .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 85 })
        .toFile(temporary);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return path;
  };

  return {
    get: async (image, size) => {
      const source = join(home.library, image.file);
      const state = await stampOf(source);
      // by content: the same picture twice has one thumbnail; what somebody wrote to since has one of its own
      const version = looksUntouched(state, image) ? '' : `-${state.size}-${state.modified}`;
      const path = join(home.thumbnails, String(size), image.sha256.slice(0, 2), `${image.sha256}${version}.webp`);
      if (await stat(path).catch(() => null)) return path;
      const known = making.get(path);
      if (known !== undefined) return known;
      const made = pool(() => make(source, path, size)).finally(() => making.delete(path));
      making.set(path, made);
      return made;
    },
  };
};
