import type { Graph, Value } from './graph.ts';
import { conv } from './layers.ts';
import { shapeOf } from './weights.ts';

/**
 * F(4×4, 3×3) of Lavin & Gray (2016), “Fast Algorithms for Convolutional Neural Networks”, eq. 12 and 13 and section 4.3:
 * a tile of 4×4 outputs costs 36 products a pair of channels where the definition costs 144. `B` takes a tile of 6×6 inputs,
 * `G` a kernel of 3×3, `A` the products back.
 */
const B = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];
const G = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];
const A = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];
const tile = 4;
const products = 36;

/** Both dimensions at once: M ⊗ M, row by row. */
const twice = (m: readonly (readonly number[])[]): number[] => m.flatMap((p) => m.flatMap((q) => p.flatMap((a) => q.map((b) => a * b))));

/** Fewer channels do not pay for the way there and back; of more, the transformed kernels (four times the weights) take too much memory. */
const fewestChannels = 128;
const mostPairs = 640 * 1920;

const pays = (g: Graph, path: string): boolean => {
  const [out, inner, height, width] = shapeOf(g.weights, `${path}.weight`);
  if (g.target !== 'cpu' || g.precision !== 'float32' || height !== 3 || width !== 3) return false;
  // the kernels are transformed once, when the graph is opened: weights that arrive at every run would be transformed at every run
  if (g.weights.get(`${path}.weight`)?.data.kind === 'fed') return false;
  return Math.min(out!, inner!) >= fewestChannels && out! * inner! <= mostPairs;
};

/** Transformed kernels, [36, out, in]; onnxruntime computes them when it opens the graph, and keeps what lies between until it has done all. */
const kernels = (g: Graph, path: string, out: number, inner: number): Value =>
  g.op('Einsum', [g.floats('winograd_g', [products, 9], twice(G)), g.weight(`${path}.weight`, [out, inner, 9])], {
    equation: 'pk,oik->poi',
  });

const winograd = (g: Graph, path: string, x: Value): Value => {
  const [out, inner] = shapeOf(g.weights, `${path}.weight`) as [number, number];
  const batch = g.op('Shape', [x], { start: 0, end: 1 });
  const size = g.op('Shape', [x], { start: 2, end: 4 });

  // every channel by itself: 36 sums over each tile of 6×6, which overlap by two
  const planes = g.op('Reshape', [x, g.op('Concat', [g.ints(-1, 1), size], { axis: 0 })]);
  const gather = g.floats('winograd_b', [products, 1, 6, 6], twice(B));
  const tiles = g.op('Conv', [planes, gather], { kernel_shape: [6, 6], strides: [tile, tile], pads: [1, 1, tile, tile] });
  const grid = g.op('Shape', [tiles], { start: 2, end: 4 });
  const byChannel = g.op('Reshape', [tiles, g.op('Concat', [batch, g.ints(inner, products, -1)], { axis: 0 })]);
  const inputs = g.op('Transpose', [byChannel], { perm: [0, 2, 1, 3] });

  const sums = g.op('MatMul', [kernels(g, path, out, inner), inputs]);

  const back = g.floats('winograd_a', [tile * tile, products], twice(A));
  const outputs = g.op('MatMul', [back, g.op('Reshape', [sums, g.ints(0, 0, -1)])]);
  const blocks = g.op('Reshape', [outputs, g.op('Concat', [batch, g.ints(tile * tile * out), grid], { axis: 0 })]);
  const whole = g.op('DepthToSpace', [blocks], { blocksize: tile, mode: 'DCR' });
  // the last tiles may reach over the edge
  const picture = g.op('Slice', [whole, g.ints(0, 0), size, g.ints(2, 3)]);
  return g.has(`${path}.bias`) ? g.op('Add', [picture, g.weight(`${path}.bias`, [out, 1, 1])]) : picture;
};

/** A convolution that keeps the size, [N, in, H, W] → [N, out, H, W], by Winograd's tiles where they are faster and fit into memory. */
export const tiledConv = (g: Graph, path: string, x: Value): Value => (pays(g, path) ? winograd(g, path, x) : conv(g, path, x));
