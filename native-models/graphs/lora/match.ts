import { inverse, type NamePair } from '../keys/rename.ts';
import { openClipNames } from '../keys/text-encoder.ts';
import { layoutOfDiffusers, unetNames } from '../keys/unet.ts';
import type { Weights } from '../weights.ts';
import { flat, type Home } from './names.ts';
import type { Adapter } from './read-lora.ts';
import { fits } from './shape.ts';

/** The modules of one network by every flat name that a LoRA may call them, each with the name of its weight. */
export type ModuleTable = ReadonlyMap<string, string>;

/** Every other name of `path`: for each pair whose name for our side it begins with, theirs. */
const aliasesOf = (path: string, theirs: ReadonlyMap<string, readonly string[]>): readonly string[] => {
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const known = theirs.get(path.slice(0, end));
    if (known !== undefined) return known.map((name) => name + path.slice(end));
  }
  return [];
};

const table = (weights: Weights, pairs: readonly NamePair[], prefixes: readonly string[]): ModuleTable => {
  const theirs = new Map([...Map.groupBy(inverse(pairs), ([ours]) => ours)].map(([ours, group]) => [ours, group.map(([, name]) => name)]));
  const modules = [...weights.keys()].filter((name) => name.endsWith('.weight')).map((name) => name.slice(0, -'.weight'.length));
  return new Map(
    modules.flatMap((path) => {
      // diffusers' oldest files leave out the number of the only layer
      const short = path.endsWith('.to_out.0') ? [path.slice(0, -2)] : [];
      const names = [path, ...short, ...aliasesOf(path, theirs)];
      return prefixes.flatMap((prefix) => names.map((name) => [flat(prefix + name), `${path}.weight`] as const));
    }),
  );
};

export const denoiserModules = (weights: Weights): ModuleTable => table(weights, unetNames(layoutOfDiffusers(weights.keys())), ['']);
export const textEncoderModules = (weights: Weights): ModuleTable => table(weights, openClipNames, ['', 'text_model.']);

/** The adapters that a network has a module of the right size for, by the name of the weight that each changes. */
export const adaptersFor = (
  adapters: readonly Adapter[],
  home: Home,
  modules: ModuleTable,
  weights: Weights,
): ReadonlyMap<string, Adapter> =>
  new Map(
    adapters.flatMap((adapter) => {
      const name = adapter.home === home || adapter.home === 'any' ? modules.get(adapter.module) : undefined;
      const weight = name === undefined ? undefined : weights.get(name);
      return name === undefined || weight === undefined || !fits(adapter.tensors, weight) ? [] : [[name, adapter] as const];
    }),
  );
