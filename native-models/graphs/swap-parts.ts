import { basename } from 'node:path';
import { PictureError } from '../pipelines/errors.ts';
import type { ComponentSource, ModelSource } from '../pipelines/model-source.ts';
import { type Role, roleOf } from '../sessions/roles.ts';
import type { GraphOptions } from './graph.ts';
import { vaeOf } from './open-checkpoint.ts';
import type { Found } from './read-model.ts';
import { type Words, sentence } from '../words/sentence.ts';

const missing = (what: Words, path: string): PictureError =>
  new PictureError('model-incomplete', sentence('part.none-in', { name: basename(path), what }));

const isVae = (component: ComponentSource): boolean => {
  const kinds: readonly Role['kind'][] = ['vae-decoder', 'vae-encoder'];
  return kinds.includes(roleOf(component).kind);
};

/** The networks with the text encoders of another checkpoint. Throws `PictureError` where one of the two is a folder of ONNX graphs. */
export const withTextEncodersFrom = (own: Found, lender: Found, path: string): Found => {
  if (own.networks === null) {
    throw new PictureError('model-unsupported', sentence('part.onnx-encoders'));
  }
  const encoders = lender.networks?.textEncoders ?? [];
  if (encoders.length === 0) throw missing(sentence('part.text-encoder'), path);
  return {
    networks: { ...own.networks, textEncoders: encoders },
    // the tokenizers go with the encoders
    folder: own.folder === null ? null : { ...own.folder, tokenizers: lender.folder?.tokenizers ?? [] },
  };
};

const vaeComponents = (
  source: ModelSource,
  { networks, folder }: Found,
  path: string,
  options: GraphOptions,
): readonly ComponentSource[] => {
  if (networks === null) return folder?.components.filter(isVae) ?? [];
  if (networks.vae === null) throw missing(sentence('part.vae'), path);
  return vaeOf(networks.vae, source.family ?? 'unknown', options);
};

/** The model with another one's VAE, or with a lone VAE file, in the place of its own. LoRAs leave it alone. */
export const withVaeFrom = (source: ModelSource, lender: Found, path: string, options: GraphOptions): ModelSource => {
  const vae = vaeComponents(source, lender, path, options);
  if (vae.length === 0) throw missing(sentence('part.vae'), path);
  const swapped = (components: readonly ComponentSource[]): readonly ComponentSource[] => [
    ...components.filter((component) => !isVae(component)),
    ...vae,
  ];
  const { adapt } = source;
  return {
    ...source,
    components: swapped(source.components),
    ...(adapt === undefined
      ? {}
      : {
          adapt: (uses: Parameters<typeof adapt>[0]) => {
            const { components, warnings } = adapt(uses);
            return { components: swapped(components), warnings };
          },
        }),
  };
};
