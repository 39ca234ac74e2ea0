import type { Graph, Value } from './graph.ts';
import { linear } from './layers.ts';
import { float } from './onnx.ts';
import { UnknownArchitecture } from './weights.ts';

export type AttentionInput = Readonly<{ query: Value; key: Value; value: Value; heads: number; width: number; mask: 'none' | 'causal' }>;

/** [N, S, heads·d] → [N, heads, S, d]. */
const splitHeads = (g: Graph, x: Value, heads: number, perm: readonly number[]): Value =>
  g.op('Transpose', [g.op('Reshape', [x, g.ints(0, 0, heads, -1)])], { perm });

/** Adds −10⁴ where a token would look ahead: [S, S]. */
const causalMask = (g: Graph, scores: Value): Value => {
  const size = g.op('Shape', [scores], { start: 2, end: 4 });
  const full = g.op('Expand', [g.scalar(-10_000), size]);
  return g.op('Add', [scores, g.op('Trilu', [full, g.int(1)], { upper: 1 })]);
};

/** softmax(QKᵀ/√d)·V by its parts; the softmax in float32. Q is scaled first, so that float16 products stay small. */
const plain = (g: Graph, { query, key, value, heads, width, mask }: AttentionInput): Value => {
  const q = splitHeads(g, g.op('Mul', [query, g.scalar(1 / Math.sqrt(width / heads))]), heads, [0, 2, 1, 3]);
  const k = splitHeads(g, key, heads, [0, 2, 3, 1]);
  const v = splitHeads(g, value, heads, [0, 2, 1, 3]);
  const scores = g.op('MatMul', [q, k]);
  const masked = mask === 'causal' ? causalMask(g, scores) : scores;
  const weights = g.narrow(g.op('Softmax', [g.widen(masked)], { axis: -1 }));
  const mixed = g.op('Transpose', [g.op('MatMul', [weights, v])], { perm: [0, 2, 1, 3] });
  return g.op('Reshape', [mixed, g.ints(0, 0, -1)]);
};

/** onnxruntime's kernel, which never holds the whole matrix of scores. */
const fused = (g: Graph, { query, key, value, heads, width }: AttentionInput): Value =>
  g.op('MultiHeadAttention', [query, key, value], { num_heads: heads, scale: float(1 / Math.sqrt(width / heads)) }, 'com.microsoft');

/** Vaswani et al. (2017), eq. 1, on [N, S, width]. The causal kind is only for prompts of 77 tokens, so it is not worth a kernel. */
export const attend = (g: Graph, input: AttentionInput): Value => {
  const { heads, width } = input;
  if (!Number.isInteger(heads) || heads < 1 || width % heads !== 0) {
    throw new UnknownArchitecture(`An attention ${width} wide cannot have ${heads} heads.`);
  }
  return g.target === 'portable' || input.mask === 'causal' ? plain(g, input) : fused(g, input);
};

/** The attention module of a UNet's transformer block: queries from `x`, keys and values from `context`. */
export const crossAttention = (
  g: Graph,
  path: string,
  x: Value,
  context: Value,
  { heads, width }: Readonly<{ heads: number; width: number }>,
): Value => {
  const query = linear(g, `${path}.to_q`, x);
  const key = linear(g, `${path}.to_k`, context);
  const value = linear(g, `${path}.to_v`, context);
  return linear(g, `${path}.to_out.0`, attend(g, { query, key, value, heads, width, mask: 'none' }));
};
