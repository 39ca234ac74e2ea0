import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import type { Image } from '../../contract/records.ts';
import { openStore } from '../../store/open.ts';
import { run, sql } from '../../store/sql.ts';
import { contentOf } from '../metadata/recipe-in-file.ts';
import { writeMetadata } from '../metadata/formats.ts';
import { a1111Text, comfyPrompt, plainPng, pngWith, userCommentIn } from '../testing/foreign-files.ts';
import { openStudio, type Studio } from '../testing/studio.ts';
import { inEnglish } from '../../../native-models/words/sentence.ts';
import { saying } from '../../../native-models/words/saying.ts';

let folder: string;
let studio: Studio;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tincture-import-'));
  studio = await openStudio(folder);
});
afterEach(async () => {
  await studio.close();
  rmSync(folder, { recursive: true, force: true });
});

const time = new Date(2024, 4, 17, 12).getTime();
const add = (bytes: Buffer, name = 'fox.png', modified = time) =>
  studio.call('imports.add', { base64: bytes.toString('base64'), name, modified });
const added = async (bytes: Buffer, name?: string): Promise<Image> => {
  const { image, reason } = await add(bytes, name);
  if (image === null) throw new Error(inEnglish(reason ?? 'not added'));
  return image;
};
const list = async (search = ''): Promise<Image[]> => studio.call('images.byIds', await studio.ids(search));

it('a picture of another program is copied byte for byte, found by its prompt, and known by what its file says', async () => {
  const file = await userCommentIn('jpeg', a1111Text);
  const image = await added(file, 'IMG_0001.jpeg');
  expect(image).toMatchObject({
    file: expect.stringMatching(/^imported\/2024-05-17\/masterpiece-a-red-fox-in-snow-sharp-focus-1-2-second-line-[0-9a-f]{12}\.jpg$/),
    width: 24,
    height: 16,
    createdAt: time,
    recipe: { prompt: expect.stringContaining('red fox'), seed: 1234567890, steps: 28 },
    origin: { tool: 'A1111', fields: { seed: 1234567890, guidance: 6.5, noise: null }, leftBehind: [{ name: 'Clip skip', value: '2' }] },
  });
  const path = join(studio.home.library, image.file);
  expect(readFileSync(path).equals(file)).toBe(true);
  expect(statSync(path).mtimeMs).toBe(time);
  expect(await list('red fox')).toEqual([image]);
  expect(await studio.host.imageFile(image.id, 'full')).toEqual({ path, type: 'image/jpeg' });
  expect((await sharp((await studio.host.imageFile(image.id, 256))?.path).metadata()).format).toBe('webp');
});

it('the same file is not copied twice, in one session or the next, by any name', async () => {
  const file = await pngWith({ parameters: a1111Text });
  await added(file);
  expect(await add(file, 'other.png')).toEqual({ outcome: 'known', image: null, reason: null });
  await studio.close();
  studio = await openStudio(folder);
  expect((await add(file)).outcome).toBe('known');
  expect(await list()).toHaveLength(1);
});

it('nor at the same time', async () => {
  const file = await pngWith({ parameters: a1111Text });
  const outcomes = (await Promise.all(Array.from({ length: 5 }, () => add(file)))).map(({ outcome }) => outcome);
  expect(outcomes.toSorted()).toEqual(['added', 'known', 'known', 'known', 'known']);
  expect(await list()).toHaveLength(1);
});

it('a picture that says nothing is a picture all the same', async () => {
  const image = await added(await plainPng(), 'Holiday 7.png');
  expect(image).toMatchObject({ file: expect.stringContaining('/holiday-7-'), origin: { tool: null }, recipe: { prompt: '' } });
  expect(await list()).toEqual([image]);
});

it('one of ours keeps its whole recipe, from any format', async () => {
  const recipe = aRecipe({ prompt: 'of our own' });
  const webp = await sharp(await plainPng())
    .webp()
    .toBuffer();
  const image = await added(writeMetadata(webp, 'webp', contentOf(recipe, 'all')));
  expect(image).toMatchObject({ recipe, origin: null });
});

it('what is no whole picture is refused with the reason, and nothing is left of it', async () => {
  const png = await pngWith({ parameters: a1111Text });
  expect(await add(Buffer.from('hello'))).toEqual({
    outcome: 'refused',
    image: null,
    reason: saying('This is no PNG, JPEG, WebP or AVIF file.'),
  });
  expect(await add(png.subarray(0, -30))).toMatchObject({ outcome: 'refused', reason: saying('The file is cut off.') });
  expect(await list()).toEqual([]);
});

it('the log of prompts stays what was written here; a prompt that is then used here is in it', async () => {
  await added(await pngWith({ prompt: JSON.stringify(comfyPrompt) }));
  const prompts = () => studio.call('prompts.list', { search: '', limit: 10 });
  expect(await prompts()).toEqual([]);
  const recipe = aRecipe({ prompt: 'a glass bottle, galaxy inside', negativePrompt: 'text, watermark' });
  await studio.call('jobs.start', { recipe, count: 1 });
  expect(await prompts()).toMatchObject([{ prompt: recipe.prompt, uses: 1, recipe: { steps: recipe.steps } }]);
});

it('nobody waited for it: the queue does not show it', async () => {
  await added(await pngWith({ parameters: a1111Text }));
  expect(await studio.call('jobs.list', null)).toEqual([]);
});

it('where the index is lost it is made again from the files, with their times', async () => {
  const before = [await added(await userCommentIn('jpeg', a1111Text)), await added(await plainPng())];
  await studio.close();
  rmSync(dirname(studio.home.store), { recursive: true });
  studio = await openStudio(folder);
  const seen = ({ file, recipe, origin, sha256, createdAt }: Image) => ({ file, recipe, origin, sha256, createdAt });
  expect((await list()).map(seen).toSorted((a, b) => a.file.localeCompare(b.file))).toEqual(
    before.map(seen).toSorted((a, b) => a.file.localeCompare(b.file)),
  );
});

it('a row that was lost with the power is made again from its file, at the next start', async () => {
  const [kept, lost] = [await added(await plainPng()), await added(await userCommentIn('jpeg', a1111Text))];
  await studio.close();
  const db = openStore(studio.home.store);
  run(db, sql`DELETE FROM images WHERE id = ${lost.id}`);
  db.close();
  studio = await openStudio(folder);
  const { sha256, file, origin, createdAt } = lost;
  const images = await list();
  expect(images).toHaveLength(2);
  expect(images).toEqual(expect.arrayContaining([kept, expect.objectContaining({ sha256, file, origin, createdAt })]));
});

it('a start finds what was brought in where it is, in whatever format', async () => {
  const image = await added(await userCommentIn('avif', a1111Text));
  await studio.close();
  utimesSync(join(studio.home.library, image.file), time / 1000, time / 1000);
  studio = await openStudio(folder);
  expect(await list()).toEqual([image]);
});

it('deleted and brought in again, it is there once', async () => {
  const file = await pngWith({ parameters: a1111Text });
  const image = await added(file);
  await studio.call('images.delete', { ids: [image.id] });
  expect((await add(file)).outcome).toBe('added');
  expect(await list()).toHaveLength(1);
});
