import { attend } from './attention.ts';
import { Graph, type GraphOptions, type Value } from './graph.ts';
import { conv, enlarge, fromTokens, groupNorm, linear, silu, toTokens } from './layers.ts';
import { resnet, type ResnetConfig } from './resnet.ts';
import { countOf, shapeOf, type Weights } from './weights.ts';

/** Norm groups and epsilon; the networks of Stable Diffusion have 32 and 10⁻⁶. */
export type VaeConfig = ResnetConfig;

/** One head over all pixels, at the lowest resolution. */
const midAttention = (g: Graph, path: string, x: Value, config: VaeConfig): Value => {
  const [width] = shapeOf(g.weights, `${path}.group_norm.weight`);
  const tokens = toTokens(g, groupNorm(g, `${path}.group_norm`, x, config));
  const [query, key, value] = ['to_q', 'to_k', 'to_v'].map((name) => linear(g, `${path}.${name}`, tokens));
  const mixed = attend(g, { query: query!, key: key!, value: value!, heads: 1, width: width!, mask: 'none' });
  return g.op('Add', [x, fromTokens(g, linear(g, `${path}.to_out.0`, mixed), x)]);
};

const midBlock = (g: Graph, path: string, x: Value, config: VaeConfig): Value => {
  const first = resnet(g, `${path}.resnets.0`, x, null, config);
  const attended = g.has(`${path}.attentions.0.to_q.weight`) ? midAttention(g, `${path}.attentions.0`, first, config) : first;
  return resnet(g, `${path}.resnets.1`, attended, null, config);
};

const resnets = (g: Graph, path: string, x: Value, config: VaeConfig): Value => {
  let out = x;
  for (let i = 0; i < countOf(g.weights, `${path}.resnets`); i++) out = resnet(g, `${path}.resnets.${i}`, out, null, config);
  return out;
};

const normOut = (g: Graph, path: string, x: Value, config: VaeConfig): Value =>
  conv(g, `${path}.conv_out`, silu(g, groupNorm(g, `${path}.conv_norm_out`, x, config)));

/**
 * The decoder half of AutoencoderKL (Esser et al. 2021; Rombach et al. 2022): `latent_sample` [batch, channels, height, width], already divided
 * by the scaling factor → `sample` [batch, 3, 8·height, 8·width] in [−1, 1].
 */
export const vaeDecoderGraph = (weights: Weights, config: VaeConfig, options: GraphOptions): Graph => {
  const g = new Graph(weights, options);
  const [, channels] = shapeOf(weights, 'decoder.conv_in.weight');
  const [colours] = shapeOf(weights, 'decoder.conv_out.weight');
  let x = g.input('latent_sample', 'float32', ['batch_size', channels!, 'latent_height', 'latent_width']);
  if (g.has('post_quant_conv.weight')) x = conv(g, 'post_quant_conv', x);
  x = midBlock(g, 'decoder.mid_block', conv(g, 'decoder.conv_in', x), config);
  for (let level = 0; level < countOf(weights, 'decoder.up_blocks'); level++) {
    const path = `decoder.up_blocks.${level}`;
    x = resnets(g, path, x, config);
    if (g.has(`${path}.upsamplers.0.conv.weight`)) x = conv(g, `${path}.upsamplers.0.conv`, enlarge(g, x));
  }
  g.output('sample', normOut(g, 'decoder', x, config), ['batch_size', colours!, 'height', 'width']);
  return g;
};

/**
 * The encoder half: `sample` [batch, 3, height, width] in [−1, 1] → `latent_parameters` [batch, 2·channels, height/8, width/8], mean and log
 * variance (clamped to −30…20) of the posterior, before the scaling factor.
 */
export const vaeEncoderGraph = (weights: Weights, config: VaeConfig, options: GraphOptions): Graph => {
  const g = new Graph(weights, options);
  const [, colours] = shapeOf(weights, 'encoder.conv_in.weight');
  const [moments] = shapeOf(weights, 'encoder.conv_out.weight');
  let x = conv(g, 'encoder.conv_in', g.input('sample', 'float32', ['batch_size', colours!, 'height', 'width']));
  for (let level = 0; level < countOf(weights, 'encoder.down_blocks'); level++) {
    const path = `encoder.down_blocks.${level}`;
    x = resnets(g, path, x, config);
    // one row and column of padding, at the bottom and on the right only
    if (g.has(`${path}.downsamplers.0.conv.weight`)) x = conv(g, `${path}.downsamplers.0.conv`, x, { stride: 2, pads: [0, 0, 1, 1] });
  }
  x = normOut(g, 'encoder', midBlock(g, 'encoder.mid_block', x, config), config);
  if (g.has('quant_conv.weight')) x = conv(g, 'quant_conv', x);
  const [mean, variance] = g.ops(2, 'Split', [x], { axis: 1, num_outputs: 2 });
  const clamped = g.op('Clip', [variance!, g.scalar(-30), g.scalar(20)]);
  g.output('latent_parameters', g.op('Concat', [mean!, clamped], { axis: 1 }), ['batch_size', moments!, 'latent_height', 'latent_width']);
  return g;
};
