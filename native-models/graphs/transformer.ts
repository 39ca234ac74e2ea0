import { crossAttention } from './attention.ts';
import type { Graph, Value } from './graph.ts';
import { fromTokens, gelu, groupNorm, layerNorm, linear, toTokens } from './layers.ts';
import { countOf, shapeOf } from './weights.ts';

/** Dauphin et al. (2016) with GELU: one half of a linear layer gates the other; then a linear layer back. */
const feedForward = (g: Graph, path: string, x: Value): Value => {
  const [value, gate] = g.ops(2, 'Split', [linear(g, `${path}.net.0.proj`, x)], { axis: -1, num_outputs: 2 });
  return linear(g, `${path}.net.2`, g.op('Mul', [value!, gelu(g, gate!)]));
};

/** Attention over the picture, attention to the prompt, feed-forward; each after a norm and added to its input. */
const transformerBlock = (g: Graph, path: string, x: Value, context: Value, shape: Readonly<{ heads: number; width: number }>): Value => {
  const own = layerNorm(g, `${path}.norm1`, x, 1e-5);
  const selfAttended = g.op('Add', [x, crossAttention(g, `${path}.attn1`, own, own, shape)]);
  const asked = layerNorm(g, `${path}.norm2`, selfAttended, 1e-5);
  const attended = g.op('Add', [selfAttended, crossAttention(g, `${path}.attn2`, asked, context, shape)]);
  return g.op('Add', [attended, feedForward(g, `${path}.ff`, layerNorm(g, `${path}.norm3`, attended, 1e-5))]);
};

/**
 * The spatial transformer of Rombach et al. (2022): pixels become tokens, go through the blocks, become pixels again and are added to the
 * input. `proj_in` and `proj_out` are 1×1 convolutions (SD 1.x) or linear layers (2.x, XL): on tokens these are the same thing.
 */
export const transformer = (
  g: Graph,
  path: string,
  x: Value,
  context: Value,
  options: Readonly<{ heads: number; groups: number }>,
): Value => {
  const [width] = shapeOf(g.weights, `${path}.proj_in.weight`);
  const normed = groupNorm(g, `${path}.norm`, x, { groups: options.groups, epsilon: 1e-6 });
  let tokens = linear(g, `${path}.proj_in`, toTokens(g, normed));
  const depth = countOf(g.weights, `${path}.transformer_blocks`);
  for (let i = 0; i < depth; i++) {
    tokens = transformerBlock(g, `${path}.transformer_blocks.${i}`, tokens, context, { heads: options.heads, width: width! });
  }
  return g.op('Add', [x, fromTokens(g, linear(g, `${path}.proj_out`, tokens), x)]);
};
