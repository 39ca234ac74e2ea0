import { Graph, type GraphOptions, type Value } from './graph.ts';
import { conv, groupNorm, resizeLike, silu } from './layers.ts';
import { resnet } from './resnet.ts';
import { timeEmbedding } from './time-embedding.ts';
import { transformer } from './transformer.ts';
import { tiledConv } from './winograd.ts';
import { countOf, shapeOf, UnknownArchitecture, type Weights } from './weights.ts';

export type UnetConfig = Readonly<{
  /** Attention heads of a transformer `width` channels wide, at a level counted from the top (0: full resolution). */
  headsAt: (level: number, width: number) => number;
  groups: number;
  epsilon: number;
  /** How the timestep's sinusoids are laid out: Stable Diffusion has cosines first and no shift. */
  timestep: Readonly<{ cosinesFirst: boolean; shift: number }>;
  /** Sizes of SDXL's extra conditions, null where the network has none. */
  added: Readonly<{ textWidth: number; idWidth: number }> | null;
}>;

/**
 * The UNet of Stable Diffusion (Rombach et al. 2022; Podell et al. 2023): `sample` [batch, channels, height, width], `timestep` [],
 * `encoder_hidden_states` [batch, sequence, width], for SDXL `text_embeds` and `time_ids`, for LCM `timestep_cond` → `out_sample`.
 * Any latent size works: going up, a level takes the size that its counterpart had going down.
 */
export const unetGraph = (weights: Weights, config: UnetConfig, options: GraphOptions): Graph => {
  const g = new Graph(weights, options);
  const [, channels] = shapeOf(weights, 'conv_in.weight');
  const [outChannels] = shapeOf(weights, 'conv_out.weight');
  const [, contextWidth] = shapeOf(weights, contextKey(weights));
  const sample = g.input('sample', 'float32', ['batch_size', channels!, 'height', 'width']);
  const time = silu(g, timeEmbedding(g, config));
  const context = g.input('encoder_hidden_states', 'float32', ['batch_size', 'sequence_length', contextWidth!]);

  const block = (path: string, i: number, x: Value, level: number): Value => {
    const mixed = resnet(g, `${path}.resnets.${i}`, x, time, config, tiledConv);
    return attention(`${path}.attentions.${i}`, mixed, level);
  };
  const attention = (path: string, x: Value, level: number): Value => {
    if (!g.has(`${path}.proj_in.weight`)) return x;
    const [width] = shapeOf(weights, `${path}.proj_in.weight`);
    return transformer(g, path, x, context, { heads: config.headsAt(level, width!), groups: config.groups });
  };

  const levels = countOf(weights, 'down_blocks');
  let x = conv(g, 'conv_in', sample);
  const skips = [x];
  for (let level = 0; level < levels; level++) {
    const path = `down_blocks.${level}`;
    for (let i = 0; i < countOf(weights, `${path}.resnets`); i++) {
      x = block(path, i, x, level);
      skips.push(x);
    }
    if (!g.has(`${path}.downsamplers.0.conv.weight`)) continue;
    x = conv(g, `${path}.downsamplers.0.conv`, x, { stride: 2 });
    skips.push(x);
  }

  if (g.has('mid_block.resnets.0.conv1.weight')) {
    x = resnet(g, 'mid_block.resnets.1', block('mid_block', 0, x, levels - 1), time, config, tiledConv);
  }

  for (let up = 0; up < levels; up++) {
    const path = `up_blocks.${up}`;
    for (let i = 0; i < countOf(weights, `${path}.resnets`); i++) {
      x = block(path, i, g.op('Concat', [x, skips.pop() ?? lastOf(skips)], { axis: 1 }), levels - 1 - up);
    }
    if (!g.has(`${path}.upsamplers.0.conv.weight`)) continue;
    x = tiledConv(g, `${path}.upsamplers.0.conv`, resizeLike(g, x, lastOf(skips)));
  }

  const normed = silu(g, groupNorm(g, 'conv_norm_out', x, config));
  g.output('out_sample', conv(g, 'conv_out', normed), ['batch_size', outChannels!, 'height', 'width']);
  return g;
};

const lastOf = (skips: readonly Value[]): Value => {
  const last = skips.at(-1);
  if (last === undefined) throw new UnknownArchitecture('The network goes up by more blocks than it went down.');
  return last;
};

/** A tensor that tells the width of the prompt: any projection of keys in a cross-attention. */
const contextKey = (weights: Weights): string => {
  for (const name of weights.keys()) if (name.endsWith('.attn2.to_k.weight')) return name;
  return 'attn2.to_k.weight';
};
