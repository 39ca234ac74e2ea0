import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openClip } from '../clip/clip.ts';
import { describeClip } from '../clip/describe-clip.ts';
import { cosine } from '../clip/vectors.ts';
import { clipTokenizer } from '../tokenizers/clip.ts';
import golden from './golden/clip.json' with { type: 'json' };

const folder = fileURLToPath(new URL('../../assets/models/starter-clip', import.meta.url));
const { side, pictures } = golden;
const drawn = pictures.map(({ pixels }) => ({ width: side, height: side, data: new Uint8Array(Buffer.from(pixels, 'base64')) }));
const worst = (a: ArrayLike<number>, b: readonly number[]): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...b.map((value, i) => Math.abs(value - a[i]!)));
};

describe('the CLIP that ships', () => {
  it('is whole and at most 25 MB', async () => {
    const { dimensions, problems, bytes, licence } = await describeClip(folder);
    expect({ dimensions, problems, licence }).toEqual({ dimensions: pictures[0]!.embedding.length, problems: [], licence: 'MIT' });
    expect(bytes).toBeLessThan(25e6);
  });

  it('reads texts in four languages as ids that training had', async () => {
    const tokenizer = clipTokenizer((await describeClip(folder)).parts!.tokenizer);
    for (const { text, ids } of pictures.flatMap(({ captions }) => captions))
      expect(tokenizer.window(text).ids.slice(0, ids.length)).toEqual(ids);
  });

  it('gives the vectors that PyTorch gave, and finds the picture of a caption and the caption of a picture in every language', async () => {
    const clip = await openClip(folder);
    const seen = await clip.embedPictures(drawn);
    for (const [i, { embedding }] of pictures.entries()) expect(worst(seen[i]!, embedding)).toBeLessThan(1e-3);
    for (const language of ['en', 'ar', 'hi', 'ja']) {
      const asked = pictures.map(({ captions }) => captions.find((caption) => caption.language === language)!);
      const read = await clip.embedTexts(asked.map(({ text }) => text));
      for (const [i, { embedding }] of asked.entries()) expect(worst(read[i]!, embedding)).toBeLessThan(1e-3);
      const likest = (one: Float32Array, among: readonly Float32Array[]): number => {
        const fits = among.map((other) => cosine(one, other));
        return fits.indexOf(Math.max(...fits));
      };
      expect(read.map((one) => likest(one, seen))).toEqual(pictures.map((_, i) => i));
      expect(seen.map((one) => likest(one, read))).toEqual(pictures.map((_, i) => i));
    }
    await clip.close();
  });
});
