import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../pipelines/model-source.ts';
import { readJson } from '../pipelines/read-json.ts';
import { resolveInside } from '../sessions/safe-path.ts';
import { type Checkpoint, type Network, networkOf } from './checkpoint.ts';
import { readTensorFile, type TensorFile, weightsOf } from './safetensors-file.ts';
import type { Weight } from './weights.ts';

/** A network of a folder in diffusers' layout, with the `config.json` beside it. */
export type FolderNetwork = Network & Readonly<{ config: Json | null }>;
export type FolderCheckpoint = Omit<Checkpoint, 'denoiser' | 'vae' | 'textEncoders'> &
  Readonly<{ denoiser: FolderNetwork | null; vae: FolderNetwork | null; textEncoders: readonly FolderNetwork[] }>;

/** `model.safetensors`, `diffusion_pytorch_model.fp16.safetensors`, `model-00001-of-00002.safetensors`, `model.fp16-00001-of-00002.safetensors`. */
const fileName = /^(?:model|diffusion_pytorch_model)(?:\.(\w+))?(?:-\d+-of-\d+)?(?:\.(\w+))?\.safetensors$/;

/** One set of files: without a variant where there is one, else float16, else the first in the alphabet. */
const chooseFiles = (names: readonly string[]): readonly string[] => {
  const variants = Map.groupBy(
    names.flatMap((name) => {
      const match = fileName.exec(name);
      return match === null ? [] : [{ name, variant: match[1] ?? match[2] ?? '' }];
    }),
    ({ variant }) => variant,
  );
  const wanted = [...variants.keys()].toSorted(
    (a, b) => Number(b === '') - Number(a === '') || Number(b === 'fp16') - Number(a === 'fp16'),
  );
  return (variants.get(wanted[0] ?? '') ?? []).map(({ name }) => name).toSorted();
};

/** The network in a folder, or null where there is none that can be read. Throws `PictureError` for damaged files. */
export const readNetwork = (root: string, folder: string): { network: FolderNetwork; files: readonly TensorFile[] } | null => {
  const path = join(root, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  const names = chooseFiles(readdirSync(path));
  const files = names.map((name) => readTensorFile(resolveInside(root, join(folder, name))));
  if (files.length === 0) return null;
  const tensors = new Map(files.flatMap((file): readonly (readonly [string, Weight])[] => [...weightsOf(file)]));
  const network = networkOf(tensors, files, join(folder, names[0]!));
  return network === null ? null : { network: { ...network, config: readJson(root, join(folder, 'config.json')) }, files };
};

/** What a model folder holds in diffusers' layout, without ONNX graphs. Throws `PictureError` for files that are damaged or outside. */
export const readDiffusersFolder = (root: string): FolderCheckpoint => {
  const read = (folder: string) => readNetwork(root, folder);
  const [denoiser, vae, first, second] = [read('unet'), read('vae'), read('text_encoder'), read('text_encoder_2')];
  return {
    name: root,
    denoiser: denoiser?.network ?? null,
    vae: vae?.network ?? null,
    textEncoders: [first, second].flatMap((found) => (found === null ? [] : [found.network])),
    files: [denoiser, vae, first, second].flatMap((found) => found?.files ?? []),
  };
};
