import type { NamePair } from './rename.ts';

/** How many resolutions a UNet has, and how many residual blocks each on the way down. */
export type UnetLayout = Readonly<{ levels: number; layers: number }>;

const indices = (names: Iterable<string>, pattern: RegExp): ReadonlySet<string> =>
  new Set([...names].map((name) => pattern.exec(name)?.[1]).filter((index) => index !== undefined));

/** From the names of an original file: a level ends with a downsampling convolution, except the last. */
export const layoutOfOriginal = (names: Iterable<string>): UnetLayout => {
  const all = [...names];
  const blocks = indices(all, /^input_blocks\.(\d+)\./).size;
  const levels = indices(all, /^input_blocks\.(\d+)\.0\.op\.weight$/).size + 1;
  return { levels, layers: (blocks - levels) / levels };
};

/** From the names of a diffusers file. */
export const layoutOfDiffusers = (names: Iterable<string>): UnetLayout => {
  const all = [...names];
  return { levels: indices(all, /^down_blocks\.(\d+)\./).size, layers: indices(all, /^down_blocks\.0\.resnets\.(\d+)\./).size };
};

/** Parts of a residual block. */
const resnetParts: readonly NamePair[] = [
  ['in_layers.0', 'norm1'],
  ['in_layers.2', 'conv1'],
  ['emb_layers.1', 'time_emb_proj'],
  ['out_layers.0', 'norm2'],
  ['out_layers.3', 'conv2'],
  ['skip_connection', 'conv_shortcut'],
];

const stem: readonly NamePair[] = [
  ['time_embed.0', 'time_embedding.linear_1'],
  ['time_embed.2', 'time_embedding.linear_2'],
  ['time_embed.cond_proj', 'time_embedding.cond_proj'],
  ['label_emb.0.0', 'add_embedding.linear_1'],
  ['label_emb.0.2', 'add_embedding.linear_2'],
  ['input_blocks.0.0', 'conv_in'],
  ['out.0', 'conv_norm_out'],
  ['out.2', 'conv_out'],
];

const resnet = (theirs: string, ours: string): readonly NamePair[] =>
  resnetParts.map(([from, to]) => [`${theirs}.${from}`, `${ours}.${to}`] as const);

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/**
 * Names in the original files of Stable Diffusion 1.x, 2.x and XL (CompVis `openaimodel.py`, where blocks are numbered throughout) and in
 * diffusers (where levels are numbered). Inside a transformer both use the same names. Modules that a network lacks do no harm.
 */
export const unetNames = ({ levels, layers }: UnetLayout): readonly NamePair[] => {
  const down = range(levels).flatMap((level) => {
    const blocks = range(layers).flatMap((i) => {
      const theirs = `input_blocks.${1 + level * (layers + 1) + i}`;
      const attention: NamePair = [`${theirs}.1`, `down_blocks.${level}.attentions.${i}`];
      return [...resnet(`${theirs}.0`, `down_blocks.${level}.resnets.${i}`), attention];
    });
    const sampler: NamePair = [`input_blocks.${(level + 1) * (layers + 1)}.0.op`, `down_blocks.${level}.downsamplers.0.conv`];
    return [...blocks, sampler];
  });
  const up = range(levels).flatMap((level) =>
    range(layers + 1).flatMap((i) => {
      const theirs = `output_blocks.${level * (layers + 1) + i}`;
      // the upsampler comes after the attention, or in its place where there is none
      const samplers =
        i < layers ? [] : [1, 2].map((place): NamePair => [`${theirs}.${place}.conv`, `up_blocks.${level}.upsamplers.0.conv`]);
      const attention: NamePair = [`${theirs}.1`, `up_blocks.${level}.attentions.${i}`];
      return [...resnet(`${theirs}.0`, `up_blocks.${level}.resnets.${i}`), attention, ...samplers];
    }),
  );
  const middle: readonly NamePair[] = [
    ...resnet('middle_block.0', 'mid_block.resnets.0'),
    ['middle_block.1', 'mid_block.attentions.0'],
    ...resnet('middle_block.2', 'mid_block.resnets.1'),
  ];
  return [...stem, ...down, ...middle, ...up];
};
