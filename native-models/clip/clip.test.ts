import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resizePicture } from '../pipelines/resize.ts';
import type { Picture } from '../pipelines/types.ts';
import { inEnglish } from '../words/sentence.ts';
import { openClip } from './clip.ts';
import { describeClip, isClipConfig } from './describe-clip.ts';
import expected from './golden/expected.json' with { type: 'json' };
import small from './golden/split/preprocessor_config.json' with { type: 'json' };
import pillow from './golden/resize.json' with { type: 'json' };
import { prepare, readPreprocessor } from './preprocessor.ts';
import { cosine, fromSmall, packVector, toSmall, unit, unpackVector } from './vectors.ts';

const folder = (name: string): string => fileURLToPath(new URL(`./golden/${name}`, import.meta.url));
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const floats = (text: string): Float32Array => new Float32Array(bytes(text).buffer);
const pictures = expected.pictures.map(({ width, height, bytes: data }): Picture => ({ width, height, data: bytes(data) }));
const worst = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
};
const copy = (): { path: string } & Disposable => {
  const path = mkdtempSync(join(tmpdir(), 'clip-'));
  cpSync(folder('split'), path, { recursive: true });
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
};

describe('preprocessing', () => {
  it.each(pillow.cases)('resizes by $filter to $to byte for byte as Pillow does', ({ filter, to, expected: want }) => {
    const resized = resizePicture({ ...pillow, data: bytes(pillow.bytes) }, to[0]!, to[1]!, filter as 'bicubic');
    expect(Buffer.from(resized.data).toString('base64')).toBe(want);
  });

  it.each(expected.pictures.map((picture, index) => ({ ...picture, index })))(
    'makes of $width × $height what transformers makes of it',
    ({ index, prepared }) => {
      expect(worst(prepare(pictures[index]!, readPreprocessor(small)).data, floats(prepared))).toBeLessThan(1e-6);
    },
  );

  it('reads both ways to write a size, and fills black where the crop is larger', () => {
    const old = readPreprocessor({ size: 28, crop_size: 24 });
    expect(old).toEqual(readPreprocessor(small));
    const boxed = readPreprocessor({ size: { height: 5, width: 7 }, do_center_crop: false, do_normalize: false, rescale_factor: 1 });
    expect(prepare(pictures[0]!, boxed)).toMatchObject({ width: 7, height: 5 });
    const plain = { do_resize: false, do_normalize: false, crop_size: 3, rescale_factor: 1 };
    const lone = prepare({ width: 2, height: 1, data: Uint8Array.of(9, 9, 9, 8, 8, 8) }, readPreprocessor(plain));
    expect([...lone.data.subarray(0, 9)]).toEqual([0, 0, 0, 0, 9, 8, 0, 0, 0]);
  });

  it('refuses numbers that make no sense', () => {
    expect(() => readPreprocessor({ resample: 0 })).toThrow('resample');
    expect(() => readPreprocessor({ image_std: [1, 0, 1] })).toThrow('image_std');
  });
});

describe.each(['split', 'joint'])('a CLIP, %s', (name) => {
  it('gives the vectors that torch gives', async () => {
    const clip = await openClip(folder(name));
    const seen = await clip.embedPictures(pictures);
    const read = await clip.embedTexts(expected.texts.map(({ text }) => text));
    for (const [i, { embedding }] of expected.pictures.entries()) expect(worst(seen[i]!, embedding)).toBeLessThan(2e-6);
    for (const [i, { embedding }] of expected.texts.entries()) expect(worst(read[i]!, embedding)).toBeLessThan(2e-6);
    expect(cosine(seen[0]!, seen[0]!)).toBeCloseTo(1, 6);
    expect(await clip.embedPictures([])).toEqual([]);
    await clip.close();
  });
});

describe('a folder', () => {
  it('is known by its configuration, and described by headers', async () => {
    expect(isClipConfig(join(folder('split'), 'config.json'))).toBe(true);
    expect(isClipConfig(join(folder('split'), 'preprocessor_config.json'))).toBe(false);
    expect(isClipConfig(join(folder('none'), 'config.json'))).toBe(false);
    const said = await describeClip(folder('split'));
    expect(said).toMatchObject({ name: 'split', dtype: 'float32', dimensions: 16, problems: [] });
    expect(said.parts?.image.source.file).toBe(join('onnx', 'vision_model.onnx'));
    const both = await describeClip(folder('joint'));
    expect(both.parts?.image.source).toBe(both.parts?.text.source);
  });

  it.each([
    ['onnx/text_model.onnx', 'text encoder'],
    ['onnx/vision_model.onnx', 'image encoder'],
    ['onnx', 'ONNX'],
    ['tokenizer.json', 'tokenizer'],
  ])('without %s says so', async (gone, word) => {
    using broken = copy();
    rmSync(join(broken.path, gone), { recursive: true });
    if (gone === 'tokenizer.json') rmSync(join(broken.path, 'tokenizer_config.json'));
    const said = await describeClip(broken.path);
    expect(said.parts).toBeNull();
    expect(said.problems.map(inEnglish).join(' ')).toContain(word);
    await expect(openClip(broken.path)).rejects.toThrow(word);
  });

  it('with a damaged graph says which', async () => {
    using broken = copy();
    writeFileSync(join(broken.path, 'onnx', 'text_model.onnx'), 'nothing');
    expect((await describeClip(broken.path)).problems.map(inEnglish).join(' ')).toContain('text_model.onnx');
  });
});

describe('small vectors', () => {
  it('keep a cosine to a thousandth', () => {
    const random = (seed: number) => unit(Float32Array.from({ length: 256 }, (_, i) => Math.sin(seed * 1e4 + i * i * 0.7)));
    for (let seed = 1; seed < 40; seed++) {
      const [a, b] = [random(seed), random(seed + 100)];
      expect(Math.abs(cosine(fromSmall(unpackVector(packVector(a))), b) - cosine(a, b))).toBeLessThan(1e-3);
    }
  });

  it('come back from bytes as they went in', () => {
    const one = toSmall([0.5, -1, 0.25, 0]);
    expect(one.values).toEqual(Int8Array.of(64, -127, 32, 0));
    expect(unpackVector(packVector([0.5, -1, 0.25, 0]))).toEqual(one);
    expect(unit([0, 0])).toEqual(Float32Array.of(0, 0));
  });
});
