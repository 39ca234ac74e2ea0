import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Image } from '../../contract/records.ts';
import { createGate } from '../concurrency.ts';
import type { Home } from '../home.ts';

export type ThumbnailSize = 256 | 512;

/** Makes a thumbnail when it is first asked for, and keeps it on the disk; answers its path. */
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
      // by content: the same picture twice has one thumbnail
      const path = join(home.thumbnails, String(size), image.sha256.slice(0, 2), `${image.sha256}.webp`);
      if (await stat(path).catch(() => null)) return path;
      const known = making.get(path);
      if (known !== undefined) return known;
      const made = pool(() => make(join(home.library, image.file), path, size)).finally(() => making.delete(path));
      making.set(path, made);
      return made;
    },
  };
};
