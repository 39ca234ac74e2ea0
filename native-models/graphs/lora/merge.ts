import { join, posix, relative, sep } from 'node:path';
import type { Network } from '../checkpoint.ts';
import { Graph, type Value } from '../graph.ts';
import { openSession } from '../../sessions/session.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import { shapeOf, type Weight, type Weights } from '../weights.ts';
import { applyAdapter } from './formulas.ts';
import type { Part } from './names.ts';
import type { Adapter, Lora } from './read-lora.ts';
import { readTensorBytes } from '../safetensors-file.ts';

/** What several LoRAs do to one network: for each, the adapters by the weight that they change. */
export type Changes = readonly Readonly<{ lora: Lora; adapters: ReadonlyMap<string, Adapter> }>[];

/** The weights that change, by name. */
export const touchedBy = (changes: Changes): readonly string[] =>
  [...new Set(changes.flatMap(({ adapters }) => [...adapters.keys()]))].toSorted();

/** The lowest folder that holds them all; null on Windows when they are on different drives. */
const commonFolder = (folders: readonly string[]): string | null => {
  const [first, ...others] = folders.map((folder) => folder.split(sep));
  const shared = first!.findIndex((name, i) => others.some((other) => other[i] !== name));
  const parts = shared === -1 ? first! : first!.slice(0, shared);
  return parts.length === 0 ? null : parts.join(sep) + sep;
};

/** The same tensor, with its file named from another folder. Without a folder in common its bytes are read into memory. */
const relocated = (weight: Weight, from: string, to: string | null): Weight => {
  const { data } = weight;
  if (data.kind !== 'external') return weight;
  if (to === null) return { ...weight, data: { kind: 'inline', bytes: readTensorBytes(join(from, data.location), data) } };
  const location = relative(to, join(from, data.location)).split(sep).join(posix.sep);
  return { ...weight, data: { ...data, location } };
};

const tensorName = (lora: number, weight: string, part: Part): string => `lora ${lora} ${part} ${weight}`;

const tensorsOf = (changes: Changes, folder: string | null): readonly (readonly [string, Weight])[] =>
  changes.flatMap(({ lora, adapters }, index) =>
    [...adapters].flatMap(([weight, { tensors }]) =>
      (Object.entries(tensors) as [Part, Weight][]).map(
        ([part, tensor]) => [tensorName(index, weight, part), relocated(tensor, lora.folder, folder)] as const,
      ),
    ),
  );

const mergedWeight = (g: Graph, changes: Changes, name: string, scales: readonly Value[]): Value =>
  changes.reduce((weight, { adapters }, index) => {
    const adapter = adapters.get(name);
    if (adapter === undefined) return weight;
    const loaded = {
      parts: new Set(Object.keys(adapter.tensors) as Part[]),
      name: (part: Part) => tensorName(index, name, part),
      alpha: adapter.alpha,
    };
    return applyAdapter(g, weight, loaded, shapeOf(g.weights, name), scales[index]!);
  }, g.wideWeight(name));

const outputName = (name: string): string => `merged ${name}`;
const scaleName = (index: number): string => `scale_${index}`;

/** Merging is a graph too: `scale_i` [] → `merged NAME` for every weight that changes. It reads both files where they lie. */
const mergeGraph = (weights: Weights, folder: string, changes: Changes): Readonly<{ bytes: Uint8Array; folder: string | null }> => {
  const common = commonFolder([folder, ...changes.map(({ lora }) => lora.folder)]);
  const touched = touchedBy(changes);
  const own = touched.map((name) => [name, relocated(weights.get(name)!, folder, common)] as const);
  const g = new Graph(new Map([...own, ...tensorsOf(changes, common)]), { precision: 'float32', target: 'portable' });
  const scales = changes.map((_, index) => g.wideInput(scaleName(index), []));
  for (const name of touched) g.output(outputName(name), mergedWeight(g, changes, name, scales), shapeOf(g.weights, name));
  return { bytes: g.encode('merge'), folder: common };
};

/** The weights that the LoRAs change, merged with one scale for each LoRA, float32. Nothing of the rest is read. */
export const mergeWeights = async (
  { weights, folder, file }: Network,
  changes: Changes,
  scales: readonly number[],
): Promise<Readonly<Record<string, Numbers>>> => {
  const graph = mergeGraph(weights, folder, changes);
  // folding the constants would only hold every weight twice
  const source = { kind: 'bytes', name: `${file} with LoRA`, bytes: graph.bytes, externalData: [], optimize: 'nothing' } as const;
  const placed = graph.folder === null ? source : { ...source, weightsFolder: graph.folder };
  const session = await openSession(placed, { providers: ['cpu'] });
  try {
    const feeds = Object.fromEntries(scales.map((scale, index) => [scaleName(index), { dims: [], data: Float32Array.of(scale) }]));
    const merged = await session.run(feeds);
    return Object.fromEntries(touchedBy(changes).map((name) => [name, merged[outputName(name)]!]));
  } finally {
    await session.release();
  }
};
