import type { Graph, Value } from './graph.ts';
import { linear, silu } from './layers.ts';
import type { UnetConfig } from './unet.ts';
import { shapeOf, UnknownArchitecture } from './weights.ts';

/** cos and sin of x·10000^(−i/(half − shift)) over the last axis (Vaswani et al. 2017): [..., 1] → [..., width]. */
const sinusoids = (g: Graph, x: Value, width: number, { cosinesFirst, shift }: UnetConfig['timestep']): Value => {
  const half = width / 2;
  const frequencies = Array.from({ length: half }, (_, i) => Math.exp(Math.fround((-Math.log(10_000) * i) / (half - shift))));
  const angles = g.op('Mul', [x, g.wideFloats(`frequencies_${width}`, [half], frequencies)]);
  const parts = [g.op('Cos', [angles]), g.op('Sin', [angles])];
  return g.op('Concat', cosinesFirst ? parts : parts.toReversed(), { axis: -1 });
};

/** linear, SiLU, linear. */
const embedding = (g: Graph, path: string, x: Value): Value => linear(g, `${path}.linear_2`, silu(g, linear(g, `${path}.linear_1`, x)));

/** SDXL's size and crop conditions: each number as sinusoids, behind the prompt's pooled embedding. */
const addedEmbedding = (g: Graph, { added, timestep }: UnetConfig): Value | null => {
  if (added === null) return null;
  const [, inner] = shapeOf(g.weights, 'add_embedding.linear_1.weight');
  const count = (inner! - added.textWidth) / added.idWidth;
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(added.idWidth / 2) || added.idWidth < 2) {
    throw new UnknownArchitecture(
      'The network has extra conditions of a kind that this program does not know (stable unCLIP, for example).',
    );
  }
  const text = g.input('text_embeds', 'float32', ['batch_size', added.textWidth]);
  const ids = g.wideInput('time_ids', ['batch_size', count]);
  const waves = sinusoids(g, g.op('Unsqueeze', [ids, g.ints(-1)]), added.idWidth, timestep);
  const flat = g.narrow(g.op('Reshape', [waves, g.ints(0, -1)]));
  return embedding(g, 'add_embedding', g.op('Concat', [text, flat], { axis: -1 }));
};

/** What every residual block is told about the noise level, [1 or batch, width]; for SDXL the picture's size too, for LCM the guidance scale. */
export const timeEmbedding = (g: Graph, config: UnetConfig): Value => {
  const [, width] = shapeOf(g.weights, 'time_embedding.linear_1.weight');
  const timestep = g.op('Reshape', [g.wideInput('timestep', []), g.ints(-1, 1)]);
  const waves = g.narrow(sinusoids(g, timestep, width!, config.timestep));
  const guided = g.has('time_embedding.cond_proj.weight') ? g.op('Add', [waves, guidanceEmbedding(g)]) : waves;
  const time = embedding(g, 'time_embedding', guided);
  const added = addedEmbedding(g, config);
  return added === null ? time : g.op('Add', [time, added]);
};

/** Latent consistency models (Luo et al. 2023) are told the guidance scale as `timestep_cond` [batch, width]. */
const guidanceEmbedding = (g: Graph): Value => {
  const [, width] = shapeOf(g.weights, 'time_embedding.cond_proj.weight');
  return linear(g, 'time_embedding.cond_proj', g.input('timestep_cond', 'float32', ['batch_size', width!]));
};
