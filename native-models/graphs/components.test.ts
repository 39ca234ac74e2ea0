import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSession } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import type { Network } from './checkpoint.ts';
import { textEncoderConfigFrom, unetConfigFrom, vaeConfigFrom } from './config-json.ts';
import { readNetwork } from './diffusers-folder.ts';
import { textEncoderConfigOf, unetConfigOf, unetTraits } from './family.ts';
import type { Graph, GraphOptions } from './graph.ts';
import { textEncoderGraph } from './text-encoder.ts';
import { unetGraph } from './unet.ts';
import { vaeDecoderGraph, vaeEncoderGraph } from './vae.ts';

/** Tiny random networks and what diffusers and transformers compute for them: made by `golden/record.py`. */
const golden = join(import.meta.dirname, 'golden');

type Recorded = Readonly<{ dims: number[]; data: number[]; every?: number }>;
type Expected = Readonly<{ inputs: Record<string, Recorded>; outputs: Record<string, Recorded> }>;

const networkIn = (name: string) => readNetwork(golden, name)!.network;
const expectedOf = (name: string) => JSON.parse(readFileSync(join(golden, name, 'expected.json'), 'utf8')) as Expected;

const run = async (graph: Graph, network: Network, inputs: Expected['inputs']) => {
  const source = {
    kind: 'bytes',
    name: network.file,
    bytes: graph.encode('test'),
    externalData: [],
    weightsFolder: network.folder,
  } as const;
  const session = await openSession(source, { providers: ['cpu'] });
  try {
    return await session.run(inputs);
  } finally {
    await session.release();
  }
};

const largestError = (found: Numbers, { dims, data, every = 1 }: Recorded): number => {
  expect(found.dims).toEqual(dims);
  return Math.max(...data.map((value, i) => Math.abs(value - found.data[i * every]!)));
};

const targets: readonly (GraphOptions & { most: number })[] = [
  { target: 'cpu', precision: 'float32', most: 2e-5 },
  { target: 'gpu', precision: 'float32', most: 2e-5 },
  { target: 'portable', precision: 'float32', most: 2e-5 },
  { target: 'portable', precision: 'float16', most: 2e-2 },
];

const unets = ['unet-sd1', 'unet-sd1-inpaint', 'unet-sd2', 'unet-lcm', 'unet-xl'];
test.each(unets.flatMap((name) => targets.map((options) => ({ name, ...options }))))(
  '$name computes what diffusers computes: $target, $precision',
  async ({ name, most, ...options }) => {
    const network = networkIn(name);
    const { weights, config, file } = network;
    const inner = weights.get('add_embedding.linear_1.weight')?.shape[1] ?? null;
    const { inputs, outputs } = expectedOf(name);
    const textWidth = inputs['text_embeds']?.dims[1] ?? null;
    const graph = unetGraph(weights, unetConfigFrom(config, unetConfigOf(weights, unetTraits(weights), textWidth), inner, file), options);
    expect(graph.unused()).toEqual([]);
    const result = await run(graph, network, inputs);
    expect(largestError(result['out_sample']!, outputs['out_sample']!)).toBeLessThan(most);
  },
);

test.each(targets)('the autoencoder computes what diffusers computes: $target, $precision', async ({ most, ...options }) => {
  const network = networkIn('vae');
  const config = vaeConfigFrom(network.config, network.file);
  const { inputs, outputs } = expectedOf('vae');
  const [encoder, decoder] = [vaeEncoderGraph(network.weights, config, options), vaeDecoderGraph(network.weights, config, options)];
  expect(encoder.unused().filter((name) => decoder.unused().includes(name))).toEqual([]);
  const encoded = await run(encoder, network, { sample: inputs['sample']! });
  const decoded = await run(decoder, network, { latent_sample: inputs['latent_sample']! });
  expect(largestError(encoded['latent_parameters']!, outputs['latent_parameters']!)).toBeLessThan(most);
  expect(largestError(decoded['sample']!, outputs['sample']!)).toBeLessThan(most);
});

test.each(['text-clip', 'text-open-clip'].flatMap((name) => targets.map((options) => ({ name, ...options }))))(
  '$name computes what transformers computes: $target, $precision',
  async ({ name, most, ...options }) => {
    const network = networkIn(name);
    const { weights, config, file } = network;
    const { inputs, outputs } = expectedOf(name);
    const graph = textEncoderGraph(weights, textEncoderConfigFrom(config, textEncoderConfigOf(weights, 'clip', 'sd1'), file), options);
    expect(graph.unused()).toEqual([]);
    const result = await run(graph, network, inputs);
    expect(Object.keys(result).toSorted()).toEqual(Object.keys(outputs).toSorted());
    for (const [key, expected] of Object.entries(outputs)) expect(largestError(result[key]!, expected), key).toBeLessThan(most);
  },
);
