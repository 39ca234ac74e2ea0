import { statSync } from 'node:fs';
import { PictureError } from '../pipelines/errors.ts';
import { readModelFolder } from '../pipelines/folder.ts';
import type { ModelSource } from '../pipelines/model-source.ts';
import { readDiffusersFolder } from './diffusers-folder.ts';
import { unetTraits } from './family.ts';
import type { GraphOptions, Target } from './graph.ts';
import { adapterOf, checkpointSource, componentsOf, tokenizersOf } from './open-checkpoint.ts';

/** A folder without ONNX graphs may hold the networks in diffusers' layout; its configurations are read as those of any other folder. */
const completed = (source: ModelSource, folder: string, options: GraphOptions): ModelSource => {
  try {
    const checkpoint = readDiffusersFolder(folder);
    const tokenizers = source.tokenizers.length > 0 ? source.tokenizers : tokenizersOf(checkpoint.textEncoders);
    return {
      ...source,
      components: componentsOf(checkpoint, options, []),
      adapt: adapterOf(checkpoint, options),
      ...(checkpoint.denoiser === null ? {} : { family: unetTraits(checkpoint.denoiser.weights).family }),
      tokenizers,
    };
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    return { ...source, problems: [...source.problems, error] };
  }
};

/**
 * A model, whatever it is kept in: a `.safetensors` checkpoint, a folder in diffusers' layout, or a folder of ONNX graphs, which are taken as
 * they are. `options` shape the graphs that are written here. Throws `PictureError` when there is nothing, or a file is no checkpoint.
 */
export const readModel = async (path: string, options: GraphOptions): Promise<ModelSource> => {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return checkpointSource(path, options);
  const source = await readModelFolder(path);
  return source.components.length > 0 || source.problems.length > 0 ? source : completed(source, path, options);
};

/** How graphs are written for a provider: what only the processor's kernels know stays away from the others. */
export const graphOptionsFor = (provider: string, target: Target = provider === 'cpu' ? 'cpu' : 'gpu'): GraphOptions => ({
  precision: 'float32',
  target,
});
