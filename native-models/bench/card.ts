// `npm run bench:card`: a UNet of SD 1.5's size with random weights on a provider and on the processor, and in PyTorch where there is one.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { sd15Size } from '../graphs/bench/random-checkpoint.ts';
import { writeRandomUnet } from '../graphs/bench/random-unet.ts';
import { readDiffusersFolder } from '../graphs/diffusers-folder.ts';
import type { GraphOptions } from '../graphs/graph.ts';
import { componentsOf } from '../graphs/open-checkpoint.ts';
import { mt19937 } from '../noise/mt19937.ts';
import { isProvider, type Provider } from '../sessions/providers.ts';
import { openSession } from '../sessions/session.ts';
import type { Numbers } from '../sessions/tensor.ts';
import { relativeDifference, selfTest } from '../self-test/self-test.ts';
import { measure } from './measure.ts';

const usage = `usage: npm run bench:card -- --provider webgpu|cuda|dml|coreml [--divide N] [--latent N] [--batch N] [--runs N] [--steps N]
                              [--torch PYTHON]
Prints the self-test, the starter model's step (--steps of them, if not its own number) on the provider and on the processor, and one forward of a UNet of SD 1.5's size (widths divided by N)
with random weights in float16 and float32 there, with the largest difference from the processor's float32. --torch names a Python that has torch and
diffusers: the same weights in float16 on its card (or float32 on its processor).
`;

const { values } = parseArgs({
  options: {
    provider: { type: 'string', default: 'webgpu' },
    divide: { type: 'string', default: '1' },
    latent: { type: 'string', default: '64' },
    batch: { type: 'string', default: '2' },
    runs: { type: 'string', default: '10' },
    steps: { type: 'string' },
    torch: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

type Forward = Readonly<{ milliseconds: number; data: ArrayLike<number> }>;
type Feeds = Readonly<Record<string, Numbers>>;

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const forward = async (folder: string, provider: Provider, graphs: GraphOptions, feeds: Feeds, runs: number): Promise<Forward> => {
  const denoiser = componentsOf(readDiffusersFolder(folder), graphs, []).find(({ file }) => file.includes('denoiser'));
  if (denoiser === undefined) throw new Error('there is no denoiser in the folder that was just written');
  const session = await openSession(await denoiser.load(), { providers: provider === 'cpu' ? ['cpu'] : [provider, 'cpu'] });
  try {
    const run = async (): Promise<ArrayLike<number>> => (await session.run(feeds))['out_sample']!.data;
    let data = await run();
    const times: number[] = [];
    for (let i = 0; i < runs; i++) {
      const start = performance.now();
      data = await run();
      times.push(performance.now() - start);
    }
    return { milliseconds: median(times), data };
  } finally {
    await session.release();
  }
};

const TorchReport = z.object({ device: z.string(), dtype: z.string(), milliseconds: z.number() });

/** The same weights and inputs in diffusers. */
const torch = async (python: string, folder: string, feeds: Feeds, runs: number): Promise<Forward & z.output<typeof TorchReport>> => {
  for (const [name, { data }] of Object.entries(feeds)) writeFileSync(join(folder, `${name}.f32`), Float32Array.from(data));
  const shape = feeds['sample']!.dims.join(',');
  const script = fileURLToPath(new URL('./torch_unet.py', import.meta.url));
  const { stdout } = await promisify(execFile)(python, [script, folder, shape, String(runs)]);
  const bytes = readFileSync(join(folder, 'out.f32'));
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { ...TorchReport.parse(JSON.parse(stdout)), data };
};

const line = (label: string, { milliseconds, data }: Forward, reference: ArrayLike<number>): void =>
  console.log(
    `  ${label.padEnd(34)} ${milliseconds.toFixed(1).padStart(9)} ms   largest difference ${relativeDifference(data, reference).toExponential(1)}`,
  );

const bench = async (): Promise<void> => {
  const { provider } = values;
  if (!isProvider(provider)) throw new RangeError(`“${provider}” is no provider`);
  const [divide, latent, batch, runs] = [values.divide, values.latent, values.batch, values.runs].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const test = await selfTest(provider);
  console.log(`self-test on ${provider}: ${JSON.stringify(test)}`);
  if (test.verdict === 'unavailable') return;

  const starter = fileURLToPath(new URL('../../assets/models/starter', import.meta.url));
  const steps = values.steps === undefined ? null : Number(values.steps);
  for (const on of [provider, 'cpu'] as const) {
    const figures = await measure(starter, { provider: on, target: test.target, steps, size: null, repeats: 1, threads: null });
    console.log(
      `starter on ${figures.provider}: ${figures.networkCall.toFixed(1)} ms a network call, ${figures.picture.toFixed(0)} ms a picture`,
    );
  }

  const size = { ...sd15Size.unet, widths: sd15Size.unet.widths.map((width) => width / divide) };
  const random = mt19937(1);
  const numbers = (...dims: number[]): Numbers => ({
    dims,
    data: Float32Array.from({ length: dims.reduce((all, dim) => all * dim, 1) }, () => random.next() / 2 ** 31 - 1),
  });
  const feeds: Feeds = {
    sample: numbers(batch, 4, latent, latent),
    timestep: { dims: [], data: Float32Array.of(500) },
    encoder_hidden_states: numbers(batch, 77, size.contextWidth),
  };
  const folder = mkdtempSync(join(tmpdir(), 'bench-card-'));
  try {
    writeRandomUnet(folder, size, random.next);
    console.log(`UNet of SD 1.5, widths / ${divide}, random weights, latents ${latent}×${latent}, batch ${batch}, one forward:`);
    const reference = await forward(folder, 'cpu', { precision: 'float32', target: 'cpu' }, feeds, Math.min(runs, 2));
    line('processor, float32', reference, reference.data);
    for (const precision of ['float32', 'float16'] as const) {
      const found = await forward(folder, provider, { precision, target: test.target }, feeds, runs).catch((error: unknown) =>
        String(error),
      );
      if (typeof found === 'string') console.log(`  ${provider}, ${precision}: ${found}`);
      else line(`${provider}, ${precision}, ${test.target}`, found, reference.data);
    }
    if (values.torch !== undefined) {
      const found = await torch(values.torch, folder, feeds, runs);
      line(`PyTorch on ${found.device}, ${found.dtype}`, found, reference.data);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
};

if (values.help) process.stdout.write(usage);
else await bench();
