import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageId } from '../../contract/ids.ts';
import type { Alike } from '../../contract/order.ts';
import { allHashes, putHash, unhashed } from '../../store/hashes.ts';
import { idsOfRows, imageById, rowsOfIds } from '../../store/images.ts';
import type { Context } from '../context.ts';
import { fingerprint } from '../export/perceptual.ts';
import { alike, alikeGroups, lookOf } from './looks.ts';

/** Finds pictures that look the same. Hashes are made in the background, one picture after the other, and kept. */
export type LookAlikes = Readonly<{
  /** Makes the hashes that are missing; resolves when there are none left. */
  look: () => Promise<void>;
  of: (id: ImageId) => Promise<Alike>;
  groups: () => { groups: ImageId[][]; pending: number };
  close: () => Promise<void>;
}>;

const atOnce = 50;

export const createLookAlikes = ({ db, home }: Pick<Context, 'db' | 'home'>): LookAlikes => {
  const unreadable = new Set<number>();
  let looking: Promise<void> | null = null;
  let closed = false;

  const hash = async ({ row, file }: { row: number; file: string }): Promise<void> => {
    try {
      putHash(db, lookOf(row, await fingerprint(await readFile(join(home.library, file)))));
    } catch {
      // gone or damaged: it is said elsewhere, and is not tried again in this session
      unreadable.add(row);
    }
  };
  const missing = (): { row: number; file: string }[] => unhashed(db, atOnce + unreadable.size).filter(({ row }) => !unreadable.has(row));
  const lookThrough = async (): Promise<void> => {
    for (let batch = missing(); batch.length > 0 && !closed; batch = missing()) {
      for (const picture of batch) {
        if (closed) return;
        await hash(picture);
      }
    }
  };
  const look = (): Promise<void> => {
    looking ??= lookThrough().finally(() => {
      looking = null;
    });
    return looking;
  };

  return {
    look,
    of: async (id) => {
      const [row] = rowsOfIds(db, [id]);
      const image = imageById(db, id);
      if (row === undefined || image === null) return { alike: [], pending: missing().length };
      // this one now, whatever else waits
      if (!allHashes(db).some(([known]) => known === row)) await hash({ row, file: image.file });
      void look();
      const looks = allHashes(db);
      const one = looks.find(([known]) => known === row);
      const found = one === undefined ? [] : alike(looks, one);
      const ids = idsOfRows(
        db,
        found.map(({ row }) => row),
      );
      return { alike: ids.map((alikeId, n) => ({ id: alikeId, distance: found[n]?.distance ?? 0 })), pending: missing().length };
    },
    groups: () => {
      void look();
      return { groups: alikeGroups(allHashes(db)).map((rows) => idsOfRows(db, rows)), pending: missing().length };
    },
    close: async () => {
      closed = true;
      await looking;
    },
  };
};
