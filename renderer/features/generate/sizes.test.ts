import { expect, it } from 'vitest';
import { model } from '../../test/fake-data.ts';
import { shapesOf } from './sizes.ts';

it('offers the usual shapes, each possible and of about the model’s own area, widest first', () => {
  const shapes = shapesOf({
    ...model,
    sizes: { kind: 'free', multiple: 64, min: 256, max: 2048 },
    defaults: { ...model.defaults, width: 1024, height: 1024 },
  });
  expect(shapes.map(({ name, width, height }) => `${name} ${width}x${height}`)).toEqual([
    '16:9 1344x768',
    '3:2 1280x832',
    '4:3 1152x896',
    '1:1 1024x1024',
    '3:4 896x1152',
    '2:3 832x1280',
    '9:16 768x1344',
  ]);
});

it('has one shape for a model of one size, and names those of a fixed list', () => {
  const one = { kind: 'free', multiple: 64, min: 64, max: 64 } as const;
  expect(shapesOf({ ...model, sizes: one, defaults: { ...model.defaults, width: 64, height: 64 } })).toEqual([
    { name: '1:1', width: 64, height: 64 },
  ]);
  expect(shapesOf({ ...model, sizes: { kind: 'fixed', list: [[768, 512]] } })).toEqual([{ name: '3:2', width: 768, height: 512 }]);
});
