import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type { Image } from '../../contract/records.ts';
import { createGlance, createLatestFirst } from '../concurrency.ts';
import type { Home } from '../home.ts';
import { looksUntouched, stampOf } from './file-stamp.ts';

export type ThumbnailSize = 256 | 512;

/**
 * Makes a thumbnail when it is first asked for, and again when its picture was changed; keeps it on the disk and answers its path. What was asked for last, which is
 * what is in sight, is made first, and what only passes by is not made. Throws where the picture's file is not there, and the signal's reason where nobody waits for it any longer.
 */
export type Thumbnails = Readonly<{ get: (image: Image, size: ThumbnailSize, signal?: AbortSignal) => Promise<string> }>;

/** More than a window waits for at a time while it scrolls (`renderer/api/picture-line.ts`): it stands still, and every core may make them. Else one is left to the window. */
const whileScrolled = 4;
const atOnce = (wanted: number): number =>
  Math.max(1, Math.min(4, wanted > whileScrolled ? availableParallelism() : availableParallelism() - 1));

export const createThumbnails = (home: Home): Thumbnails => {
  const pool = createLatestFirst<string>(atOnce);
  const glance = createGlance();

  const make = async (source: string, path: string, size: number): Promise<string> => {
    const { default: sharp } = await import('sharp');
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await sharp(source)
        .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 85, effort: 2 })
        .toFile(temporary);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    return path;
  };

  return {
    get: async (image, size, signal) => {
      const source = join(home.library, image.file);
      const state = await stampOf(source);
      // by content: the same picture twice has one thumbnail; what somebody wrote to since has one of its own
      const version = looksUntouched(state, image) ? '' : `-${state.size}-${state.modified}`;
      const path = join(home.thumbnails, String(size), image.sha256.slice(0, 2), `${image.sha256}${version}.webp`);
      if (await stat(path).catch(() => null)) return path;
      if (signal !== undefined) await glance(signal);
      return pool(path, () => make(source, path, size), signal ?? null);
    },
  };
};
