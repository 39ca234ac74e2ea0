import { statSync } from 'node:fs';
import type { ModelFamily, Prediction } from '../pipelines/description.ts';
import { PictureError } from '../pipelines/errors.ts';
import { readModelFolder } from '../pipelines/folder.ts';
import type { ModelSource } from '../pipelines/model-source.ts';
import { type Checkpoint, readCheckpointFile } from './checkpoint.ts';
import { type FolderCheckpoint, readDiffusersFolder } from './diffusers-folder.ts';
import type { GraphOptions, Target } from './graph.ts';
import { adapterOf, checkpointSource, componentsOf, tokenizersOf, traitsOf } from './open-checkpoint.ts';
import { onnxAdapter } from './lora/adapt-onnx.ts';
import { withTextEncodersFrom, withVaeFrom } from './swap-parts.ts';

/** A model by its path, with parts of others in the places of its own, and with what a person knows better than its files. */
export type ModelWish = Readonly<{
  /** A `.safetensors` checkpoint, a folder in diffusers' layout, or a folder of ONNX graphs. */
  path: string;
  /** The model or the lone file whose VAE is taken. */
  vae?: string;
  /** The model whose text encoders are taken. */
  textEncoders?: string;
  family?: ModelFamily;
  predicts?: Prediction;
}>;

/** What lies at a path: networks that get graphs of ours, and what a folder says beside them; ONNX graphs have no networks. */
export type Found = Readonly<{ networks: Checkpoint | FolderCheckpoint | null; folder: ModelSource | null }>;

const readFolder = async (path: string): Promise<Found> => {
  const folder = await readModelFolder(path);
  if (folder.components.length > 0 || folder.problems.length > 0) return { networks: null, folder };
  try {
    return { networks: readDiffusersFolder(path), folder };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { networks: null, folder: { ...folder, problems: [...folder.problems, error] } };
  }
};

const find = async (path: string): Promise<Found> =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true ? { networks: readCheckpointFile(path), folder: null } : readFolder(path);

/** The networks of a model, with another one's text encoders where those are wanted; null where it is made of ONNX graphs. */
export const findNetworks = async ({ path, textEncoders }: Pick<ModelWish, 'path' | 'textEncoders'>): Promise<Found['networks']> => {
  const own = await find(path);
  if (own.networks === null || textEncoders === undefined) return own.networks;
  return withTextEncodersFrom(own, await find(textEncoders), textEncoders).networks;
};

/** A folder without ONNX graphs may hold the networks in diffusers' layout; its configurations are read as those of any other folder. */
const completed = (source: ModelSource, checkpoint: Checkpoint | FolderCheckpoint, options: GraphOptions): ModelSource => ({
  ...source,
  components: componentsOf(checkpoint, options, []),
  adapt: adapterOf(checkpoint, options),
  written: true,
  ...(checkpoint.denoiser === null ? {} : { family: traitsOf(checkpoint.denoiser, checkpoint).family }),
  tokenizers: source.tokenizers.length > 0 ? source.tokenizers : tokenizersOf(checkpoint.textEncoders),
});

const sourceOf = (path: string, { networks, folder }: Found, options: GraphOptions): ModelSource => {
  if (networks === null) return { ...folder!, adapt: onnxAdapter(path, folder!.components) };
  return folder === null ? checkpointSource(networks, options) : completed(folder, networks, options);
};

/** What a person said goes over what was found; with it goes the warning that it was a guess. */
const told = (source: ModelSource, { predicts }: ModelWish): ModelSource =>
  predicts === undefined
    ? source
    : {
        ...source,
        predicts,
        warnings: source.warnings.filter((warning) => typeof warning === 'string' || !('id' in warning) || warning.id !== 'model.assumed'),
      };

/**
 * A model, whatever it is kept in: a `.safetensors` checkpoint, a folder in diffusers' layout, or a folder of ONNX graphs, which are taken as
 * they are. `options` shape the graphs that are written here. Throws `PictureError` when there is nothing, a file is no checkpoint, or a part
 * that is to come from elsewhere is not there.
 */
export const readModel = async (wanted: string | ModelWish, options: GraphOptions): Promise<ModelSource> => {
  const wish: ModelWish = typeof wanted === 'string' ? { path: wanted } : wanted;
  const own = await find(wish.path);
  const { family, vae, textEncoders } = wish;
  const named = family === undefined || own.networks === null ? own : { ...own, networks: { ...own.networks, family } };
  const lent = textEncoders === undefined ? named : withTextEncodersFrom(named, await find(textEncoders), textEncoders);
  const source = sourceOf(wish.path, lent, options);
  const renamed = family === undefined ? source : { ...source, family };
  return told(vae === undefined ? renamed : withVaeFrom(renamed, await find(vae), vae, options), wish);
};

/** How graphs are written for a provider: what only the processor's kernels know stays away from the others. */
export const graphOptionsFor = (provider: string, target: Target = provider === 'cpu' ? 'cpu' : 'gpu'): GraphOptions => ({
  precision: 'float32',
  target,
});
