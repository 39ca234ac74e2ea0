import { basename, dirname, relative, sep } from 'node:path';
import type { ModelFile } from '../../contract/records.ts';

/** What a folder's name promises of the files in it: the only word there is on those that cannot be read. */
export type Promised = ModelFile['kind'] | 'checkpoint';

const promises: readonly (readonly [RegExp, Promised])[] = [
  [/^(?:stable-?diffusion|checkpoints?|diffusion_models|unet|main)$/i, 'checkpoint'],
  [/^(?:loras?|lycoris)$/i, 'lora'],
  [/^(?:embeddings?|textual_?inversions?)$/i, 'inversion'],
  [/^(?:vae[-_]approx|approxvae)$/i, 'preview-decoder'],
  [/^vaes?$/i, 'vae'],
  [/^(?:clip|text_encoders?)$/i, 'text-encoder'],
];

/** By the nearest folder whose name says something, from the file up to `root` and its own name; null where none does. */
export const promisedKind = (root: string, file: string): Promised | null => {
  const folders = [basename(root), ...relative(root, dirname(file)).split(sep)].toReversed();
  for (const folder of folders) {
    const known = promises.find(([pattern]) => pattern.test(folder));
    if (known !== undefined) return known[1];
  }
  return null;
};
