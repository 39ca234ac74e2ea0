import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { aRecipe } from '../../contract/examples.ts';
import { readMetadata } from './formats.ts';
import { toParameters } from './parameters.ts';
import { chunk, textChunk } from './png.ts';
import { recipeFromFile, withRecipe } from './recipe-in-file.ts';
import { saying } from '../../../native-models/words/saying.ts';

let png: Buffer;
beforeAll(async () => {
  png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
});

/** Chunks of any kind, right behind the header. */
const withChunks = (...chunks: readonly Buffer[]): Buffer => Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
const textsIn = (file: Buffer): Record<string, string> => Object.fromEntries(readMetadata(file)?.texts ?? []);
const zText = (keyword: string, text: Buffer): Buffer => chunk('zTXt', Buffer.concat([Buffer.from(`${keyword}\0\0`), deflateSync(text)]));

const texts = ['plain', 'größer als “zuvor”', '日本語 🎈', 'two\nlines', '', '\u0001 control', 'é'.repeat(5000)];

describe('text in a PNG', () => {
  it('comes back, whatever it says', () => {
    const file = withChunks(...texts.map((text, index) => textChunk(`key${index}`, text)));
    expect(Object.values(textsIn(file))).toEqual(texts);
  });

  it('is read by others: sharp finds the same', async () => {
    const file = withChunks(textChunk('parameters', 'ein Löwe'), textChunk('tincture', '日本語'));
    expect((await sharp(file).metadata()).comments).toEqual([
      { keyword: 'parameters', text: 'ein Löwe' },
      { keyword: 'tincture', text: '日本語' },
    ]);
  });

  it('is read where others compressed it', () => {
    const body = Buffer.concat([Buffer.from('key\0\x01\0\0\0', 'latin1'), deflateSync(Buffer.from('squeezed 日本', 'utf8'))]);
    const file = withChunks(chunk('iTXt', body), zText('old', Buffer.from('squeezed too')));
    expect(textsIn(file)).toEqual({ key: 'squeezed 日本', old: 'squeezed too' });
  });

  it('is Latin-1 or UTF-8, whichever the bytes are', () => {
    const file = withChunks(chunk('tEXt', Buffer.from('a\0größer', 'latin1')), chunk('tEXt', Buffer.from('b\0größer', 'utf8')));
    expect(textsIn(file)).toEqual({ a: 'größer', b: 'größer' });
  });

  it('that inflates without end is refused with a reason, and what stands beside it is read', () => {
    const file = withChunks(zText('bomb', Buffer.alloc(1 << 25)), textChunk('parameters', 'fine'));
    expect(readMetadata(file)?.problems).toEqual([saying('A zTXt chunk cannot be read: it is larger than any text.')]);
    expect(textsIn(file)).toEqual({ parameters: 'fine' });
  });

  it('that inflates to little, but a hundred times, does not fill the memory', () => {
    const each = zText('bomb', Buffer.alloc(1 << 20));
    const read = readMetadata(withChunks(...Array.from({ length: 100 }, () => each), textChunk('parameters', 'fine')));
    expect(read?.texts.filter(([keyword]) => keyword === 'bomb')).toHaveLength(16);
    expect(read?.problems).toHaveLength(84);
    expect(read?.texts.at(-1)).toEqual(['parameters', 'fine']);
  });

  it('with a wrong checksum is read and told', () => {
    const wrong = textChunk('parameters', 'fine');
    wrong.writeUInt32BE(7, wrong.length - 4);
    expect(readMetadata(withChunks(wrong))).toMatchObject({
      texts: [['parameters', 'fine']],
      problems: [saying('The text “parameters” has a wrong checksum.')],
    });
  });
});

describe('the recipe in a PNG', () => {
  it('comes back whole', () => {
    const recipe = aRecipe({
      prompt: 'ein „Löwe“, 日本\nzweite Zeile',
      negativePrompt: 'x',
      made: { engine: 'e', provider: 'cpu', fellBack: [] },
    });
    expect(recipeFromFile(withRecipe(png, recipe))).toEqual(recipe);
  });

  it('says nothing of the time: the same recipe gives the same bytes', () => {
    expect(withRecipe(png, aRecipe()).equals(withRecipe(png, aRecipe()))).toBe(true);
  });

  it('is null in a picture from elsewhere and in one whose recipe is broken or from the future', () => {
    expect(recipeFromFile(png)).toBe(null);
    for (const text of ['{', '{}', JSON.stringify({ ...aRecipe(), version: 99 })])
      expect(recipeFromFile(withChunks(textChunk('tincture', text)))).toBe(null);
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

it('LoRAs stand in the parameters as tags of the prompt, and with their short hashes', () => {
  const hash = 'a1b2c3d4e5'.padEnd(64, '0');
  const loras = [
    { name: 'ink', hash, weight: 0.8, textWeight: null },
    { name: 'brush', hash: null, weight: 1, textWeight: 0.5 },
  ];
  const [prompt, settings] = toParameters(aRecipe({ loras })).split('\n');
  expect(prompt).toBe('a red balloon on a beach <lora:ink:0.8> <lora:brush:0.5:1>');
  expect(settings).toContain('Lora hashes: "ink: a1b2c3d4e5"');
});
