import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Image, ImageId } from '../../contract/records.ts';
import { deletedImage, deletedImages, imageById, removeImage, setDeleted, setMissing } from '../../store/images.ts';
import type { Context } from '../context.ts';

/** How long a delete can be undone before the file goes to the system's bin, from which only a person can fetch it. */
const undoFor = 5 * 60_000;

const binFolder = '.bin';
/** Where the file of a deleted picture lies: in the library's own file system, so that deleting is one rename, and under its whole name, since a copy in another folder may be called the same. */
export const binName = (image: Pick<Image, 'file'>): string => `${binFolder}/${image.file}`;

/** What is in the bin, by its name before it was deleted. */
export const binnedFiles = async (library: string): Promise<ReadonlySet<string>> => {
  const below = join(library, binFolder);
  const entries = await readdir(below, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return new Set(files.map((entry) => relative(below, join(entry.parentPath, entry.name)).split(sep).join('/')));
};

export type Bin = Readonly<{
  /** Answers those that it took out of the library. */
  delete: (ids: readonly ImageId[]) => Promise<ImageId[]>;
  /** Puts back those that are still in our bin. */
  restore: (ids: readonly ImageId[]) => Promise<Image[]>;
  /** Hands what was deleted long enough ago to the system's bin; at the end of a session all of it. */
  sweep: (everything: 'old' | 'all') => Promise<void>;
}>;

const move = async (from: string, to: string): Promise<boolean> => {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
};

/** `trash` is the system's bin; without one deleted pictures stay in ours. */
export const createBin = ({ home, db, publish, clock }: Context, trash: ((path: string) => Promise<void>) | null): Bin => {
  const at = (name: string): string => join(home.library, name);
  return {
    delete: async (ids) => {
      const gone: ImageId[] = [];
      try {
        for (const id of ids) {
          const image = imageById(db, id);
          if (image === null) continue;
          const moved = await move(at(image.file), at(binName(image)));
          if (moved) setDeleted(db, id, clock());
          else removeImage(db, id);
          gone.push(id);
        }
      } finally {
        if (gone.length > 0) publish('images.removed', gone);
      }
      return gone;
    },
    restore: async (ids) => {
      const back: Image[] = [];
      for (const id of ids) {
        const image = deletedImage(db, id);
        if (image === null || !(await move(at(binName(image)), at(image.file)))) continue;
        setDeleted(db, id, null);
        setMissing(db, id, false);
        const restored = { ...image, missing: false };
        back.push(restored);
        publish('image.added', restored);
      }
      return back;
    },
    sweep: async (everything) => {
      if (trash === null) return;
      for (const image of deletedImages(db, everything === 'all' ? clock() : clock() - undoFor)) {
        const path = at(binName(image));
        // somebody may have emptied our bin
        if (existsSync(path)) await trash(path);
        await rmdir(dirname(path)).catch(() => undefined);
        removeImage(db, image.id);
      }
    },
  };
};
