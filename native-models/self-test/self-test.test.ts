import { expect, it } from 'vitest';
import { openSession, type Session } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import { relativeDifference, selfTest } from './self-test.ts';

/** A provider whose n-th session gives the processor's numbers, changed. */
const changing =
  (...changes: readonly ((value: number, index: number) => number)[]): typeof openSession =>
  async (source, options) => {
    const session = await openSession(source, { ...options, providers: ['cpu'] });
    const change = changes[sessions++ % changes.length]!;
    const run: Session['run'] = async (feeds) => {
      const { out_sample: out } = await session.run(feeds);
      const numbers: Numbers = { dims: out!.dims, data: Array.from(out!.data, change) };
      return { out_sample: numbers };
    };
    return { ...session, run };
  };
let sessions = 0;

const same = (value: number): number => value;

it('passes the processor, which differs from itself by nothing', async () => {
  expect(await selfTest('cpu')).toMatchObject({ target: 'cpu', difference: 0 });
});

it('passes standard ONNX as well as fused operators: the network is the same', async () => {
  const result = await selfTest('webgpu', async (source, options) => openSession(source, { ...options, providers: ['cpu'] }));
  expect(result).toMatchObject({ target: 'gpu', fusedDifference: null });
  expect(result.difference).toBeLessThan(1e-5);
});

it.each([
  ['a tenth too much', (value: number) => 1.1 * value],
  ['one number off', (value: number, index: number) => (index === 77 ? value + 1 : value)],
  ['not a number', (value: number, index: number) => (index === 3 ? Number.NaN : value)],
  ['nothing but zeros', () => 0],
])('finds wrong numbers: %s', async (_, change) => {
  expect((await selfTest('webgpu', changing(change))).verdict).toBe('wrong');
});

it('takes standard ONNX where only the fused operators are wrong', async () => {
  sessions = 0;
  const result = await selfTest(
    'webgpu',
    changing((value) => 1.5 * value, same),
  );
  expect(result).toMatchObject({ target: 'portable', difference: expect.closeTo(0, 4) });
  expect(result.verdict).not.toBe('wrong');
  expect(result.fusedDifference).toBeCloseTo(0.5, 3);
});

it('says in the words of onnxruntime why one does not start', async () => {
  expect(await selfTest('cuda', () => Promise.reject(new Error('no such driver')))).toMatchObject({
    verdict: 'unavailable',
    detail: 'no such driver',
    milliseconds: null,
  });
});

it('calls numbers of another count infinitely different', () => {
  expect(relativeDifference([1, 2], [1, 2, 3])).toBe(Number.POSITIVE_INFINITY);
});
