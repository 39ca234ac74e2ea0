import type { Graph, Value } from './graph.ts';
import { float } from './onnx.ts';
import { shapeOf, UnknownArchitecture } from './weights.ts';

/** x·Wᵀ + b over the last axis. `path.weight` is [out, in], or a 1×1 convolution's [out, in, 1, 1]; the bias is optional. */
export const linear = (g: Graph, path: string, x: Value): Value => {
  const [out, inner] = shapeOf(g.weights, `${path}.weight`);
  const weight = g.weight(`${path}.weight`, [out!, inner!]);
  const product =
    g.target === 'cpu'
      ? g.op('FusedMatMul', [x, weight], { transB: 1 }, 'com.microsoft')
      : g.op('MatMul', [x, g.op('Transpose', [weight], { perm: [1, 0] })]);
  return g.has(`${path}.bias`) ? g.op('Add', [product, g.weight(`${path}.bias`)]) : product;
};

/** Two-dimensional convolution, [N, in, H, W] → [N, out, H', W']. `pads` is top, left, bottom, right; by default the size is kept. */
export const conv = (g: Graph, path: string, x: Value, options: { stride?: number; pads?: readonly number[] } = {}): Value => {
  const shape = shapeOf(g.weights, `${path}.weight`);
  if (shape.length !== 4) throw new UnknownArchitecture(`The convolution “${path}” has a kernel of ${shape.join('×')}.`);
  const [, , height, width] = shape;
  const [vertical, horizontal] = [Math.floor(height! / 2), Math.floor(width! / 2)];
  const { stride = 1, pads = [vertical, horizontal, vertical, horizontal] } = options;
  const inputs = [x, g.weight(`${path}.weight`), ...(g.has(`${path}.bias`) ? [g.weight(`${path}.bias`)] : [])];
  return g.op('Conv', inputs, { kernel_shape: [height!, width!], strides: [stride, stride], pads });
};

/** Over the last axis, with affine parameters. Statistics in float32. */
export const layerNorm = (g: Graph, path: string, x: Value, epsilon: number): Value => {
  const inputs = [g.widen(x), g.wideWeight(`${path}.weight`), g.wideWeight(`${path}.bias`)];
  return g.narrow(g.op('LayerNormalization', inputs, { axis: -1, epsilon: float(epsilon) }));
};

/**
 * Wu & He (2018) on [N, C, H, W] with affine parameters. Statistics in float32. ONNX's instance norm of the groups, laid end to end,
 * is the same thing, and every provider has a kernel for it.
 */
export const groupNorm = (g: Graph, path: string, x: Value, { groups, epsilon }: Readonly<{ groups: number; epsilon: number }>): Value => {
  const [channels] = shapeOf(g.weights, `${path}.weight`);
  const wide = g.widen(x);
  const grouped = g.op('Reshape', [wide, g.ints(0, groups, -1)]);
  const ones = g.wideFloats(`ones_${groups}`, [groups], Array<number>(groups).fill(1));
  const zeros = g.wideFloats(`zeros_${groups}`, [groups], Array<number>(groups).fill(0));
  const normed = g.op('InstanceNormalization', [grouped, ones, zeros], { epsilon: float(epsilon) });
  const back = g.op('Reshape', [normed, g.op('Shape', [wide])]);
  const scaled = g.op('Mul', [back, g.wideWeight(`${path}.weight`, [channels!, 1, 1])]);
  return g.narrow(g.op('Add', [scaled, g.wideWeight(`${path}.bias`, [channels!, 1, 1])]));
};

/** x·sigmoid(αx): SiLU for α = 1, OpenAI's approximation of GELU for α = 1.702. */
const swish = (g: Graph, x: Value, alpha: number): Value =>
  g.target === 'portable'
    ? g.op('Mul', [x, g.op('Sigmoid', [alpha === 1 ? x : g.op('Mul', [x, g.scalar(alpha)])])])
    : g.op('QuickGelu', [x], { alpha: float(alpha) }, 'com.microsoft');

export const silu = (g: Graph, x: Value): Value => swish(g, x, 1);
export const quickGelu = (g: Graph, x: Value): Value => swish(g, x, 1.702);
/** The exact one, x·Φ(x). */
export const gelu = (g: Graph, x: Value): Value => g.op('Gelu', [x]);

/** [N, C, H, W] → [N, H·W, C]. */
export const toTokens = (g: Graph, x: Value): Value => g.op('Transpose', [g.op('Reshape', [x, g.ints(0, 0, -1)])], { perm: [0, 2, 1] });

/** [N, H·W, C] → the [N, C, H, W] of `like`. */
export const fromTokens = (g: Graph, x: Value, like: Value): Value =>
  g.op('Reshape', [g.op('Transpose', [x], { perm: [0, 2, 1] }), g.op('Shape', [like])]);

/** [N, C, h, w] → [N, C, H, W] with the H and W of `like`, each pixel from its nearest one above and to the left. */
export const resizeLike = (g: Graph, x: Value, like: Value): Value => {
  const sizes = g.op('Concat', [g.op('Shape', [x], { start: 0, end: 2 }), g.op('Shape', [like], { start: 2, end: 4 })], { axis: 0 });
  return g.op('Resize', [x, '', '', sizes], nearest);
};

/** Twice the height and width, each pixel four times. */
export const enlarge = (g: Graph, x: Value): Value => g.op('Resize', [x, '', g.wideFloats('double', [4], [1, 1, 2, 2])], nearest);

const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
