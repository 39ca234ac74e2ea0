import { describe, expect, it } from 'vitest';
import type { Model } from '../../../electron/contract/records.ts';
import { model } from '../../test/fake-data.ts';
import { enlargedSizes, resampledSizes } from './enlarged-sizes.ts';

const modelOf = (sizes: Model['sizes'], side: number): Model => ({
  ...model,
  sizes,
  defaults: { ...model.defaults, width: side, height: side },
});

describe('the sizes that a model can take a picture to', () => {
  const free = { kind: 'free', multiple: 64, min: 256, max: 2048 } as const;

  it('are made at one go up to its largest, and in tiles of its own size where they are larger than that', () => {
    expect(enlargedSizes({ width: 1024, height: 768 }, modelOf(free, 1024))).toEqual([
      { factor: 1.5, width: 1536, height: 1152, whole: true, tiles: { width: 1024, height: 1024, overlap: 256 } },
      { factor: 2, width: 2048, height: 1536, whole: true, tiles: { width: 1024, height: 1024, overlap: 256 } },
      { factor: 3, width: 3072, height: 2304, whole: false, tiles: { width: 1024, height: 1024, overlap: 256 } },
      { factor: 4, width: 4096, height: 3072, whole: false, tiles: { width: 1024, height: 1024, overlap: 256 } },
    ]);
  });

  it('are tiles alone for a model of one size', () => {
    const one = modelOf({ ...free, min: 64, max: 64 }, 64);
    expect(enlargedSizes({ width: 64, height: 64 }, one).map(({ width, whole }) => [width, whole])).toEqual([
      [96, false],
      [128, false],
      [192, false],
      [256, false],
    ]);
    // whole latent points, of which one stands for 32 pixels here
    const coarse = { ...modelOf({ ...free, min: 256, max: 256, multiple: 256 }, 256), point: 32 };
    expect(enlargedSizes({ width: 300, height: 200 }, coarse)).toEqual([
      { factor: 1.5, width: 448, height: 288, whole: false, tiles: { width: 256, height: 256, overlap: 64 } },
      { factor: 2, width: 608, height: 416, whole: false, tiles: { width: 256, height: 256, overlap: 64 } },
      { factor: 3, width: 896, height: 608, whole: false, tiles: { width: 256, height: 256, overlap: 64 } },
      { factor: 4, width: 1216, height: 800, whole: false, tiles: { width: 256, height: 256, overlap: 64 } },
    ]);
    // a side that is shorter than a tile, and that the model cannot make
    expect(enlargedSizes({ width: 200, height: 16 }, one)).toMatchObject([{ height: 64, factor: 4 }]);
  });

  it('have those of a list, as they are', () => {
    const list = [
      [512, 512],
      [1024, 1024],
      [1024, 512],
    ] as [number, number][];
    expect(
      enlargedSizes({ width: 512, height: 512 }, modelOf({ kind: 'fixed', list }, 512)).map(({ factor, whole }) => [factor, whole]),
    ).toEqual([
      [1.5, false],
      [2, true],
      [3, false],
      [4, false],
    ]);
  });
});

it('resamples any picture to whole times its size, up to what programs open', () => {
  expect(resampledSizes({ width: 64, height: 96 }).at(-1)).toMatchObject({ factor: 8, width: 512, height: 768 });
  expect(resampledSizes({ width: 2048, height: 1024 }).map(({ factor }) => factor)).toEqual([2, 3, 4]);
});
