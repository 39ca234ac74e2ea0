import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import type { Image } from '../../contract/records.ts';
import { withWordsOf } from '../metadata/png.ts';
import { newFolder, openStudio, removeFolder, type Studio } from '../testing/studio.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
let image: Image;
beforeAll(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
  const [job] = await studio.call('jobs.start', { recipe: aRecipe({ prompt: 'a fish' }), count: 1 });
  image = await studio.until('image.added', ({ generation }) => generation === job);
});
afterAll(async () => {
  await studio.close();
  removeFolder(folder);
});

const twice = () => ({ by: 'lanczos3@1' as const, width: 2 * image.width, height: 2 * image.height });

describe('a picture with more pixels', () => {
  it('is a picture of the library with its parent, and is the same when it is made again from its own file', async () => {
    const larger = await studio.call('images.enlarge', { id: image.id, to: twice() });
    const meta = await sharp(readFileSync(join(studio.home.library, larger.file))).metadata();
    expect([meta.width, meta.height, larger.width]).toEqual([2 * image.width, 2 * image.height, 2 * image.width]);
    expect(larger.recipe).toMatchObject({
      width: image.recipe.width,
      enlarged: twice(),
      lineage: { parent: image.sha256, how: 'enlarged' },
    });
    expect(await studio.call('images.lineage', larger.id)).toMatchObject({ parents: [{ how: 'enlarged', image: image.id }] });
    expect(await studio.call('images.verify', larger.id)).toMatchObject({ verdict: 'identical' });
  });

  it('is made of a picture from elsewhere too, and says what that one says', async () => {
    const parameters = 'a cat on a mat\nNegative prompt: rain\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 32x24';
    const plain = await sharp({ create: { width: 32, height: 24, channels: 3, background: '#3060c0' } })
      .png()
      .toBuffer();
    const file = withWordsOf(plain, { texts: [['parameters', parameters]], exif: [], xmp: [], problems: [] });
    const { image: cat } = await studio.call('imports.add', {
      base64: file.toString('base64'),
      name: 'cat.png',
      modified: 1_700_000_000_000,
    });
    if (cat === null) throw new Error('the picture came in');
    const to = { by: 'lanczos3@1' as const, width: 64, height: 48 };
    const larger = await studio.call('images.enlarge', { id: cat.id, to });
    expect(larger).toMatchObject({ width: 64, height: 48, origin: cat.origin, recipe: { prompt: 'a cat on a mat', seed: 5 } });
    expect(await studio.call('images.lineage', larger.id)).toMatchObject({ parents: [{ how: 'enlarged', image: cat.id }] });
    expect((await studio.call('images.enlarge', { id: cat.id, to })).id).toBe(larger.id);
  });

  it('is not enlarged again, nor made smaller', async () => {
    const larger = await studio.call('images.enlarge', { id: image.id, to: twice() });
    await expect(studio.call('images.enlarge', { id: larger.id, to: { ...twice(), width: 4 * image.width } })).rejects.toThrow(
      'enlarged already',
    );
    await expect(studio.call('images.enlarge', { id: image.id, to: { ...twice(), width: 16 } })).rejects.toThrow('are not more');
  });
});
