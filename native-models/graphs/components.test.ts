import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openSession } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import { type Network, readCheckpointFile } from './checkpoint.ts';
import { textEncoderConfigFrom, unetConfigFrom, vaeConfigFrom } from './config-json.ts';
import { decodeNumbers } from './decode.ts';
import { readNetwork } from './diffusers-folder.ts';
import { readTensorBytes } from './safetensors-file.ts';
import { textEncoderConfigOf, unetConfigOf, unetTraits } from './family.ts';
import { kinds, writeSingleFile } from './golden/single-file.ts';
import type { Graph, GraphOptions } from './graph.ts';
import { componentsOf } from './open-checkpoint.ts';
import { firstLearnedId, textEncoderGraph } from './text-encoder.ts';
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

const home = mkdtempSync(join(tmpdir(), 'single-file-'));
afterAll(() => rmSync(home, { recursive: true }));

/** What a PyTorch UNet without any library computes (`golden/plain_unet.py`, which agrees with diffusers' recordings above). */
const singleFiles = JSON.parse(readFileSync(join(golden, 'single-file.json'), 'utf8')) as Record<string, Expected>;

test.each(Object.entries(kinds))('a single file of the kind “%s” computes what PyTorch computes', async (name, kind) => {
  const path = join(home, `${name}.safetensors`);
  writeSingleFile(path, kind);
  const denoiser = componentsOf(readCheckpointFile(path), targets[0]!, []).find(({ file }) => file.includes('denoiser'))!;
  const session = await openSession(await denoiser.load(), { providers: ['cpu'] });
  const { inputs, outputs } = singleFiles[name]!;
  const found = await session.run(inputs);
  await session.release();
  expect(largestError(found['out_sample']!, outputs['out_sample']!)).toBeLessThan(2e-5);
});

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
    const none = { dims: [1, 32], data: Array<number>(32).fill(0) };
    const result = await run(graph, network, { ...inputs, token_rows: none });
    expect(Object.keys(result).toSorted()).toEqual(Object.keys(outputs).toSorted());
    for (const [key, expected] of Object.entries(outputs)) expect(largestError(result[key]!, expected), key).toBeLessThan(most);
  },
);

test('a learned row takes the place of a token: the row of a token is as good as the token', async () => {
  const network = networkIn('text-clip');
  const { weights, config, file, folder } = network;
  const graph = () =>
    textEncoderGraph(weights, textEncoderConfigFrom(config, textEncoderConfigOf(weights, 'clip', 'sd1'), file), targets[0]!);
  const { data } = weights.get('embeddings.token_embedding.weight')!;
  if (data.kind !== 'external') throw new Error('the weights are in a file');
  const [width, token] = [32, 41];
  const half = readTensorBytes(join(folder, data.location), { offset: data.offset + 2 * width * token, length: 2 * width });
  const rows = { dims: [2, width], data: [...Array<number>(width).fill(9), ...decodeNumbers('float16', half)] };
  const ids = (second: number) => ({ dims: [1, 4], data: [97, 5, second, 98] });
  const plain = await run(graph(), network, {
    input_ids: ids(token),
    token_rows: { dims: [1, width], data: Array<number>(width).fill(0) },
  });
  const learned = await run(graph(), network, { input_ids: ids(firstLearnedId + 1), token_rows: rows });
  for (const [name, expected] of Object.entries(plain)) expect(learned[name]!.data, name).toEqual(expected.data);
  const other = await run(graph(), network, { input_ids: ids(firstLearnedId), token_rows: rows });
  expect(other['last_hidden_state']!.data).not.toEqual(plain['last_hidden_state']!.data);
});
