import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import type { Recipe } from '../../contract/recipe.ts';
import type { Image } from '../../contract/records.ts';
import { contentOf } from '../metadata/recipe-in-file.ts';
import { writeMetadata } from '../metadata/formats.ts';
import { type Studio, newFolder, openStudio, removeFolder } from '../testing/studio.ts';
import { comparePictures, comparePixels } from './compare.ts';
import { saying } from '../../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
beforeAll(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
});
afterAll(async () => {
  await studio.close();
  removeFolder(folder);
});

const make = async (changes: Partial<Recipe> = {}): Promise<Image> => {
  const [job] = await studio.call('jobs.start', { recipe: aRecipe({ prompt: 'a fish', ...changes }), count: 1 });
  return studio.until('image.added', (image) => image.generation === job);
};
const pathOf = (image: Image): string => join(studio.home.library, image.file);
/** Writes another recipe into the file, as if it had been made with that. */
const claim = (image: Image, changes: Partial<Recipe>): void =>
  writeFileSync(pathOf(image), writeMetadata(readFileSync(pathOf(image)), 'png', contentOf({ ...image.recipe, ...changes }, 'all')));
const pictures = async (): Promise<number> => (await studio.ids()).length;

describe('two pictures', () => {
  it('are compared by the signal-to-noise ratio of its definition', () => {
    expect(comparePixels(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3), 3)).toEqual({ psnr: null, largest: 0, changed: 0 });
    // one channel of six off by 6: mean squared error 6
    const { psnr, largest, changed } = comparePixels(Uint8Array.of(9, 9, 9, 0, 0, 0), Uint8Array.of(9, 9, 9, 6, 0, 0), 3);
    expect(psnr).toBeCloseTo(20 * Math.log10(255) - 10 * Math.log10(6), 10);
    expect([largest, changed]).toEqual([6, 0.5]);
  });
  it('of other sizes are not', async () => {
    const blank = (width: number) =>
      sharp({ create: { width, height: 8, channels: 3, background: 'red' } })
        .png()
        .toBuffer();
    expect(await comparePictures(await blank(8), await blank(9))).toEqual({ kind: 'sizes', first: '8×8', second: '9×8' });
  });
});

describe('a picture that is made again from its own file', () => {
  it('is identical, and nothing is added to the library', async () => {
    const image = await make();
    const before = await pictures();
    expect(await studio.call('images.verify', image.id)).toMatchObject({
      verdict: 'identical',
      psnr: null,
      largest: 0,
      changed: 0,
      differences: [],
      error: null,
    });
    expect(await pictures()).toBe(before);
    expect(studio.told.some(({ name, payload }) => name === 'verify.progress' && payload.image === image.id)).toBe(true);
  });

  it('takes everything from the file, not from the index', async () => {
    const image = await make({ seed: 3 });
    // the stand-in paints by the seed
    claim(image, { seed: 4 });
    expect(await studio.call('images.verify', image.id)).toMatchObject({ verdict: 'close', largest: 1, changed: 1 });
    claim(image, { seed: 103 });
    expect(await studio.call('images.verify', image.id)).toMatchObject({ verdict: 'different', largest: 100 });
  });

  it('says what was otherwise when it was made', async () => {
    const image = await make();
    claim(image, {
      made: { engine: 'stand-in 0', provider: 'cuda', fellBack: [] },
      model: { ...image.recipe.model, hash: 'ab'.repeat(32) },
    });
    const { differences } = await studio.call('images.verify', image.id);
    expect(differences).toEqual([
      { what: 'engine', made: 'stand-in 0', now: 'stand-in 1' },
      { what: 'model', made: 'ab'.repeat(32), now: image.recipe.model.hash },
      { what: 'provider', made: 'cuda', now: 'cpu' },
    ]);
  });

  it('finds its model by its content where that has another id now, and says where there is none', async () => {
    const image = await make();
    claim(image, { model: { ...image.recipe.model, id: 'elsewhere-1234', name: 'another name' } });
    expect(await studio.call('images.verify', image.id)).toMatchObject({ verdict: 'identical' });
    claim(image, { model: { id: 'elsewhere-1234', name: 'another name', hash: 'cd'.repeat(32) } });
    expect(await studio.call('images.verify', image.id)).toMatchObject({ verdict: 'impossible', error: { code: 'not-found' } });
  });

  it('that needs a piece which is there no more names it, and the newest there is', async () => {
    const image = await make();
    claim(image, { sampler: { id: 'euler@9', options: {} } });
    expect(await studio.call('images.verify', image.id)).toMatchObject({
      verdict: 'impossible',
      differences: [{ what: 'sampler', made: 'euler@9', now: 'euler@1' }],
    });
  });

  it('that was resized says so; one without a recipe is refused', async () => {
    const image = await make();
    const small = await sharp(pathOf(image)).resize(32).png().toBuffer();
    writeFileSync(pathOf(image), writeMetadata(small, 'png', contentOf(image.recipe, 'all')));
    expect(await studio.call('images.verify', image.id)).toMatchObject({
      verdict: 'different',
      differences: [{ what: 'size', made: '32×32', now: '64×64' }],
    });
    writeFileSync(pathOf(image), small);
    await expect(studio.call('images.verify', image.id)).rejects.toThrow('no recipe of Tincture');
  });

  it('of another program is run as far as its file tells, and what is otherwise is listed', async () => {
    const image = await make({ seed: 5, sampler: { id: 'euler@1', options: {} } });
    const { name } = image.recipe.model;
    const text = (line: string): void =>
      writeFileSync(
        pathOf(image),
        writeMetadata(readFileSync(pathOf(image)), 'png', {
          recipe: null,
          parameters: `a fish\nSteps: 4, Sampler: Euler, ${line}`,
          xmp: [],
        }),
      );
    text(`CFG scale: 5, Seed: 5, Size: 64x64, Model hash: ffffffffff, Model: ${name}, Clip skip: 2, Version: v1.10.1`);
    const { verdict, differences } = await studio.call('images.verify', image.id);
    expect(verdict).toBe('identical');
    expect(differences).toEqual([
      { what: 'engine', made: 'A1111', now: 'stand-in 1' },
      { what: 'model', made: 'ffffffffff', now: image.recipe.model.hash },
      expect.objectContaining({ what: 'schedule', made: '–' }),
      expect.objectContaining({ what: 'noise', made: '–' }),
      { what: 'setting', made: 'Clip skip: 2', now: '–' },
    ]);
    const { recipe, differences: otherwise } = await studio.call('images.again', image.id);
    expect(recipe).toMatchObject({ prompt: 'a fish', seed: 5, steps: 4, model: { id: image.recipe.model.id }, made: null });
    expect(otherwise).toContainEqual({ what: 'setting', made: 'Clip skip: 2', now: '–' });
    const [job] = await studio.call('jobs.start', { recipe, count: 1 });
    expect(await studio.until('image.added', ({ generation }) => generation === job)).toMatchObject({ recipe: { seed: 5 } });
    text('CFG scale: 5, Seed: 5, Size: 64x64, Model: some other model');
    await expect(studio.call('images.again', image.id)).rejects.toMatchObject({ error: { code: 'not-found', what: 'recipe.model' } });
    expect(await studio.call('images.verify', image.id)).toMatchObject({
      verdict: 'impossible',
      error: { code: 'not-found', message: saying('The model “some other model” that made it is not here.') },
    });
    text(`CFG scale: 5, Seed: 5, Size: 64x64, Denoising strength: 0.5, Model: ${name}`);
    expect(await studio.call('images.verify', image.id)).toMatchObject({
      verdict: 'impossible',
      error: { message: saying('It was made from another picture, which is not in its file.') },
    });
  });

  it('can be stopped', async () => {
    const image = await make();
    claim(image, { prompt: 'a slow fish', steps: 400 });
    const verifying = studio.call('images.verify', image.id);
    await studio.until('verify.progress', ({ image: id, step }) => id === image.id && step > 0);
    await studio.call('images.stopVerify', null);
    await expect(verifying).rejects.toMatchObject({ error: { code: 'cancelled' } });
  });

  it('whose start or mask is nowhere says so', async () => {
    const source = await make({ seed: 22 });
    const image = await make({ source: { image: source.sha256, strength: 0.5, mask: null } });
    for (const gone of [
      { image: 'ab'.repeat(32), strength: 0.5, mask: null },
      { image: source.sha256, strength: 0.5, mask: 'cd'.repeat(32) },
    ]) {
      claim(image, { source: gone });
      const { verdict, error } = await studio.call('images.verify', image.id);
      expect([verdict, error?.code]).toEqual(['impossible', 'not-found']);
    }
  });

  it('finds the picture that it started from by content, also after that has left the library', async () => {
    const source = await make({ seed: 21 });
    const image = await make({ source: { image: source.sha256, strength: 0.5, mask: null } });
    await studio.call('images.delete', { ids: [source.id] });
    rmSync(join(studio.home.library, '.bin'), { recursive: true });
    expect(await studio.call('images.verify', image.id)).toMatchObject({ verdict: 'identical' });
  });
});
