import { expect, it } from 'vitest';
import { enlargedSizes, resampledSizes } from './enlarged-sizes.ts';

it('offers what the model can make, and nothing where it makes one size', () => {
  const free = { kind: 'free', multiple: 64, min: 256, max: 2048 } as const;
  expect(enlargedSizes({ width: 1024, height: 768 }, { sizes: free })).toEqual([
    { factor: 1.5, width: 1536, height: 1152 },
    { factor: 2, width: 2048, height: 1536 },
  ]);
  expect(enlargedSizes({ width: 64, height: 64 }, { sizes: { ...free, min: 64, max: 64 } })).toEqual([]);
  const list = {
    kind: 'fixed',
    list: [
      [512, 512],
      [1024, 1024],
      [1024, 512],
    ] as [number, number][],
  } as const;
  expect(enlargedSizes({ width: 512, height: 512 }, { sizes: list })).toEqual([{ factor: 2, width: 1024, height: 1024 }]);
});

it('resamples any picture to whole times its size, up to what programs open', () => {
  expect(resampledSizes({ width: 64, height: 96 }).at(-1)).toEqual({ factor: 8, width: 512, height: 768 });
  expect(resampledSizes({ width: 2048, height: 1024 }).map(({ factor }) => factor)).toEqual([2, 3, 4]);
});
