import { describe, expect, it } from 'vitest';
import { aRecipe } from './examples.ts';
import { type Axis, cellRecipes, placeOf } from './grid.ts';

const axis = (field: string, values: Axis['values'], find: string | null = null): Axis => ({ field, find, values });
const recipe = aRecipe({ prompt: 'a red balloon, red sky', source: { image: 'a'.repeat(64), strength: 0.5, mask: null } });
const cells = (...axes: Axis[]) => cellRecipes({ recipe, axes });

describe('the cells of a grid', () => {
  it('are every combination, the first axis fastest', () => {
    const axes = [axis('steps', [1, 2]), axis('seed', [5, 6, 7])];
    expect(cells(...axes).map(({ steps, seed }) => [steps, seed])).toEqual([
      [1, 5],
      [2, 5],
      [1, 6],
      [2, 6],
      [1, 7],
      [2, 7],
    ]);
    expect(placeOf(axes, 3)).toEqual([1, 1]);
  });

  it.each([
    ['guidance.scale', 9, { guidance: { id: 'cfg@1', scale: 9 } }],
    ['source.strength', 0.2, { source: { strength: 0.2 } }],
    ['sampler', 'heun@1', { sampler: { id: 'heun@1', options: {} } }],
    ['guidance', 'apg@1', { guidance: { id: 'apg@1', options: {}, scale: 5, weak: null } }],
    ['size', '64x128', { width: 64, height: 128 }],
    ['model', 'other', { model: { id: 'other', hash: null } }],
  ] as const)('change %s', (field, value, expected) => {
    expect(cells(axis(field, [value]))[0]).toMatchObject(expected);
  });

  it('replace words everywhere in the prompt, or the whole of it', () => {
    expect(cells(axis('prompt', ['red', 'blue'], 'red')).map(({ prompt }) => prompt)).toEqual([
      'a red balloon, red sky',
      'a blue balloon, blue sky',
    ]);
    expect(cells(axis('negativePrompt', ['fog']))[0]?.negativePrompt).toBe('fog');
    expect(() => cells(axis('prompt', ['x'], 'green'))).toThrow(/“green” is not in the prompt/);
  });

  it('change a piece before its options, whichever axis they are on', () => {
    const made = cells(axis('sampler.options.eta', [0.3]), axis('sampler', ['euler-ancestral@1', 'heun@1']));
    expect(made.map(({ sampler }) => sampler)).toEqual([
      { id: 'euler-ancestral@1', options: { eta: 0.3 } },
      { id: 'heun@1', options: { eta: 0.3 } },
    ]);
  });

  it('are refused where no recipe can be like that', () => {
    expect(() => cells(axis('steps', [0]))).toThrow(/steps/);
    expect(() => cells(axis('nothing', [1]))).toThrow();
    expect(() => cellRecipes({ recipe: aRecipe(), axes: [axis('source.strength', [0.5])] })).toThrow(/has no “strength”/);
    expect(() => cells(axis('size', ['large']))).toThrow(/512x768/);
  });
});
