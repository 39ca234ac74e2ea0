import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImageId, Trace } from '../contract/records.ts';
import type { Context } from './context.ts';
import type { RunTrace } from './engine.ts';
import { readIfThere, writeDurably } from './library/durable-write.ts';

/** What the steps of the newest runs did: a cache beside the library, from which the oldest go. */
export type Traces = Readonly<{
  /** Never fails: a picture is whole without it. */
  keep: (id: ImageId, trace: RunTrace | null) => Promise<void>;
  get: (id: ImageId) => Promise<Trace | null>;
  /** The small pictures of the steps, side by side. */
  strip: (id: ImageId) => Promise<{ path: string; type: string } | null>;
}>;

/** How many runs are remembered, some forty kilobytes each, and after how many new ones the oldest are looked for. */
const kept = 2_000;
const between = 50;

export const createTraces = ({ home, disk }: Pick<Context, 'home' | 'disk'>, most = kept): Traces => {
  const numbersOf = (id: ImageId): string => join(home.traces, `${id}.json`);
  const stripOf = (id: ImageId): string => join(home.traces, `${id}.webp`);
  let added = 0;

  const prune = async (): Promise<void> => {
    const files = (await readdir(home.traces)).map((name) => join(home.traces, name));
    const aged = await Promise.all(files.map(async (path) => ({ path, time: (await stat(path)).mtimeMs })));
    const old = aged.toSorted((a, b) => b.time - a.time).slice(2 * most);
    await Promise.all(old.map(({ path }) => rm(path, { force: true })));
  };

  return {
    keep: async (id, trace) => {
      if (trace === null) return;
      try {
        await writeDurably(stripOf(id), trace.strip, disk);
        await writeDurably(numbersOf(id), Buffer.from(JSON.stringify(trace.trace)), disk);
        if (added++ % between === 0) await prune();
      } catch {
        // a full disk is told by the next picture
      }
    },
    get: async (id) => {
      const bytes = await readIfThere(numbersOf(id));
      return bytes === null ? null : Trace.parse(JSON.parse(bytes.toString('utf8')));
    },
    strip: async (id) => {
      const path = stripOf(id);
      return (await readIfThere(path)) === null ? null : { path, type: 'image/webp' };
    },
  };
};
