import { createHash } from 'node:crypto';
import { PictureError } from '../../pipelines/errors.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import type { Network } from '../checkpoint.ts';
import type { Weight } from '../weights.ts';
import { adaptersFor, denoiserModules, textEncoderModules } from './match.ts';
import { type Changes, mergeWeights, touchedBy } from './merge.ts';
import type { Home } from './names.ts';
import type { Lora } from './read-lora.ts';
import { type Words, sentence } from '../../words/sentence.ts';

/** A LoRA and how strongly it is applied: 1 as it was trained, 0 not at all, negative the other way. */
export type LoraUse = Readonly<{ lora: Lora; scale: number /** For the text encoders, where it differs. */; textScale?: number }>;

/**
 * A network whose changed weights arrive as inputs. `key` is equal for equal sets of changed weights: their graphs are the same. `constants`
 * computes them once; after `forget`, once more when they are wanted again.
 */
export type Adapted<N extends Network> = Readonly<{
  network: N;
  key: string;
  constants: () => Promise<Readonly<Record<string, Numbers>>>;
  forget: () => void;
}>;

const homeOf = (dialect: Network['dialect'], index: number): Home | null => {
  if (dialect === 'vae') return null;
  if (dialect === 'clip' || dialect === 'open-clip') return index === 0 ? 'text-encoder' : 'text-encoder-2';
  return 'denoiser';
};

const kept = <T>(make: () => Promise<T>): Readonly<{ get: () => Promise<T>; forget: () => void }> => {
  let made: Promise<T> | null = null;
  return {
    get: () => {
      made ??= make();
      return made;
    },
    forget: () => {
      made = null;
    },
  };
};

/** What the LoRAs change in a network; `index` counts text encoders. Empty where they change nothing. */
export const changesTo = (network: Network, index: number, uses: readonly LoraUse[]): Changes => {
  const home = homeOf(network.dialect, index);
  if (home === null || uses.length === 0) return [];
  const modules = home === 'denoiser' ? denoiserModules(network.weights) : textEncoderModules(network.weights);
  return uses.map(({ lora }) => ({ lora, adapters: adaptersFor(lora.adapters, home, modules, network.weights) }));
};

/** The network with LoRAs applied, or null when they change nothing in it. */
export const adapt = <N extends Network>(network: N, index: number, uses: readonly LoraUse[]): Adapted<N> | null => {
  const changes = changesTo(network, index, uses);
  const touched = touchedBy(changes);
  if (touched.length === 0) return null;
  const fed = touched.map((name): readonly [string, Weight] => {
    const { shape } = network.weights.get(name)!;
    return [name, { type: 'float32', shape, data: { kind: 'fed' } }];
  });
  const scales = uses.map(({ scale, textScale }) => (homeOf(network.dialect, index) === 'denoiser' ? scale : (textScale ?? scale)));
  const merged = kept(() => mergeWeights(network, changes, scales));
  return {
    network: { ...network, weights: new Map([...network.weights, ...fed]) },
    key: createHash('sha256').update(touched.join('\n')).digest('hex').slice(0, 8),
    constants: merged.get,
    forget: merged.forget,
  };
};

/**
 * Sentences about LoRAs that fit the networks only in part. Throws `PictureError` for one that fits nowhere: it was made for another family.
 * Networks are given with their number among the text encoders.
 */
export const misfits = (networks: readonly (readonly [Network, number])[], uses: readonly LoraUse[]): readonly Words[] => {
  const fitted = networks.map(([network, index]) => changesTo(network, index, uses));
  return uses.flatMap(({ lora: { file, adapters, strangers } }, i) => {
    const found = new Set(fitted.flatMap((changes) => [...(changes[i]?.adapters.values() ?? [])]));
    if (found.size === 0) {
      throw new PictureError('model-unsupported', sentence('lora.fits-nothing', { name: file.name }));
    }
    const left = adapters.length - found.size;
    return [
      ...(left === 0 ? [] : [sentence('lora.parts-left', { left, all: adapters.length, name: file.name })]),
      ...(strangers.length === 0
        ? []
        : [sentence('lora.unknown-tensors', { name: file.name, count: strangers.length, example: strangers[0] ?? '' })]),
    ];
  });
};
