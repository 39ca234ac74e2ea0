import { join, posix, relative, sep } from 'node:path';
import type { Network } from '../checkpoint.ts';
import { Graph, type Value } from '../graph.ts';
import { openSession } from '../../sessions/session.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import { shapeOf, type Weight } from '../weights.ts';
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

const scaleName = (index: number): string => `scale_${index}`;

type MergeGraph = Readonly<{
  bytes: Uint8Array;
  folder: string | null /** The output's name, by weight. */;
  outputs: ReadonlyMap<string, Value>;
}>;

/** Merging is a graph too: `scale_i` [] → the weights `touched`. It reads both files where they lie. */
const mergeGraph = ({ weights, folder }: Network, changes: Changes, touched: readonly string[]): MergeGraph => {
  const common = commonFolder([folder, ...changes.map(({ lora }) => lora.folder)]);
  const own = touched.map((name) => [name, relocated(weights.get(name)!, folder, common)] as const);
  const g = new Graph(new Map([...own, ...tensorsOf(changes, common)]), { precision: 'float32', target: 'portable' });
  const scales = changes.map((_, index) => g.wideInput(scaleName(index), []));
  const merged = (name: string): Value => {
    const weight = mergedWeight(g, changes, name, scales);
    const shape = shapeOf(g.weights, name);
    // back into the order in which the network has it
    return weights.get(name)!.turned === true
      ? g.result(g.op('Transpose', [weight], { perm: [1, 0] }), shape.toReversed())
      : g.result(weight, shape);
  };
  const outputs = new Map(touched.map((name) => [name, merged(name)]));
  return { bytes: g.encode('merge'), folder: common, outputs };
};

/** Merged together: enough to keep all cores busy, and little beside what is kept. */
const bytesAtOnce = 2 ** 27;

/** Names in their order, in groups whose float32 tensors take about `bytesAtOnce`. */
const groups = ({ weights }: Network, names: readonly string[]): readonly (readonly string[])[] => {
  let [group, total] = [0, 0];
  const numbered = names.map((name) => {
    const bytes = 4 * shapeOf(weights, name).reduce((product, size) => product * size, 1);
    if (total > 0 && total + bytes > bytesAtOnce) [group, total] = [group + 1, 0];
    total += bytes;
    return { name, group };
  });
  return Array.from({ length: group + 1 }, (_, index) => numbered.filter((each) => each.group === index).map(({ name }) => name));
};

const mergeGroup = async (network: Network, changes: Changes, scales: readonly number[], touched: readonly string[]) => {
  const graph = mergeGraph(network, changes, touched);
  const name = `${network.file} with LoRA`;
  // folding the constants would only hold every weight twice
  const source = { kind: 'bytes', name, bytes: graph.bytes, externalData: [], optimize: 'nothing' } as const;
  const placed = graph.folder === null ? source : { ...source, weightsFolder: graph.folder };
  const session = await openSession(placed, { providers: ['cpu'] });
  try {
    const merged = await session.run(
      Object.fromEntries(scales.map((scale, i) => [scaleName(i), { dims: [], data: Float32Array.of(scale) }])),
    );
    return [...graph.outputs].map(([weight, output]) => [weight, merged[output]!] as const);
  } finally {
    await session.release();
  }
};

/** The weights that the LoRAs change, merged with one scale for each LoRA, float32. Nothing of the rest is read. */
export const mergeWeights = async (
  network: Network,
  changes: Changes,
  scales: readonly number[],
): Promise<Readonly<Record<string, Numbers>>> => {
  const merged: (readonly [string, Numbers])[] = [];
  for (const group of groups(network, touchedBy(changes))) merged.push(...(await mergeGroup(network, changes, scales, group)));
  return Object.fromEntries(merged);
};
