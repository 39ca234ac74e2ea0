import type { ComponentSource } from '../pipelines/model-source.ts';
import { memorySource, readGraphHeader } from '../sessions/graph-header.ts';
import { Graph, type GraphOptions, type Value } from './graph.ts';
import { conv, enlarge } from './layers.ts';
import { folderOf, readTensorFile, weightsOf } from './safetensors-file.ts';
import { shapeOf, UnknownArchitecture, type Weight, type Weights } from './weights.ts';

/** Names of the tensors: the original's are numbers of a list, diffusers' list leaves the clamp at its head out. */
const names = /^(?:(decoder\.layers)\.|taesd_decoder\.|decoder\.)?(\d+)\.((?:conv\.[024]|skip)\.)?(weight|bias)$/;

/** The decoder's tensors as `layers.N…`, counted as in the original; null where these are not all of one. */
const decoderOf = (tensors: Weights): Weights | null => {
  const found = new Map<string, Weight>();
  for (const [name, weight] of tensors) {
    const match = names.exec(name);
    if (match === null) continue;
    const [, diffusers, index, part = '', kind] = match;
    found.set(`layers.${Number(index) + (diffusers === undefined ? 0 : 1)}.${part}${kind}`, weight);
  }
  const first = found.get('layers.1.weight')?.shape;
  return first?.length === 4 && found.has('layers.3.conv.0.weight') ? found : null;
};

const relu = (g: Graph, x: Value): Value => g.op('Relu', [x]);

/** Three convolutions beside a short cut. */
const block = (g: Graph, path: string, x: Value): Value => {
  const inner = [0, 2].reduce((value, i) => relu(g, conv(g, `${path}.conv.${i}`, value)), x);
  const shortcut = g.has(`${path}.skip.weight`) ? conv(g, `${path}.skip`, x) : x;
  return relu(g, g.op('Add', [conv(g, `${path}.conv.4`, inner), shortcut]));
};

/**
 * TAESD's decoder (Bohan 2023, madebyollin/taesd): `latent_sample` [batch, channels, height, width] as the denoiser has it, without any scaling →
 * `sample` [batch, 3, 8·height, 8·width] in about [−1, 1]. Numbers of the list without tensors are a ReLU (2) and doublings of the size.
 */
const taesdGraph = (weights: Weights, options: GraphOptions): Graph => {
  const g = new Graph(weights, options);
  const [, channels] = shapeOf(weights, 'layers.1.weight');
  const latent = g.input('latent_sample', 'float32', ['batch_size', channels!, 'latent_height', 'latent_width']);
  let x = g.op('Mul', [g.op('Tanh', [g.op('Div', [latent, g.scalar(3)])]), g.scalar(3)]);
  const last = Math.max(...[...weights.keys()].map((name) => Number(name.split('.')[1])));
  if (last > 64) throw new UnknownArchitecture(`The preview decoder has ${last} layers, more than any that is known.`);
  for (let i = 1; i <= last; i++) {
    if (g.has(`layers.${i}.weight`)) x = conv(g, `layers.${i}`, x);
    else if (g.has(`layers.${i}.conv.0.weight`)) x = block(g, `layers.${i}`, x);
    else x = i === 2 ? relu(g, x) : enlarge(g, x);
  }
  const [colours] = shapeOf(weights, `layers.${last}.weight`);
  const centred = g.op('Sub', [g.op('Mul', [x, g.scalar(2)]), g.scalar(1)]);
  g.output('sample', centred, ['batch_size', colours!, 'height', 'width']);
  return g;
};

/** Whether a file of weights is a preview decoder. Reads no weights. */
export const isPreviewDecoder = (path: string): boolean => decoderOf(weightsOf(readTensorFile(path))) !== null;

/** A preview decoder as a network to be opened. Throws `PictureError` when the file holds none. */
export const readPreviewDecoder = (path: string, options: GraphOptions): ComponentSource => {
  const file = readTensorFile(path);
  const weights = decoderOf(weightsOf(file));
  if (weights === null) throw new UnknownArchitecture(`“${file.name}” is no preview decoder (TAESD).`);
  const graph = taesdGraph(weights, options);
  const bytes = graph.encode('preview decoder');
  const name = `${file.name} (preview decoder)`;
  return {
    file: name,
    bytes: bytes.length + graph.weightBytes(),
    ...readGraphHeader(memorySource(bytes)),
    config: null,
    load: async () => ({ kind: 'bytes', name, bytes, externalData: [], weightsFolder: folderOf(file), optimize: 'operators' }),
  };
};
