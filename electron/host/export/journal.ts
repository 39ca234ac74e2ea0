import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { ExportRequest } from '../../contract/export.ts';
import { ImageId } from '../../contract/records.ts';
import { all, first, run, sql, transaction } from '../../store/sql.ts';
import { nameKey } from './safe-name.ts';

export const splits = ['train', 'validation'] as const;
export type Split = (typeof splits)[number];

const Item = z
  .object({ position: z.int(), image: ImageId, name: z.string(), split: z.enum(splits), caption: z.string(), shard: z.int().nullable() })
  .readonly();
/** One picture of an export: where it goes, decided before anything is written. `name` is without its ending. */
export type Item = z.output<typeof Item>;

export type ItemState = 'planned' | 'done' | 'existing' | 'duplicate' | 'missing';
/** What became of an item. */
export type Settled = Readonly<{ position: number; state: ItemState; bytes: number }>;
export type Counts = Readonly<Record<ItemState, number> & { bytes: number }>;

/**
 * What an export is going to do and what of it is done, in a small database of its own: it outlives the process, and neither names nor
 * states are kept in memory.
 */
export type Journal = Readonly<{
  request: () => ExportRequest | null;
  /** True when every item is planned; then names do not change any more. */
  isPlanned: () => boolean;
  begin: (request: ExportRequest) => void;
  /** Throws away a plan that was not finished. */
  restart: () => void;
  add: (item: {
    position: number;
    image: ImageId;
    name: string;
    caption: string;
    state: ItemState;
    content: string;
    prompt: string;
  }) => void;
  /** What `work` adds is written at once, when it is over; not at all where it fails. */
  together: (work: () => Promise<void>) => Promise<void>;
  isTaken: (name: string) => boolean;
  /** Whether an item that is to be written has this content. */
  hasContent: (content: string) => boolean;
  /** Sets pictures aside by prompt, so that no prompt is on both sides, and deals them into shards of `shard` pictures where there are such. */
  split: (share: number, shard: number | null) => void;
  finishPlan: () => void;
  /** Items after `position` that are to be written, in order. */
  next: (after: number, limit: number) => Item[];
  inShard: (split: Split, shard: number) => { items: Item[]; finished: boolean };
  shards: () => { split: Split; shard: number }[];
  /** Written items in order, after `position`. */
  written: (after: number, limit: number, split?: Split) => (Item & { bytes: number })[];
  settle: (items: readonly Settled[]) => void;
  counts: (split?: Split) => Counts;
  /** Different prompts among what was written. */
  prompts: () => number;
  close: () => void;
  remove: () => void;
}>;

const schema = `
  CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), request TEXT NOT NULL, planned INTEGER NOT NULL DEFAULT 0) STRICT;
  CREATE TABLE IF NOT EXISTS items (
    position INTEGER PRIMARY KEY,
    image TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT,
    caption TEXT NOT NULL,
    content TEXT NOT NULL,
    prompt TEXT NOT NULL,
    split TEXT NOT NULL DEFAULT 'train',
    shard INTEGER,
    state TEXT NOT NULL,
    bytes INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS items_by_name ON items (name_key);
  CREATE INDEX IF NOT EXISTS items_by_content ON items (content);
  CREATE INDEX IF NOT EXISTS items_by_prompt ON items (prompt);
  CREATE INDEX IF NOT EXISTS items_open ON items (state, position);
  CREATE INDEX IF NOT EXISTS items_by_shard ON items (split, shard, position);
`;

const itemColumns = 'position, image, name, split, caption, shard';

type Prompt = Readonly<{ prompt: string; n: number }>;

/** Of prompts in their order those that bring the pictures set aside nearer to `wanted`; at least one prompt, and never all of them. */
const promptsAside = (prompts: readonly Prompt[], wanted: number): readonly string[] => {
  if (prompts.length < 2) return [];
  const aside: string[] = [];
  let count = 0;
  for (const { prompt, n } of prompts) {
    if (aside.length === prompts.length - 1) break;
    if (Math.abs(count + n - wanted) >= Math.abs(count - wanted)) continue;
    aside.push(prompt);
    count += n;
  }
  // each of them is more than twice of what was asked for
  return aside.length > 0 ? aside : [prompts.reduce((least, one) => (one.n < least.n ? one : least)).prompt];
};

export const openJournal = (path: string): Journal => {
  mkdirSync(dirname(path), { recursive: true });
  const db = new Database(path, { timeout: 5_000 });
  db.pragma('journal_mode = WAL');
  // the power may take the last few entries with it: what they say is seen from the files again
  db.pragma('synchronous = NORMAL');
  db.exec(schema);
  const head = (): { request: string; planned: number } | undefined =>
    z.object({ request: z.string(), planned: z.int() }).optional().parse(first(db, sql`SELECT request, planned FROM head`));
  const items = (rows: unknown[]): Item[] => z.array(Item).parse(rows);
  // once or more for every picture: prepared once
  const addOne = db.prepare<unknown[]>(
    'INSERT INTO items (position, image, name, name_key, caption, content, prompt, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const withName = db.prepare<[string]>('SELECT 1 FROM items WHERE name_key = ?');
  const withContent = db.prepare<[string]>("SELECT 1 FROM items WHERE content = ? AND state = 'planned'");
  const settleOne = db.prepare<[ItemState, number, number]>('UPDATE items SET state = ?, bytes = ? WHERE position = ?');
  const settledBefore = db.prepare<[number], { state: ItemState; bytes: number }>('SELECT state, bytes FROM items WHERE position = ?');
  const countAll = (split?: Split): Counts => {
    const rows = z.array(z.object({ state: z.string(), n: z.int(), bytes: z.int() })).parse(
      all(db, {
        text: `SELECT state, count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM items ${split === undefined ? '' : 'WHERE split = ?'} GROUP BY state`,
        values: split === undefined ? [] : [split],
      }),
    );
    const of = (state: ItemState): number => rows.find((row) => row.state === state)?.n ?? 0;
    return {
      planned: of('planned'),
      done: of('done'),
      existing: of('existing'),
      duplicate: of('duplicate'),
      missing: of('missing'),
      bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  };
  /** Of all items, kept up to date while they are settled: it is asked for several times a second. Null where it has to be counted. */
  let tally: Counts | null = null;
  const settleAndCount = (counts: Counts | null, { position, state, bytes }: Settled): Counts | null => {
    const before = settledBefore.get(position);
    settleOne.run(state, bytes, position);
    if (counts === null || before === undefined) return counts;
    const without = { ...counts, [before.state]: counts[before.state] - 1, bytes: counts.bytes - before.bytes };
    return { ...without, [state]: without[state] + 1, bytes: without.bytes + bytes };
  };
  return {
    request: () => {
      const row = head();
      return row === undefined ? null : ExportRequest.parse(JSON.parse(row.request));
    },
    isPlanned: () => head()?.planned === 1,
    begin: (request) => void run(db, sql`INSERT OR REPLACE INTO head (id, request, planned) VALUES (1, ${JSON.stringify(request)}, 0)`),
    restart: () => {
      tally = null;
      run(db, sql`DELETE FROM items`);
    },
    add: ({ position, image, name, caption, state, content, prompt }) => {
      tally = null;
      addOne.run(position, image, name, state === 'planned' ? nameKey(name) : null, caption, content, prompt, state);
    },
    together: async (work) => {
      db.exec('BEGIN');
      try {
        await work();
        db.exec('COMMIT');
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    isTaken: (name) => withName.get(nameKey(name)) !== undefined,
    hasContent: (content) => withContent.get(content) !== undefined,
    split: (share, shard) => {
      if (share > 0) {
        const total = z.object({ n: z.int() }).parse(first(db, sql`SELECT count(*) AS n FROM items WHERE state = 'planned'`)).n;
        const prompts = z
          .array(z.object({ prompt: z.string(), n: z.int() }))
          // `prompt` is a hash: its order says nothing about the words, and is the same every time
          .parse(all(db, sql`SELECT prompt, count(*) AS n FROM items WHERE state = 'planned' GROUP BY prompt ORDER BY prompt`));
        for (const prompt of promptsAside(prompts, total * share))
          run(db, sql`UPDATE items SET split = 'validation' WHERE prompt = ${prompt}`);
      }
      if (shard === null) return;
      run(
        db,
        sql`UPDATE items SET shard = dealt.shard FROM (
              SELECT position AS at, CAST((row_number() OVER (PARTITION BY split ORDER BY position) - 1) / ${shard} AS INTEGER) AS shard
              FROM items WHERE state = 'planned') AS dealt
            WHERE items.position = dealt.at`,
      );
    },
    finishPlan: () => void run(db, sql`UPDATE head SET planned = 1`),
    next: (after, limit) =>
      items(
        all(db, {
          text: `SELECT ${itemColumns} FROM items WHERE state = 'planned' AND position > ? ORDER BY position LIMIT ?`,
          values: [after, limit],
        }),
      ),
    inShard: (split, shard) => {
      const rows = all(db, {
        text: `SELECT ${itemColumns}, state FROM items WHERE split = ? AND shard = ? AND state IN ('planned', 'done') ORDER BY position`,
        values: [split, shard],
      });
      const states = z.array(z.object({ state: z.string() })).parse(rows);
      return { items: items(rows), finished: states.length > 0 && states.every(({ state }) => state === 'done') };
    },
    shards: () =>
      z
        .array(z.object({ split: z.enum(splits), shard: z.int() }))
        .parse(all(db, sql`SELECT DISTINCT split, shard FROM items WHERE shard IS NOT NULL ORDER BY split, shard`)),
    written: (after, limit, split) =>
      z.array(Item.unwrap().extend({ bytes: z.int() })).parse(
        all(db, {
          text: `SELECT ${itemColumns}, bytes FROM items WHERE state = 'done' AND position > ? ${split === undefined ? '' : 'AND split = ?'}
                 ORDER BY position LIMIT ?`,
          values: split === undefined ? [after, limit] : [after, split, limit],
        }),
      ),
    settle: (settled) => {
      tally = transaction(db, () => settled.reduce(settleAndCount, tally));
    },
    counts: (split) => (split === undefined ? (tally ??= countAll()) : countAll(split)),
    prompts: () => z.object({ n: z.int() }).parse(first(db, sql`SELECT count(DISTINCT prompt) AS n FROM items WHERE state = 'done'`)).n,
    close: () => db.close(),
    remove: () => {
      db.close();
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
    },
  };
};
