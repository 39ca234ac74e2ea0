import { join } from 'node:path';
import type { ComponentSource, ModelSource } from '../../pipelines/model-source.ts';
import { roleOf } from '../../sessions/roles.ts';
import type { Network } from '../checkpoint.ts';
import { valueInfo } from '../onnx.ts';
import { folderOfGraph, type OnnxWeight, readOnnxWeights } from '../onnx-weights.ts';
import { withInputsFor } from '../rewrite-onnx.ts';
import { adapt, type LoraUse, misfits } from './adapt.ts';

type Known = Readonly<{ source: ComponentSource; index: number; path: string; network: Network; weights: ReadonlyMap<string, OnnxWeight> }>;

/** One network of an export, as far as LoRAs are concerned. `index` counts text encoders. */
const knownOf = (root: string, source: ComponentSource, index: number): Known => {
  const path = join(root, source.file);
  const weights = readOnnxWeights(path);
  const network: Network = {
    dialect: roleOf(source).kind === 'denoiser' ? 'diffusers-unet' : 'clip',
    weights: new Map([...weights].map(([name, { weight }]) => [name, weight])),
    folder: folderOfGraph(path),
    file: source.file,
  };
  return { source, index, path, network, weights };
};

/** The component with its changed weights as inputs; itself where nothing changes. */
const changed = ({ source, index, path, network, weights }: Known, uses: readonly LoraUse[]): ComponentSource => {
  const adapted = adapt(network, index, uses);
  if (adapted === null) return source;
  const touched = [...adapted.network.weights].filter(([, { data }]) => data.kind === 'fed').map(([name]) => name);
  const inputs = touched.map((name) => {
    const { initializer, weight } = weights.get(name)!;
    return valueInfo(initializer, weight.type, weight.turned === true ? weight.shape.toReversed() : weight.shape);
  });
  const name = `${source.file} (LoRA on ${adapted.key})`;
  return {
    ...source,
    file: name,
    load: async () => ({ kind: 'bytes', name, bytes: withInputsFor(path, inputs), externalData: [], weightsFolder: network.folder }),
    constants: async () =>
      Object.fromEntries(Object.entries(await adapted.constants()).map(([module, numbers]) => [weights.get(module)!.initializer, numbers])),
    forget: adapted.forget,
  };
};

/** What `ModelSource.adapt` is for a folder of ONNX graphs: LoRAs change the weights whose modules the exporter still names. */
export const onnxAdapter =
  (root: string, components: readonly ComponentSource[]): NonNullable<ModelSource['adapt']> =>
  (uses) => {
    if (uses.length === 0) return { components, warnings: [] };
    let encoders = 0;
    const known = components.map((source) => {
      const { kind } = roleOf(source);
      if (kind === 'denoiser') return knownOf(root, source, 0);
      return kind === 'text-encoder' ? knownOf(root, source, encoders++) : source;
    });
    const networks = known.flatMap((one) => ('network' in one ? [[one.network, one.index] as const] : []));
    return { components: known.map((one) => ('network' in one ? changed(one, uses) : one)), warnings: misfits(networks, uses) };
  };
