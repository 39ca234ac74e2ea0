import { attend } from '../graphs/attention.ts';
import { Graph, type GraphOptions } from '../graphs/graph.ts';
import { conv } from '../graphs/layers.ts';
import { resnet } from '../graphs/resnet.ts';
import { transformer } from '../graphs/transformer.ts';
import type { Weight, Weights } from '../graphs/weights.ts';

const channels = 64;
const side = 16;
const tokens = 77;

/** Terms of the longest sum in the network: a 3 × 3 convolution over all channels. */
export const longestSum = 9 * channels;

/** Shapes by name: a residual block, a transformer block with attention to a text, and a convolution to a latent, as in every UNet. */
const shapes: readonly (readonly [name: string, shape: readonly number[]])[] = [
  ...['res.norm1', 'res.norm2', 'mix.norm', ...[1, 2, 3].map((n) => `mix.transformer_blocks.0.norm${n}`)].flatMap((path) => [
    [`${path}.weight`, [channels]] as const,
    [`${path}.bias`, [channels]] as const,
  ]),
  ...['res.conv1', 'res.conv2'].flatMap((path) => [
    [`${path}.weight`, [channels, channels, 3, 3]] as const,
    [`${path}.bias`, [channels]] as const,
  ]),
  ...['mix.proj_in', 'mix.proj_out'].map((path) => [`${path}.weight`, [channels, channels]] as const),
  ...['attn1', 'attn2'].flatMap((attention) =>
    ['to_q', 'to_k', 'to_v', 'to_out.0'].map(
      (part) => [`mix.transformer_blocks.0.${attention}.${part}.weight`, [channels, channels]] as const,
    ),
  ),
  ['mix.transformer_blocks.0.ff.net.0.proj.weight', [4 * channels, channels]],
  ['mix.transformer_blocks.0.ff.net.2.weight', [channels, 2 * channels]],
  ['out.weight', [4, channels, 3, 3]],
];

/** `length` numbers in [-1, 1), the same every time: Numerical Recipes' linear congruential generator. */
export const numbers = (length: number, seed: number): Float32Array => {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
};

/** Large queries and keys make attention choose, and a large output makes its errors count: a wrong kernel must show in the end. */
const gainOf = (name: string): number =>
  name.endsWith('to_q.weight') || name.endsWith('to_k.weight') ? 3 : name.endsWith('to_out.0.weight') ? 2 : 1;

/** Uniform weights that keep the spread of what goes through: variance 1/fan-in; norms near 1. */
const weightOf = (name: string, shape: readonly number[], seed: number): Weight => {
  const count = shape.reduce((product, size) => product * size, 1);
  const fanIn = shape.length === 1 ? 100 : count / shape[0]!;
  const centre = shape.length === 1 && name.endsWith('.weight') ? 1 : 0;
  const values = numbers(count, seed).map((value) => centre + gainOf(name) * value * Math.sqrt(3 / fanIn));
  return { type: 'float32', shape, data: { kind: 'inline', bytes: new Uint8Array(values.buffer) } };
};

const weights = (): Weights => new Map(shapes.map(([name, shape], index) => [name, weightOf(name, shape, index + 1)]));

/** What goes in: a latent of 64 channels, 16 × 16, and a text of 77 tokens. */
export const selfTestInputs = () => ({
  sample: { dims: [1, channels, side, side], data: numbers(channels * side * side, 1001) },
  context: { dims: [1, tokens, channels], data: numbers(tokens * channels, 1002) },
});

/** A small network with what diffusion networks are made of: convolution, group and layer norm, attention, GELU. */
export const selfTestGraph = (options: GraphOptions): Uint8Array => {
  const g = new Graph(weights(), options);
  const sample = g.input('sample', 'float32', [1, channels, side, side]);
  const context = g.input('context', 'float32', [1, tokens, channels]);
  const x = resnet(g, 'res', sample, null, { groups: 32, epsilon: 1e-5 });
  const mixed = transformer(g, 'mix', x, context, { heads: 4, groups: 32 });
  g.output('out_sample', conv(g, 'out', mixed), [1, 4, side, side]);
  return g.encode('self-test');
};

const heads = 8;
const width = 40 * heads;

/** Queries of 256 positions, keys and values of a text, with heads 40 wide as in Stable Diffusion 1.5; large enough for attention to choose. */
export const attentionInputs = () => {
  const of = (length: number, seed: number) => ({
    dims: [1, length, width],
    data: numbers(length * width, seed).map((value) => 2 * value),
  });
  return { query: of(side * side, 1003), key: of(tokens, 1004), value: of(tokens, 1005) };
};

/** Attention alone: one fused operator, or for the target `portable` what it stands for in standard ONNX. */
export const attentionGraph = (options: GraphOptions): Uint8Array => {
  const g = new Graph(new Map(), options);
  const query = g.input('query', 'float32', [1, side * side, width]);
  const [key, value] = ['key', 'value'].map((name) => g.input(name, 'float32', [1, tokens, width]));
  g.output('out_sample', attend(g, { query, key: key!, value: value!, heads, width, mask: 'none' }), [1, side * side, width]);
  return g.encode('self-test of attention');
};
