import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { checkout } from './checkout.ts';
import { newFolder, openStudio, removeFolder, type Studio } from './testing/studio.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
beforeEach(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
});
afterEach(async () => {
  await studio.close();
  removeFolder(folder);
});

const file = (presets: unknown): string => JSON.stringify({ kind: 'tincture-presets', version: 1, presets });

it('presets are kept, renamed and deleted, and are there tomorrow', async () => {
  const [one, two] = await Promise.all(
    ['Sharp', 'Soft'].map((name) => studio.call('presets.save', { id: null, preset: { name, fields: { steps: 30 } } })),
  );
  await studio.call('presets.save', { id: one?.id ?? '', preset: { name: 'Sharper', fields: { steps: 40, hires: null } } });
  await studio.call('presets.delete', two?.id ?? '');
  await studio.close();
  studio = await openStudio(folder);
  expect(await studio.call('presets.list', null)).toEqual([
    { id: one?.id, name: 'Sharper', fields: { steps: 40, hires: null }, from: null },
  ]);
});

it('a model brings its own, and a damaged file of it is left out', async () => {
  const path = join(folder, 'models', 'tiny', 'tincture-presets.json');
  writeFileSync(path, file([{ name: 'As trained', fields: { steps: 12 } }]));
  expect(await studio.call('presets.list', null)).toEqual([{ id: 'tiny:0', name: 'As trained', fields: { steps: 12 }, from: 'tiny' }]);
  writeFileSync(path, '{');
  expect(await studio.call('presets.list', null)).toEqual([]);
});

it('the built-in model brings some, and they read', async () => {
  const shipped = readFileSync(join(checkout.builtInModels, 'starter', 'tincture-presets.json'), 'utf8');
  const brought = await studio.call('presets.import', shipped);
  expect(brought.map(({ name }) => name)).toEqual(['Sketch', 'Careful', 'To the letter']);
  for (const { names } of brought) expect(Object.keys(names ?? {})).toEqual(['ar', 'hi', 'ja']);
});

it('LoRAs are a part of a preset, and one without them says nothing of LoRAs', async () => {
  const loras = [{ name: 'ink', weight: 0.8 }];
  const [inked] = await studio.call('presets.import', file([{ name: 'Inked', fields: { loras } }]));
  expect(inked?.fields.loras).toEqual([{ name: 'ink', hash: null, weight: 0.8, textWeight: null }]);
  const [bare] = await studio.call('presets.import', file([{ name: 'Bare', fields: { steps: 9 } }]));
  expect(bare?.fields).toEqual({ steps: 9 });
});

it('a shared file is taken as a whole or not at all', async () => {
  const shared = file([{ name: 'Wide', fields: { width: 128, height: 64 } }]);
  expect(await studio.call('presets.import', shared)).toMatchObject([{ name: 'Wide', fields: { width: 128, height: 64 }, from: null }]);
  const before = readFileSync(studio.home.presets, 'utf8');
  await expect(studio.call('presets.import', 'nonsense')).rejects.toThrow('it is not JSON');
  await expect(
    studio.call(
      'presets.import',
      file([
        { name: 'Good', fields: {} },
        { name: 'Bad', fields: { steps: -1 } },
      ]),
    ),
  ).rejects.toThrow(/presets\.1\.fields\.steps/);
  expect(readFileSync(studio.home.presets, 'utf8')).toBe(before);
});
