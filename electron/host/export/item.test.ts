import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExportOptions } from '../../contract/export.ts';
import { withRecipe } from '../metadata/recipe-in-file.ts';
import { newFolder, removeFolder } from '../testing/studio.ts';
import { painted, recordOf } from './bench-library.ts';
import { encodeItem } from './item.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
});
afterEach(() => removeFolder(folder));

const side = 128;
const image = recordOf(1, 'a.png', side);
const item = { position: 0, image: image.id, name: 'a', split: 'train', caption: '', shard: null } as const;

it.each(['png', 'jpeg', 'webp', 'avif'] as const)(
  'a %s gives the memory of its picture back when it is told to, not before',
  async (format) => {
    writeFileSync(join(folder, image.file), withRecipe(await painted(1, side), image.recipe));
    const library = readFileSync(join(folder, image.file));
    const encoded = await encodeItem(folder, ExportOptions.parse({ what: { kind: 'query', query: '' }, format }), item, image);
    const length = (): number => encoded?.picture.reduce((sum, piece) => sum + piece.length, 0) ?? NaN;
    const before = length();
    expect(before).toBeGreaterThan(1_000);
    if (format === 'png') expect(Buffer.concat(encoded?.picture ?? []).equals(library)).toBe(true);
    encoded?.release();
    // AVIF is put together anew: its pieces are copies
    if (format !== 'avif') expect(length()).toBeLessThan(before / 2);
  },
);
