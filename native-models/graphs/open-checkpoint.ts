import { usualScaling, usualScheduler } from '../pipelines/family.ts';
import { PictureError } from '../pipelines/errors.ts';
import type { ModelFamily } from '../pipelines/description.ts';
import type { ComponentSource, Json, ModelSource } from '../pipelines/model-source.ts';
import { memorySource, readGraphHeader } from '../sessions/graph-header.ts';
import type { Checkpoint, Network } from './checkpoint.ts';
import { adapt, type Adapted, type LoraUse, misfits } from './lora/adapt.ts';
import { builtInTokenizer } from './clip-vocabulary.ts';
import { textEncoderConfigFrom, unetConfigFrom, vaeConfigFrom } from './config-json.ts';
import type { FolderCheckpoint } from './diffusers-folder.ts';
import { predictionOf, textEncoderConfigOf, unetConfigOf, type UnetTraits, unetTraits } from './family.ts';
import type { Graph, GraphOptions } from './graph.ts';
import { textEncoderGraph, tokenRows } from './text-encoder.ts';
import { unetGraph } from './unet.ts';
import { vaeDecoderGraph, vaeEncoderGraph } from './vae.ts';
import { countOf, UnknownArchitecture } from './weights.ts';
import { type Words, sentence } from '../words/sentence.ts';

type Configured = Network & Readonly<{ config?: Json | null }>;

/** A network, with LoRAs applied where `adapted` is not null. */
type Prepared = Readonly<{ network: Configured; adapted: Adapted<Configured> | null }>;

const prepare = (network: Configured, index: number, uses: readonly LoraUse[]): Prepared => {
  const adapted = adapt(network, index, uses);
  return { network: adapted?.network ?? network, adapted };
};

/** Inputs of the graph that whoever runs it need not know: weights that LoRAs changed, and no learned tokens unless some are fed. */
const constantsOf = (graph: Graph, { adapted }: Prepared): ComponentSource['constants'] => {
  const width = graph.width(tokenRows);
  const rows = width === null ? {} : { [tokenRows]: { dims: [1, width], data: new Float32Array(width) } };
  if (adapted === null) return width === null ? undefined : async () => rows;
  return async () => ({ ...rows, ...(await adapted.constants()) });
};

/** `part` makes the name unique: one file can hold them all, and a LoRA makes another graph of it. */
const component = (prepared: Prepared, part: string, graph: Graph, config: Json): ComponentSource => {
  const { network, adapted } = prepared;
  const bytes = graph.encode(part);
  const { inputs, outputs, operators } = readGraphHeader(memorySource(bytes));
  const name = `${network.file} (${part}${adapted === null ? '' : `, LoRA on ${adapted.key}`})`;
  const constants = constantsOf(graph, prepared);
  return {
    file: name,
    bytes: bytes.length + graph.weightBytes(),
    inputs: inputs.filter((port) => port.name !== tokenRows && network.weights.get(port.name)?.data.kind !== 'fed'),
    outputs,
    operators,
    config,
    load: async () => ({ kind: 'bytes', name, bytes, externalData: [], weightsFolder: network.folder, optimize: 'operators' }),
    ...(constants === undefined ? {} : { constants }),
    ...(adapted === null ? {} : { forget: adapted.forget }),
  };
};

/** A network with tensors that its graph has no place for is a network of another kind: running the rest would draw nonsense. */
const checkComplete = (unused: readonly string[], file: string): void => {
  if (unused.length === 0) return;
  throw new UnknownArchitecture(`“${file}” has ${unused.length} tensors that this program has no place for, such as “${unused[0]}”.`);
};

const denoiserOf = (prepared: Prepared, traits: UnetTraits, textWidth: number | null, options: GraphOptions): ComponentSource => {
  const { network } = prepared;
  const inner = network.weights.get('add_embedding.linear_1.weight')?.shape[1] ?? null;
  const config = unetConfigFrom(network.config ?? null, unetConfigOf(network.weights, traits, textWidth), inner, network.file);
  const graph = unetGraph(network.weights, config, options);
  checkComplete(graph.unused(), network.file);
  const guess = {
    down_block_types: Array<string>(traits.levels).fill('unknown'),
    sample_size: traits.family.startsWith('sdxl') ? 128 : 64,
  };
  return component(prepared, 'denoiser', graph, network.config ?? guess);
};

const textEncodersOf = (encoders: readonly Prepared[], traits: UnetTraits, options: GraphOptions): readonly ComponentSource[] =>
  encoders.map((prepared, index) => {
    const { network } = prepared;
    const dialect = network.dialect === 'open-clip' ? 'open-clip' : 'clip';
    const guess = textEncoderConfigOf(network.weights, dialect, traits.family);
    const graph = textEncoderGraph(network.weights, textEncoderConfigFrom(network.config ?? null, guess, network.file), options);
    return component(prepared, `text encoder ${index + 1}`, graph, network.config ?? {});
  });

/** The published SDXL autoencoder overflows float16; one that was mended says so. */
const vaePrecision = ({ config }: Configured, family: ModelFamily, options: GraphOptions): GraphOptions =>
  family.startsWith('sdxl') && config?.['force_upcast'] !== false ? { ...options, precision: 'float32' } : options;

/** The decoder and, where there is one, the encoder. `family` is that of the denoiser that it works for. */
export const vaeOf = (network: Configured, family: ModelFamily, wanted: GraphOptions): readonly ComponentSource[] => {
  const options = vaePrecision(network, family, wanted);
  const levels = countOf(network.weights, 'decoder.up_blocks');
  const guess = { scaling_factor: usualScaling(family), block_out_channels: Array<number>(levels).fill(1) };
  const config = vaeConfigFrom(network.config ?? null, network.file);
  const whole = { network, adapted: null };
  const decoderIn = (part: string, chosen: GraphOptions): ComponentSource =>
    component(whole, part, vaeDecoderGraph(network.weights, config, chosen), network.config ?? guess);
  const exact = (): ComponentSource => decoderIn('VAE decoder in float32', { ...options, precision: 'float32' });
  const plain = decoderIn('VAE decoder', options);
  const decoder = options.precision === 'float16' ? { ...plain, inFloat32: exact } : plain;
  if (!network.weights.has('encoder.conv_in.weight')) return [decoder];
  return [decoder, component(whole, 'VAE encoder', vaeEncoderGraph(network.weights, config, options), network.config ?? guess)];
};

/** Width of the pooled text, by the last text encoder's projection. */
const textWidthOf = ({ textEncoders }: Readonly<{ textEncoders: readonly Network[] }>): number | null => {
  const weights = textEncoders.at(-1)?.weights;
  return weights?.get('text_projection')?.shape[1] ?? weights?.get('text_projection.weight')?.shape[0] ?? null;
};

/**
 * The networks of a checkpoint as graphs of ours, with LoRAs applied. Throws `PictureError` for a network of a kind that this program has no
 * graph for.
 */
export const componentsOf = (
  checkpoint: Checkpoint | FolderCheckpoint,
  options: GraphOptions,
  uses: readonly LoraUse[],
): readonly ComponentSource[] => {
  const { denoiser, vae, textEncoders } = checkpoint;
  if (denoiser === null) return [];
  const traits = traitsOf(denoiser, checkpoint);
  return [
    ...textEncodersOf(
      textEncoders.map((network, index) => prepare(network, index, uses)),
      traits,
      options,
    ),
    denoiserOf(prepare(denoiser, 0, uses), traits, textWidthOf(checkpoint), options),
    ...(vae === null ? [] : vaeOf(vae, traits.family, options)),
  ];
};

/** What LoRAs may change, with its number among the text encoders. */
export const networksOf = ({ denoiser, textEncoders }: Checkpoint | FolderCheckpoint): readonly (readonly [Network, number])[] => [
  ...[...textEncoders.entries()].map(([index, network]) => [network, index] as const),
  ...(denoiser === null ? [] : [[denoiser, 0] as const]),
];

/** What `ModelSource.adapt` is for a checkpoint. */
export const adapterOf =
  (checkpoint: Checkpoint | FolderCheckpoint, options: GraphOptions): NonNullable<ModelSource['adapt']> =>
  (uses) => {
    const warnings = misfits(networksOf(checkpoint), uses);
    return { components: componentsOf(checkpoint, options, uses), warnings };
  };

/** What the denoiser's tensors say, under what a person said. */
export const traitsOf = (denoiser: Network, { family }: Pick<Checkpoint, 'family'>): UnetTraits => ({
  ...unetTraits(denoiser.weights),
  ...(family === undefined ? {} : { family }),
});

const schedulerOf = (
  { files }: Pick<Checkpoint, 'files'>,
  traits: UnetTraits,
): Readonly<{ scheduler: Json; warnings: readonly Words[] }> => {
  const file = files[0]!;
  const { predicts, guessed } = predictionOf(file.tensors, file.metadata, traits.family);
  const usual = usualScheduler(traits.family, traits.guided ? 'lcm' : 'none');
  const warnings = guessed ? [sentence('model.assumed', { predicts })] : [];
  const rescale = file.tensors.has('ztsnr') ? { rescale_betas_zero_snr: true } : {};
  return { scheduler: { ...usual, prediction_type: predicts, ...rescale }, warnings };
};

/** A `.safetensors` checkpoint as a model, without a conversion and without a copy. Throws `PictureError` with the reason when it cannot be one. */
export const checkpointSource = (checkpoint: Checkpoint | FolderCheckpoint, options: GraphOptions): ModelSource => {
  const { denoiser } = checkpoint;
  if (denoiser === null) {
    throw new PictureError('model-incomplete', sentence('model.part-only', { name: checkpoint.files[0]!.name }));
  }
  const traits = traitsOf(denoiser, checkpoint);
  const { scheduler, warnings } = schedulerOf(checkpoint, traits);
  return {
    name: checkpoint.name,
    family: traits.family,
    components: componentsOf(checkpoint, options, []),
    adapt: adapterOf(checkpoint, options),
    written: true,
    tokenizers: tokenizersOf(checkpoint.textEncoders),
    scheduler,
    index: null,
    extras: null,
    warnings,
    problems: [],
  };
};

/** The tokenizers of encoders that bring none. OpenCLIP's, which pad in their own way, are told by their names or by the exact GELU. */
export const tokenizersOf = (networks: readonly Configured[]): ModelSource['tokenizers'] =>
  networks.map(({ dialect, config }) =>
    builtInTokenizer(dialect === 'open-clip' || config?.['hidden_act'] === 'gelu' ? 'open-clip' : 'clip'),
  );
