import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { SavedSearch } from '../../contract/order.ts';
import { addCollection, hasLists, listCollections } from '../../store/groups.ts';
import { PictureOrder, unlogged } from '../../store/order-log.ts';
import { listSearches, saveSearch } from '../../store/searches.ts';
import type { Context } from '../context.ts';
import { appendDurably, writeDurably } from './durable-write.ts';

/**
 * Ratings, tags, collections and saved searches beside the pictures, so that a lost store costs none of them: `.tincture/order.jsonl` in the
 * library. A line says how one picture stands (the last one counts), or names all collections, or all saved searches.
 */
export type OrderLog = Readonly<{
  /** Writes what changed since the last time. */
  flush: () => Promise<void>;
  /** Writes the names of the collections, and the saved searches. */
  flushLists: () => Promise<void>;
  /** How a picture stood, by its content; the one of this name first, where several have the same content. */
  find: (sha256: string, file: string) => Promise<PictureOrder | null>;
  /** Puts collections and saved searches into a store that has none. */
  restoreLists: () => Promise<void>;
}>;

export const orderLogName = '.tincture/order.jsonl';

const Lists = z.strictObject({ collections: z.array(z.string()), searches: z.array(SavedSearch) });
const Line = z.union([PictureOrder, Lists]);
type Line = z.output<typeof Line>;

const atOnce = 1_000;
/** A log of this many lines, most of them outdated, is written anew. */
const longLog = 20_000;

const parse = (text: string): Line | null => {
  try {
    return Line.parse(JSON.parse(text));
  } catch {
    // a line that was cut off by the end of the process, or spoilt by hand: the others count
    return null;
  }
};

const isEmpty = ({ rating, favourite, tags, collections }: PictureOrder): boolean =>
  rating === 0 && !favourite && tags.length === 0 && collections.length === 0;

type Read = Readonly<{ lists: z.output<typeof Lists>; pictures: ReadonlyMap<string, ReadonlyMap<string, PictureOrder>> }>;

const readLines = (text: string): Read & { lines: number } => {
  const lines = text.split('\n').filter((line) => line !== '');
  let lists: z.output<typeof Lists> = { collections: [], searches: [] };
  const pictures = new Map<string, Map<string, PictureOrder>>();
  for (const line of lines.map(parse)) {
    if (line === null) continue;
    if ('searches' in line) lists = line;
    else pictures.set(line.sha256, (pictures.get(line.sha256) ?? new Map<string, PictureOrder>()).set(line.file, line));
  }
  return { lists, pictures, lines: lines.length };
};

// the line break comes first, so that a line that was cut off spoils no other
const written = (lines: readonly Line[]): Buffer => Buffer.from(lines.map((line) => `\n${JSON.stringify(line)}`).join(''), 'utf8');

export const createOrderLog = ({ home, db, disk, clock }: Pick<Context, 'home' | 'db' | 'disk' | 'clock'>): OrderLog => {
  const path = join(home.library, orderLogName);
  let last: Promise<void> = Promise.resolve();
  let read: Promise<Read> | null = null;

  const load = async (): Promise<Read> => {
    const text = await readFile(path, 'utf8').catch(() => '');
    const { lines, ...all } = readLines(text);
    const live = [...all.pictures.values()].flatMap((files) => [...files.values()].filter((order) => !isEmpty(order)));
    if (lines > longLog && lines > 3 * live.length) await writeDurably(path, written([all.lists, ...live]), disk);
    return all;
  };
  const known = (): Promise<Read> => (read ??= load());
  const append = async (lines: readonly Line[]): Promise<void> => {
    read = null;
    await appendDurably(path, written(lines), disk);
  };
  /** One writer at a time; a flush that fails is not lost: what it had to write is still in the store. */
  const inTurn = (task: () => Promise<void>): Promise<void> => {
    const mine = last.then(task);
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    flush: () =>
      inTurn(async () => {
        for (;;) {
          const { orders, done } = unlogged(db, atOnce);
          if (orders.length === 0) return;
          await append(orders);
          done();
        }
      }),
    flushLists: () => inTurn(() => append([{ collections: listCollections(db).map(({ name }) => name), searches: listSearches(db) }])),
    find: async (sha256, file) => {
      const files = (await known()).pictures.get(sha256);
      return files?.get(file) ?? [...(files?.values() ?? [])].at(-1) ?? null;
    },
    restoreLists: async () => {
      if (hasLists(db)) return;
      const { lists } = await known();
      for (const name of lists.collections) addCollection(db, name, clock());
      for (const search of lists.searches) saveSearch(db, search, clock());
    },
  };
};
