import type { Weight, Weights } from '../weights.ts';
import { type NamePair, renamer } from './rename.ts';
import { clipNames, ignoredTensors, openClipNames, openClipStacked } from './text-encoder.ts';
import { layoutOfOriginal, unetNames } from './unet.ts';
import { vaeNames } from './vae.ts';

type Tensors = ReadonlyMap<string, Weight>;

/** Which network a set of tensors belongs to, by the names that its writer gave them. */
export type Dialect = 'original-unet' | 'diffusers-unet' | 'vae' | 'open-clip' | 'clip';

const marks: readonly (readonly [Dialect, RegExp])[] = [
  ['original-unet', /^input_blocks\.0\.0\.weight$/],
  ['diffusers-unet', /^down_blocks\.0\.resnets\.0\.conv1\.weight$/],
  ['vae', /^(?:encoder|decoder)\.conv_in\.weight$/],
  ['open-clip', /^transformer\.resblocks\.0\.attn\.in_proj_weight$/],
  ['clip', /^(?:text_model\.)?embeddings\.token_embedding\.weight$/],
];

/** The dialect of tensors whose common beginning was taken off; null where they are of no network that the builders know. */
export const dialectOf = (tensors: Tensors): Dialect | null =>
  marks.find(([, pattern]) => [...tensors.keys()].some((name) => pattern.test(name)))?.[0] ?? null;

const rename = (tensors: Tensors, pairs: readonly NamePair[]): Map<string, Weight> => {
  const ours = renamer(pairs);
  return new Map([...tensors].filter(([name]) => !ignoredTensors.test(name)).map(([name, weight]) => [ours(name), weight]));
};

/** Rows `index`·n … of `count` equal parts, without touching the bytes. */
const part = ({ type, shape: [rows, ...rest], data }: Weight, index: number, count: number): Weight => {
  const shape = [rows! / count, ...rest];
  if (data.kind === 'fed') return { type, shape, data };
  if (data.kind === 'inline') {
    const size = data.bytes.length / count;
    return { type, shape, data: { kind: 'inline', bytes: data.bytes.subarray(index * size, (index + 1) * size) } };
  }
  const length = data.length / count;
  return { type, shape, data: { ...data, offset: data.offset + index * length, length } };
};

const splitStacked = (tensors: Tensors): Weights =>
  new Map(
    [...tensors].flatMap(([name, weight]): (readonly [string, Weight])[] => {
      const match = openClipStacked.exec(name);
      if (match === null) return [[name, weight]];
      const [, layer, kind] = match;
      return ['q_proj', 'k_proj', 'v_proj'].map((projection, i) => [
        `encoder.layers.${layer}.self_attn.${projection}.${kind}`,
        part(weight, i, 3),
      ]);
    }),
  );

/** Tensors under the names of the graph builders. */
export const translate = (tensors: Tensors, dialect: Dialect): Weights => {
  switch (dialect) {
    case 'original-unet':
      return rename(tensors, unetNames(layoutOfOriginal(tensors.keys())));
    case 'diffusers-unet':
      return tensors;
    case 'vae':
      return rename(tensors, vaeNames(tensors.keys()));
    case 'open-clip':
      return rename(splitStacked(tensors), openClipNames);
    case 'clip':
      return rename(tensors, clipNames);
  }
};
