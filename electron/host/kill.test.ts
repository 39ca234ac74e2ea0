import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { build } from 'esbuild';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { limits } from '../contract/recipe.ts';
import type { Image } from '../contract/records.ts';
import { addTinyModel, newFolder, openStudio, removeFolder } from './testing/studio.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const Announced = z.object({ id: z.string(), file: z.string(), sha256: z.string(), seed: z.int() });
type Announced = z.output<typeof Announced>;

/** 200 kills: two libraries side by side, so that a machine with two cores is not idle while a host starts. */
const lanes = [1, 2] as const;
const kills = 100;

/** Host and engine as one file each start in a third of the time. Inside of the checkout, where the packages are found. */
let bundles: string;
beforeAll(async () => {
  mkdirSync(at('../../dist'), { recursive: true });
  bundles = mkdtempSync(at('../../dist/doomed-'));
  await build({
    entryPoints: [at('./testing/doomed-host.ts'), at('./testing/stand-in-engine.ts')],
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['onnxruntime-node', 'better-sqlite3', 'sharp'],
    banner: { js: "import { createRequire as bundleRequire } from 'node:module'; const require = bundleRequire(import.meta.url);" },
    logLevel: 'error',
  });
}, 60_000);
afterAll(() => rmSync(bundles, { recursive: true, force: true }));

/** Random numbers from 0 to 1 that are the same every time (mulberry32). */
const randomOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Null where the kill cut a line in two. */
const readLine = (line: string): Announced | null => {
  try {
    return Announced.parse(JSON.parse(line));
  } catch {
    return null;
  }
};

/** One life of a host: killed some milliseconds after its start, after it is ready, or after so many pictures. */
const liveAndDie = async (folder: string, moment: { after: number; milliseconds: number }): Promise<Announced[]> => {
  const child = spawn(process.execPath, [join(bundles, 'doomed-host.mjs'), folder, join(bundles, 'stand-in-engine.mjs')], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let errors = '';
  const enough = new Promise<void>((resolve) => {
    // `ready` is the first line
    const look = (): void => {
      if (out.split('\n').length - 1 >= moment.after) resolve();
    };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      look();
    });
    child.once('close', () => resolve());
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const closed = once(child, 'close');
  await enough;
  await sleep(moment.milliseconds);
  child.kill('SIGKILL');
  await closed;
  expect(errors).toBe('');
  return out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => readLine(line) ?? []);
};

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

const checkLane = async (folder: string, announced: readonly Announced[]): Promise<void> => {
  const studio = await openStudio(folder);
  await studio.call('jobs.cancelAll', null);
  await studio.host.idle();
  try {
    const ids = await studio.ids();
    const images: Image[] = [];
    for (let start = 0; start < ids.length; start += 500)
      images.push(...(await studio.call('images.byIds', ids.slice(start, start + 500))));
    const byId = new Map(images.map((image) => [String(image.id), image]));
    for (const { id, file, sha256 } of announced) {
      expect(byId.get(id)).toMatchObject({ file, sha256, missing: false });
      expect(digest(join(studio.home.library, file))).toBe(sha256);
    }
    // nothing is made twice, and what was not announced before a death is there all the same
    const seeds = images.map(({ recipe }) => recipe.seed).toSorted((a, b) => a - b);
    expect(seeds.filter((seed, index) => seed === seeds[index - 1])).toEqual([]);
    // all that is shown is there and opens to the last pixel, announced or not
    expect(images.filter(({ missing }) => missing)).toEqual([]);
    for (const image of images) expect(await sharp(join(studio.home.library, image.file)).raw().toBuffer()).toHaveLength(64 * 64 * 3);
    // every run is in one of the states that a person understands, and each done one has its picture
    const db = new Database(studio.home.store, { readonly: true });
    const count = (condition: string): unknown => db.prepare(`SELECT count(*) FROM generations WHERE ${condition}`).pluck().get();
    expect(count("state NOT IN ('done', 'failed', 'cancelled')")).toBe(0);
    expect(count("state = 'failed' AND error NOT LIKE '%run.died-twice%'")).toBe(0);
    expect(count("state = 'failed'")).toBeLessThanOrEqual(kills);
    expect(count("state = 'done' AND id NOT IN (SELECT generation_id FROM images)")).toBe(0);
    db.close();
  } finally {
    await studio.close();
  }
};

it.each(lanes)(
  `a host that is killed ${kills} times has lost nothing that it announced, shows nothing half-written, and goes on (%i)`,
  {
    timeout: 600_000,
    concurrent: true,
  },
  async (lane) => {
    const folder = newFolder();
    try {
      mkdirSync(join(folder, 'models'));
      addTinyModel(join(folder, 'models'));
      const random = randomOf(lane);
      const announced: Announced[] = [];
      /** Deaths since the last announcement. */
      let deaths = -1;
      for (let kill = 0; kill < kills; kill++) {
        // one life in five dies while it starts, the others around their first pictures
        const moment =
          random() < 0.2
            ? { after: 0, milliseconds: random() * 400 }
            : { after: 1 + Math.floor(random() * 4), milliseconds: random() * 25 };
        const said = await liveAndDie(folder, moment);
        deaths += 1;
        const last = announced.at(-1)?.seed ?? -1;
        const [first] = said;
        if (first !== undefined) {
          // the next one in the line: each death costs at most the announcement of the run that it cut off
          expect(first.seed).toBeGreaterThan(last);
          expect(first.seed).toBeLessThanOrEqual(last + 1 + deaths);
          deaths = 0;
        }
        for (const [index, { seed }] of said.entries()) expect(seed).toBe((first?.seed ?? 0) + index);
        announced.push(...said);
      }
      expect(announced.length).toBeGreaterThan(kills / 2);
      expect(announced.length).toBeLessThan(limits.count);
      await checkLane(folder, announced);
    } finally {
      removeFolder(folder);
    }
  },
);
