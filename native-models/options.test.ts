import { describe, expect, expectTypeOf, it } from 'vitest';
import { readOptions } from './options.ts';

const said = { label: 'It', explanation: 'It is.' };
const specs = {
  eta: { ...said, kind: 'number', min: 0, max: 1, step: 0.1, default: 0.5 },
  variation: { ...said, kind: 'seed', default: null },
  lower: { ...said, kind: 'toggle', default: true },
  solver: { ...said, kind: 'choice', choices: ['midpoint', 'heun'], default: 'heun' },
  curve: { ...said, kind: 'curve', min: 0, max: 20, default: [] },
} as const;

describe('readOptions', () => {
  it('fills in defaults and derives the types', () => {
    const options = readOptions(specs, { eta: 0 });
    expect(options).toEqual({ eta: 0, variation: null, lower: true, solver: 'heun', curve: [] });
    expectTypeOf(options.solver).toEqualTypeOf<'midpoint' | 'heun'>();
    expectTypeOf(options.variation).toEqualTypeOf<number | null>();
  });

  it.each([
    [{ eta: 2 }, 'between 0 and 1'],
    [{ eta: NaN }, 'a number'],
    [{ variation: 1.5 }, 'a whole number'],
    [{ lower: 1 }, 'true or false'],
    [{ solver: 'euler' }, 'one of midpoint, heun'],
    [{ curve: [0, 1, 0.5] }, 'position, value'],
    [{ curve: [0.5, 1, 0.2, 1] }, 'ascend'],
    [{ curve: [0, 21] }, 'between 0 and 20'],
    [{ zeta: 1 }, 'no setting zeta'],
  ])('refuses %j', (given, message) => {
    expect(() => readOptions(specs, given)).toThrow(message);
  });
});
