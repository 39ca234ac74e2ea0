import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import type { Image } from '../contract/records.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../host/testing/studio.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

let folder: string;
let studio: Studio;
let image: Image;
beforeAll(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
  await studio.call('jobs.start', { recipe: aRecipe({ prompt: 'a fish', seed: 0, steps: 1, width: 64, height: 64 }), count: 1 });
  image = await studio.until('image.added', () => true);
}, 60_000);
afterAll(async () => {
  await studio.close();
  removeFolder(folder);
});

/** A command of a terminal beside the open studio. */
const run = async (file: string, words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> => {
  const child = spawn(process.execPath, [at(file), ...words], { env: { ...process.env, TINCTURE_HOME: studio.home.data } });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  await once(child, 'close');
  return { code: child.exitCode, out, err };
};

it('pictures that a command imports are announced in the window', { timeout: 60_000 }, async () => {
  const file = join(folder, 'brought.png');
  copyFileSync(at('../../assets/icons/tincture.png'), file);
  expect(await run('./main.ts', ['import', file])).toMatchObject({ code: 0 });
  const brought = await studio.until('image.added', ({ origin }) => origin !== null);
  expect(await studio.ids()).toContain(brought.id);
});

it('a command exports, lists and checks while the window goes on', { timeout: 60_000 }, async () => {
  const to = join(folder, 'out');
  expect(await run('./main.ts', ['export', '--ids', image.id, '--to', to])).toMatchObject({ code: 0, err: '' });
  expect(readdirSync(to)).toHaveLength(1);
  expect(await run('./main.ts', ['library', 'check', '--thorough'])).toMatchObject({ code: 0 });
  expect(await run('./main.ts', ['models', 'list'])).toMatchObject({ code: 0 });
});

it('a second studio, and a move from a terminal, are refused with the reason', { timeout: 60_000 }, async () => {
  expect(await run('../serve/main.ts', [])).toMatchObject({ code: 1, err: expect.stringContaining('open in another Tincture') });
  const moved = await run('./main.ts', ['library', 'move', join(folder, 'elsewhere')]);
  expect(moved).toMatchObject({ code: 1, err: expect.stringContaining('open in a window') });
  expect((await studio.call('images.byIds', [image.id]))[0]?.missing).toBe(false);
});
