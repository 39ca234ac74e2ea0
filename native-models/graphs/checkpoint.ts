import type { ModelFamily } from '../pipelines/description.ts';
import { PictureError } from '../pipelines/errors.ts';
import type { Weight, Weights } from './weights.ts';
import { type Dialect, dialectOf, translate } from './keys/translate.ts';
import { folderOf, readTensorFile, type TensorFile, weightsOf } from './safetensors-file.ts';
import { sentence } from '../words/sentence.ts';

/** The tensors of one network of a model, under the builders' names, and the folder in which their external data is named. */
export type Network = Readonly<{ dialect: Dialect; weights: Weights; folder: string; file: string }>;

/** The networks that were found. Text encoders are in the model's order. */
export type Checkpoint = Readonly<{
  name: string;
  denoiser: Network | null;
  vae: Network | null;
  textEncoders: readonly Network[];
  /** Every file that was read: its header and metadata. */
  files: readonly TensorFile[];
  /** The family that a person said it is of; the tensors are asked where nobody did. */
  family?: ModelFamily;
}>;

/** Where the original programs keep each network in a single file. */
const places = [
  ['model.diffusion_model.', 'denoiser'],
  ['first_stage_model.', 'vae'],
  ['cond_stage_model.transformer.', 'text'],
  ['cond_stage_model.model.', 'text'],
  ['conditioner.embedders.0.transformer.', 'text'],
  ['conditioner.embedders.0.model.', 'text'],
  ['conditioner.embedders.1.model.', 'text'],
] as const;

const below = (tensors: ReadonlyMap<string, Weight>, prefix: string): ReadonlyMap<string, Weight> =>
  new Map([...tensors].filter(([name]) => name.startsWith(prefix)).map(([name, weight]) => [name.slice(prefix.length), weight]));

/** A network from the tensors of files that lie in one folder. Null when they are of no network that the builders know. */
export const networkOf = (tensors: ReadonlyMap<string, Weight>, files: readonly TensorFile[], file: string): Network | null => {
  const dialect = dialectOf(tensors);
  return dialect === null ? null : { dialect, weights: translate(tensors, dialect), folder: folderOf(files[0]!), file };
};

const isText = (dialect: Dialect): boolean => dialect === 'clip' || dialect === 'open-clip';
const isUnet = (dialect: Dialect): boolean => dialect === 'original-unet' || dialect === 'diffusers-unet';

/** What a `.safetensors` file holds: a whole checkpoint, or one network alone. Throws `PictureError` when it holds no network that can be run. */
export const readCheckpointFile = (path: string): Checkpoint => {
  const file = readTensorFile(path);
  const tensors = weightsOf(file);
  const found = places.flatMap(([prefix, part]) => {
    const network = networkOf(below(tensors, prefix), [file], file.name);
    return network === null ? [] : [{ part, network }];
  });
  const alone = found.length === 0 ? networkOf(tensors, [file], file.name) : null;
  const networks = [...found.map(({ network }) => network), ...(alone === null ? [] : [alone])];
  if (networks.length === 0) {
    throw new PictureError('model-unsupported', sentence('file.no-network', { name: file.name }));
  }
  return {
    name: file.name.replace(/\.safetensors$/, ''),
    denoiser: networks.find(({ dialect }) => isUnet(dialect)) ?? null,
    vae: networks.find(({ dialect }) => dialect === 'vae') ?? null,
    textEncoders: networks.filter(({ dialect }) => isText(dialect)),
    files: [file],
  };
};
