import type { Graph, Value } from './graph.ts';
import { conv, groupNorm, linear, silu } from './layers.ts';

export type ResnetConfig = Readonly<{ groups: number; epsilon: number }>;

/**
 * The residual block of Ho et al. (2020): norm, SiLU, conv, + time embedding, norm, SiLU, conv, + the input (through a 1×1 convolution
 * where the channels change). `time` is [N, width] after SiLU; null in an autoencoder. `convolve` says how its 3×3 convolutions are computed.
 */
export const resnet = (g: Graph, path: string, x: Value, time: Value | null, config: ResnetConfig, convolve: typeof conv = conv): Value => {
  const first = convolve(g, `${path}.conv1`, silu(g, groupNorm(g, `${path}.norm1`, x, config)));
  const timed = time === null ? first : g.op('Add', [first, toChannels(g, linear(g, `${path}.time_emb_proj`, time))]);
  const second = convolve(g, `${path}.conv2`, silu(g, groupNorm(g, `${path}.norm2`, timed, config)));
  return g.op('Add', [g.has(`${path}.conv_shortcut.weight`) ? conv(g, `${path}.conv_shortcut`, x) : x, second]);
};

/** [N, C] → [N, C, 1, 1]. */
const toChannels = (g: Graph, x: Value): Value => g.op('Unsqueeze', [x, g.ints(2, 3)]);
