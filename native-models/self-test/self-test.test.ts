import { expect, it } from 'vitest';
import { openSession, type Session } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import { relativeDifference, selfTest, tolerances } from './self-test.ts';

type Change = (value: number, index: number) => number;
/** What is in a graph's bytes: names of operators, and that it computes in float16 (which its casts say). */
type Kind = Readonly<{ fused: boolean; attentionAlone: boolean; half: boolean }>;

const same: Change = (value) => value;

/** A provider that gives the processor's numbers, changed by the kind of graph. */
const changing =
  (changeFor: (kind: Kind) => Change): typeof openSession =>
  async (source, options) => {
    const session = await openSession(source, { ...options, providers: ['cpu'] });
    const words = source.kind === 'bytes' ? Buffer.from(source.bytes).toString('latin1') : '';
    const attentionAlone = words.includes('self-test of attention');
    const change = changeFor({ fused: words.includes('MultiHeadAttention'), attentionAlone, half: words.includes('Cast') });
    const run: Session['run'] = async (feeds) => {
      const { out_sample: out } = await session.run(feeds);
      const numbers: Numbers = { dims: out!.dims, data: Array.from(out!.data, change) };
      return { out_sample: numbers };
    };
    return { ...session, run };
  };
const verdicts = ({ parts }: Awaited<ReturnType<typeof selfTest>>) => Object.fromEntries(parts.map(({ part, verdict }) => [part, verdict]));

it('passes the processor, which differs from itself by nothing', async () => {
  expect(await selfTest('cpu')).toMatchObject({ target: 'cpu', difference: 0, parts: [] });
});

it('passes standard ONNX as well as fused operators and float16: the network is the same', async () => {
  const result = await selfTest(
    'webgpu',
    changing(() => same),
  );
  expect(result).toMatchObject({ target: 'gpu', fusedDifference: null });
  expect(result.difference).toBeLessThan(1e-5);
  expect(verdicts(result)).toEqual({ float16: 'right', MultiHeadAttention: 'right' });
  const [half, attention] = result.parts;
  expect(half!.difference).toBeGreaterThan(1e-4);
  expect(half!.difference).toBeLessThan(tolerances.float16 / 4);
  expect(attention!.difference).toBeLessThan(1e-5);
});

it.each([
  ['a tenth too much', (value: number) => 1.1 * value],
  ['one number off', (value: number, index: number) => (index === 77 ? value + 1 : value)],
  ['not a number', (value: number, index: number) => (index === 3 ? Number.NaN : value)],
  ['nothing but zeros', () => 0],
])('finds wrong numbers, in all, in float16 alone and in attention alone: %s', async (_, change) => {
  expect(
    (
      await selfTest(
        'webgpu',
        changing(() => change),
      )
    ).verdict,
  ).toBe('wrong');
  const half = await selfTest(
    'webgpu',
    changing((kind) => (kind.half ? change : same)),
  );
  expect(half.verdict).not.toBe('wrong');
  expect(verdicts(half)).toEqual({ float16: 'wrong', MultiHeadAttention: 'right' });
  const attention = await selfTest(
    'webgpu',
    changing((kind) => (kind.attentionAlone ? change : same)),
  );
  expect(attention.target).toBe('portable');
  expect(verdicts(attention)).toEqual({ float16: 'right', MultiHeadAttention: 'wrong' });
});

it('takes standard ONNX where only the fused operators are wrong', async () => {
  const result = await selfTest(
    'webgpu',
    changing(({ fused }) => (fused ? (value) => 1.5 * value : same)),
  );
  expect(result).toMatchObject({ target: 'portable', difference: expect.closeTo(0, 4) });
  expect(result.verdict).not.toBe('wrong');
  expect(result.fusedDifference).toBeCloseTo(0.5, 3);
  expect(verdicts(result)).toEqual({ float16: 'right', MultiHeadAttention: 'wrong' });
});

it('says what a provider does not have', async () => {
  const sound = changing(() => same);
  const result = await selfTest('webgpu', async (source, options) => {
    if (source.kind === 'bytes' && Buffer.from(source.bytes).includes('Cast')) throw new Error('no shader-f16');
    return sound(source, options);
  });
  expect(verdicts(result)).toEqual({ float16: 'unavailable', MultiHeadAttention: 'right' });
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
