import { expect, test } from 'vitest';
import { mt19937 } from '../noise/mt19937.ts';
import { memorySource, readGraphHeader } from '../sessions/graph-header.ts';
import { openSession } from '../sessions/session.ts';
import { Graph, type GraphOptions, type Value } from './graph.ts';
import { conv } from './layers.ts';
import { tiledConv } from './winograd.ts';
import type { Weight, Weights } from './weights.ts';

const random = mt19937(1);
const uniform = (count: number): Float32Array => Float32Array.from({ length: count }, () => random.next() / 2 ** 31 - 1);

const inline = (shape: readonly number[], scale: number): Weight => {
  const values = uniform(shape.reduce((product, size) => product * size, 1)).map((value) => value * scale);
  return { type: 'float32', shape, data: { kind: 'inline', bytes: new Uint8Array(values.buffer) } };
};

/** A kernel whose sums keep the size of what they add up. */
const layer = (out: number, inner: number): Weights =>
  new Map([
    ['c.weight', inline([out, inner, 3, 3], 1 / Math.sqrt(inner * 3))],
    ['c.bias', inline([out], 1)],
  ]);

type Build = (g: Graph, path: string, x: Value) => Value;
const cpu: GraphOptions = { target: 'cpu', precision: 'float32' };

const graphOf = (weights: Weights, build: Build, inner: number, options = cpu): Uint8Array => {
  const g = new Graph(weights, options);
  const x = g.input('x', 'float32', ['batch', inner, 'height', 'width']);
  g.output('y', build(g, 'c', x), ['batch', 'out', 'height', 'width']);
  return g.encode('test');
};

const run = async (bytes: Uint8Array, dims: readonly number[], data: Float32Array) => {
  const session = await openSession({ kind: 'bytes', name: 'c', bytes, externalData: [], optimize: 'operators' }, { providers: ['cpu'] });
  try {
    const { y } = await session.run({ x: { dims: [...dims], data } });
    return y!;
  } finally {
    await session.release();
  }
};

const operators = (bytes: Uint8Array): readonly string[] => [...readGraphHeader(memorySource(bytes)).operators];

test.each([
  { batch: 2, out: 128, inner: 128, height: 8, width: 8 },
  { batch: 1, out: 128, inner: 192, height: 5, width: 7 },
  { batch: 3, out: 160, inner: 128, height: 1, width: 14 },
  { batch: 2, out: 128, inner: 128, height: 19, width: 16 },
])(
  'tiles give the convolution: $inner → $out channels, $batch pictures of $height × $width',
  async ({ batch, out, inner, height, width }) => {
    const weights = layer(out, inner);
    const dims = [batch, inner, height, width];
    const x = uniform(batch * inner * height * width);
    const tiled = graphOf(weights, tiledConv, inner);
    expect(operators(tiled)).toContain('DepthToSpace');

    const [found, expected] = [await run(tiled, dims, x), await run(graphOf(weights, conv, inner), dims, x)];

    expect(found.dims).toEqual(expected.dims);
    // sums of some thousand products of size 1: float32 keeps five digits of them on either way
    expect(Math.max(...Array.from(found.data, (value, i) => Math.abs(value - expected.data[i]!)))).toBeLessThan(5e-5);
  },
);

test.each([
  { what: 'few channels', weights: layer(64, 128), options: cpu },
  { what: 'kernels that would take too much memory transformed', weights: layer(1280, 1280), options: cpu },
  { what: 'a graphics processor', weights: layer(128, 128), options: { ...cpu, target: 'gpu' as const } },
  {
    what: 'weights that a LoRA changes',
    weights: new Map([...layer(128, 128), ['c.weight', { type: 'float32', shape: [128, 128, 3, 3], data: { kind: 'fed' } } as const]]),
    options: cpu,
  },
])('$what: the convolution as it is', ({ weights, options }) => {
  const inner = weights.get('c.weight')!.shape[1]!;
  expect(operators(graphOf(weights, tiledConv, inner, options))).not.toContain('DepthToSpace');
});
