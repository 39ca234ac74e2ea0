import { expect, it } from 'vitest';
import type { RunState } from '../../native-models/pipelines/index.ts';
import { decodeState, encodeState } from './kept-state.ts';

const x = Float64Array.of(-0, Infinity, 0.1 + 0.2, Number.MIN_VALUE);
const state: RunState = {
  pass: 0,
  standing: { index: 3, x, memory: { points: [{ sigma: 2, value: x }], base: null } },
  reference: x,
  kept: { extra: Float32Array.of(1, 2), known: null },
  noise: [{ kind: 'steps', length: 4, times: 3 }],
  guidance: null,
  calls: 6,
  warnings: ['a warning'],
};
const steps = [{ sigma: 2, sigmaNext: 1, change: 0.5 }];
const same = { key: 'a model', provider: 'cpu' };
const bytes = encodeState({ state, steps, spent: 1_500 }, same);

it('a kept run comes back to the last bit, and is not written twice where it is the same', () => {
  expect(decodeState(bytes, same)).toEqual({ state, steps, spent: 1_500 });
  expect(Object.is(decodeState(bytes, same)?.state.standing.x[0], -0)).toBe(true);
  const large = new Float64Array(10_000);
  const twice = { ...state, standing: { ...state.standing, x: large }, reference: large };
  expect(encodeState({ state: twice, steps, spent: 0 }, same).length).toBeLessThan(1.1 * large.byteLength);
});

it.each<[string, Uint8Array, typeof same]>([
  ['another model', bytes, { ...same, key: 'another' }],
  ['another provider', bytes, { ...same, provider: 'webgpu' }],
  ['half a file', bytes.subarray(0, bytes.length / 2), same],
  ['random bytes', Uint8Array.from({ length: 500 }, (_, i) => (i * 7919) % 251), same],
  ['nothing', new Uint8Array(0), same],
])('%s is no state to go on from', (_, given, circumstances) => {
  expect(decodeState(given, circumstances)).toBeNull();
});
