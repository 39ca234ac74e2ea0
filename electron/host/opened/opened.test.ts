import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { nothingKnown } from '../../contract/origin.ts';
import { readLink } from './link.ts';
import { createOpened } from './opened.ts';
import { saying } from '../../../native-models/words/saying.ts';

test('a link holds settings; what is none of them is named', () => {
  const link =
    'tincture://generate?prompt=a%20red%20%F0%9F%8E%88&seed=7&steps=12&guidance=3.5&sampler=heun%401&width=64&steps2=9&height=tall';
  expect(readLink(link)).toEqual({
    tool: 'Tincture',
    fields: { ...nothingKnown, prompt: 'a red 🎈', seed: 7, steps: 12, guidance: 3.5, width: 64, sampler: { id: 'heun@1', options: {} } },
    leftBehind: [
      { name: 'steps2', value: '9' },
      { name: 'height', value: 'tall' },
    ],
    recipe: null,
    reason: null,
  });
});

test.each([
  'tincture://generate?steps=1e9',
  'tincture://generate?seed=-1',
  'tincture://generate?sampler=__proto__',
  'tincture://generate?constructor=1',
  'tincture://generate?seed=',
])('%s says nothing that a recipe could hold', (link) => {
  const { fields, leftBehind } = readLink(link);
  expect(fields).toEqual(nothingKnown);
  expect(leftBehind).toHaveLength(1);
});

test.each(['https://generate?prompt=x', 'tincture://delete?all=yes', 'tincture:', 'not a link'])('%s is refused with a reason', (link) => {
  expect(readLink(link)).toMatchObject({ fields: nothingKnown, recipe: null, reason: saying(/\.$/) });
});

test('what was opened waits for a window, and is taken once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'opened-'));
  try {
    const file = join(folder, 'sea.tincture');
    const recipe = aRecipe({ prompt: 'the sea' });
    await writeFile(file, JSON.stringify(recipe));
    const told: string[] = [];
    const opened = createOpened((name) => void told.push(name));

    await opened.open(file);
    await opened.open('tincture://generate?prompt=hills');
    await opened.open(join(folder, 'gone.png'));

    expect(told).toEqual(['opened.added', 'opened.added', 'opened.added']);
    expect(opened.take()).toMatchObject([
      { name: 'sea.tincture', settings: { recipe, reason: null } },
      { name: 'link', settings: { fields: { prompt: 'hills' } } },
      { name: 'gone.png', settings: { recipe: null, reason: saying('There is no such file.') } },
    ]);
    expect(opened.take()).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
