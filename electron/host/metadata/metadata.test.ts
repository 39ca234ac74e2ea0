import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { toParameters } from './parameters.ts';
import { readText, withText } from './png-text.ts';
import { recipeFromFile, withRecipe } from './recipe-in-png.ts';

let png: Buffer;
beforeAll(async () => {
  png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});

const texts = ['plain', 'größer als “zuvor”', '日本語 🎈', 'two\nlines', '', '\u0001 control', 'é'.repeat(5000)];

describe('text in a PNG', () => {
  it('comes back, whatever it says, and the picture is untouched', async () => {
    const file = withText(
      png,
      texts.map((text, index) => [`key${index}`, text] as const),
    );
    expect([...readText(file).values()]).toEqual(texts);
    const [before, after] = await Promise.all([sharp(png).raw().toBuffer(), sharp(file).raw().toBuffer()]);
    expect(after.equals(before)).toBe(true);
  });

  it('is read by others: sharp finds the same', async () => {
    const file = withText(png, [
      ['parameters', 'ein Löwe'],
      ['tincture', '日本語'],
    ]);
    expect((await sharp(file).metadata()).comments).toEqual([
      { keyword: 'parameters', text: 'ein Löwe' },
      { keyword: 'tincture', text: '日本語' },
    ]);
  });

  it('is read where others compressed it', () => {
    const body = Buffer.concat([Buffer.from('key\0\x01\0\0\0', 'latin1'), deflateSync(Buffer.from('squeezed 日本', 'utf8'))]);
    const file = withText(png, []);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length, 0);
    head.write('iTXt', 4, 'latin1');
    const with_ = Buffer.concat([file.subarray(0, 33), head, body, Buffer.alloc(4), file.subarray(33)]);
    expect(readText(with_).get('key')).toBe('squeezed 日本');
  });

  it('is passed over where it makes no sense: no PNG, cut off at any byte, random bytes', () => {
    expect(readText(Buffer.from('GIF89a')).size).toBe(0);
    const file = withRecipe(png, aRecipe());
    for (let end = 0; end < file.length; end += 7) expect(() => recipeFromFile(file.subarray(0, end))).not.toThrow();
    for (let at = 33; at < file.length - 12; at += 5) {
      const broken = Buffer.from(file);
      broken[at] = (broken[at] ?? 0) ^ 0xff;
      expect(() => recipeFromFile(broken)).not.toThrow();
    }
  });
});

describe('the recipe in a PNG', () => {
  it('comes back whole', () => {
    const recipe = aRecipe({ prompt: 'ein „Löwe“, 日本\nzweite Zeile', negativePrompt: 'x', made: { engine: 'e', provider: 'cpu' } });
    expect(recipeFromFile(withRecipe(png, recipe))).toEqual(recipe);
  });

  it('says nothing of the time: the same recipe gives the same bytes', () => {
    expect(withRecipe(png, aRecipe()).equals(withRecipe(png, aRecipe()))).toBe(true);
  });

  it('is null in a picture from elsewhere and in one whose recipe is broken or from the future', () => {
    expect(recipeFromFile(png)).toBe(null);
    for (const text of ['{', '{}', JSON.stringify({ ...aRecipe(), version: 99 })])
      expect(recipeFromFile(withText(png, [['tincture', text]]))).toBe(null);
  });
});

it('the parameters are what A1111 writes', () => {
  const recipe = aRecipe({
    negativePrompt: 'blurry',
    sampler: { id: 'dpmpp-2m@1', options: {} },
    schedule: { id: 'karras@1', options: {} },
    model: { id: 'm', name: 'a, b', hash: 'abcdef0123456789' },
  });
  expect(toParameters(recipe)).toBe(
    [
      'a red balloon on a beach',
      'Negative prompt: blurry',
      'Steps: 4, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 5, Seed: 7, Size: 64x64, Model hash: abcdef0123, Model: "a, b"',
    ].join('\n'),
  );
});
