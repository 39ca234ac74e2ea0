import type { NamePair } from './rename.ts';

const attentionParts: readonly NamePair[] = [
  ['norm', 'group_norm'],
  ['q', 'to_q'],
  ['k', 'to_k'],
  ['v', 'to_v'],
  ['proj_out', 'to_out.0'],
];

/** Names of the same parts in files of diffusers before 0.13. */
const oldAttentionParts: readonly NamePair[] = [
  ['query', 'to_q'],
  ['key', 'to_k'],
  ['value', 'to_v'],
  ['proj_attn', 'to_out.0'],
];

const halves = ['encoder', 'decoder'] as const;
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Blocks of a level, and how many levels; more than any autoencoder of Stable Diffusion has. */
const MOST = 8;

const levelNames = (half: 'encoder' | 'decoder', levels: number): readonly NamePair[] =>
  range(levels).flatMap((level) => {
    const [theirs, ours] =
      half === 'encoder' ? [`down.${level}`, `down_blocks.${level}`] : [`up.${level}`, `up_blocks.${levels - 1 - level}`];
    const blocks = range(MOST).flatMap((i): readonly NamePair[] => [
      [`${half}.${theirs}.block.${i}.nin_shortcut`, `${half}.${ours}.resnets.${i}.conv_shortcut`],
      [`${half}.${theirs}.block.${i}`, `${half}.${ours}.resnets.${i}`],
    ]);
    const sampler: NamePair =
      half === 'encoder'
        ? [`${half}.${theirs}.downsample.conv`, `${half}.${ours}.downsamplers.0.conv`]
        : [`${half}.${theirs}.upsample.conv`, `${half}.${ours}.upsamplers.0.conv`];
    return [...blocks, sampler];
  });

/**
 * Names in the original files (CompVis `model.py`: the decoder's levels are counted from the full resolution) and in diffusers (counted
 * in the order in which they are run), and the older diffusers names of the attention.
 */
export const vaeNames = (names: Iterable<string>): readonly NamePair[] => {
  const found = [...names].map((name) => /^(?:encoder\.down|decoder\.up)\.(\d+)\./.exec(name)?.[1]).filter((level) => level !== undefined);
  const levels = new Set(found).size;
  return halves.flatMap((half): readonly NamePair[] => [
    ...levelNames(half, levels),
    [`${half}.mid.block_1`, `${half}.mid_block.resnets.0`],
    [`${half}.mid.block_2`, `${half}.mid_block.resnets.1`],
    ...attentionParts.map(([from, to]) => [`${half}.mid.attn_1.${from}`, `${half}.mid_block.attentions.0.${to}`] as const),
    ...oldAttentionParts.map(([from, to]) => [`${half}.mid_block.attentions.0.${from}`, `${half}.mid_block.attentions.0.${to}`] as const),
    [`${half}.norm_out`, `${half}.conv_norm_out`],
  ]);
};
