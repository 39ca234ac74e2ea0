import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { addTinyModel, newFolder, openStudio, removeFolder } from './testing/studio.ts';

const doomedHost = fileURLToPath(new URL('./testing/doomed-host.ts', import.meta.url));
const Announced = z.object({ id: z.string(), file: z.string(), sha256: z.string() });
const rounds = 16;

let folder: string;
beforeEach(() => {
  folder = newFolder();
  mkdirSync(join(folder, 'models'));
  addTinyModel(join(folder, 'models'));
});
afterEach(() => removeFolder(folder));

/** Runs the host, kills it this long after so many announcements, and answers what it had announced. */
const runAndKill = async ({
  pictures,
  milliseconds,
}: {
  pictures: number;
  milliseconds: number;
}): Promise<z.output<typeof Announced>[]> => {
  const child = spawn(process.execPath, [doomedHost, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  while (out.split('\n').length - 2 < pictures && child.exitCode === null) await sleep(1);
  await sleep(milliseconds);
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(errors).toBe('');
  return out
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .flatMap((line) => {
      const said = safeParse(line);
      return said === null ? [] : [Announced.parse(said)];
    });
};

/** Null where the kill cut a line in two. */
const safeParse = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

it('a host that is killed at any moment has lost nothing that it announced, and shows nothing half-written', {
  timeout: 240_000,
}, async () => {
  const announced: z.output<typeof Announced>[] = [];
  for (let round = 0; round < rounds; round++) {
    announced.push(...(await runAndKill({ pictures: round % 4, milliseconds: (round * 7) % 23 })));
  }
  expect(announced.length).toBeGreaterThan(0);

  const studio = await openStudio(folder);
  await studio.call('jobs.cancelAll', null);
  await studio.host.idle();
  try {
    const ids = await studio.call('images.ids', { search: '' });
    const images = await studio.call('images.byIds', ids.slice(0, 500));
    const byId = new Map(images.map((image) => [String(image.id), image]));
    for (const { id, file, sha256 } of announced) {
      expect(byId.get(id)).toMatchObject({ file, sha256, missing: false });
      expect(
        createHash('sha256')
          .update(readFileSync(join(studio.home.library, file)))
          .digest('hex'),
      ).toBe(sha256);
    }
    // all that is shown opens to the last pixel, announced or not
    for (const image of images) expect(await sharp(join(studio.home.library, image.file)).raw().toBuffer()).toHaveLength(128 * 128 * 3);
    // every run is in one of the states that a person understands, and none hangs
    const jobs = await studio.call('jobs.list', null);
    expect(jobs.filter(({ state }) => state === 'running')).toEqual([]);
    const cutOff = jobs.filter(({ state }) => state === 'failed');
    for (const job of cutOff) expect(job.error?.message).toContain('in the middle of this run');
  } finally {
    await studio.close();
  }
});
