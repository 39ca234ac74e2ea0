import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mt19937 } from '../../noise/mt19937.ts';
import { type GraphSource, openSession, type Session } from '../../sessions/session.ts';
import type { ComponentSource } from '../../pipelines/model-source.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import { readCheckpointFile } from '../checkpoint.ts';
import type { GraphOptions } from '../graph.ts';
import { componentsOf } from '../open-checkpoint.ts';
import { type LoraUse } from '../lora/adapt.ts';
import { readLora } from '../lora/read-lora.ts';
import { type CheckpointSize, sd15Size, sdxlSize, writeRandomCheckpoint } from './random-checkpoint.ts';
import { writeRandomLora } from './random-lora.ts';

const usage = `usage: node native-models/graphs/bench/main.ts [--family sd15|sdxl] [--divide N] [--latent N] [--batch N] [--steps N]
                                              [--target cpu|gpu|portable] [--rank N] [--threads N]
Writes a checkpoint of random weights (widths divided by N; 1 is the true size), opens its denoiser, runs it, and puts a LoRA on it.
Prints seconds and GiB. One process measures one target, because the peak of memory is the process's.`;

const families: Readonly<Record<string, CheckpointSize>> = { sd15: sd15Size, sdxl: sdxlSize };
const targets: readonly GraphOptions['target'][] = ['cpu', 'gpu', 'portable'];

const { values } = parseArgs({
  options: {
    family: { type: 'string', default: 'sd15' },
    divide: { type: 'string', default: '1' },
    latent: { type: 'string', default: '64' },
    batch: { type: 'string', default: '2' },
    steps: { type: 'string', default: '2' },
    rank: { type: 'string', default: '16' },
    target: { type: 'string', default: 'cpu' },
    threads: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const family = families[values.family];
const target = targets.find((name) => name === values.target);
if (values.help || family === undefined || target === undefined) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
const [divide, latent, batch, steps, rank] = [values.divide, values.latent, values.batch, values.steps, values.rank].map(Number) as [
  number,
  number,
  number,
  number,
  number,
];

/** Only the denoiser is measured: text encoders and VAE are left small. */
const size: CheckpointSize = {
  ...family,
  unet: { ...family.unet, widths: family.unet.widths.map((width) => width / divide) },
  clip: null,
  openClip: null,
  vae: [32, 32, 32, 32],
};

const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(2);
/** Wall time, and processor time, which says more on a busy machine (with one thread: waiting threads spin). */
const seconds = async <T>(label: string, run: () => T | Promise<T>): Promise<T> => {
  const start = performance.now();
  const before = process.cpuUsage();
  const result = await run();
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const peak = gibibytes(process.resourceUsage().maxRSS * 1024);
  console.log(`${label.padEnd(34)} ${wall.toFixed(2)} s   ${((user + system) / 1e6).toFixed(2)} s of processor   peak ${peak} GiB`);
  return result;
};

const random = mt19937(1);
const numbers = (...dims: number[]): Numbers => ({
  dims,
  data: Float32Array.from({ length: dims.reduce((all, dim) => all * dim, 1) }, () => random.next() / 2 ** 31 - 1),
});

const home = mkdtempSync(join(tmpdir(), 'bench-'));
const feeds = {
  sample: numbers(batch, 4, latent, latent),
  timestep: { dims: [], data: Float32Array.of(500) },
  encoder_hidden_states: numbers(batch, 77, size.unet.contextWidth),
  ...(size.unet.addedWidth > 0 ? { text_embeds: numbers(batch, 1280), time_ids: numbers(batch, 6) } : {}),
};

/** `portable` stands for an exporter's graph, which onnxruntime may rewrite as it likes. */
const asExported = async ({ load }: ComponentSource): Promise<GraphSource> => {
  const source = await load();
  return source.kind === 'bytes' && target === 'portable' ? { ...source, optimize: 'everything' } : source;
};

const open = async (uses: readonly LoraUse[], session: Session | null): Promise<{ session: Session; run: () => Promise<unknown> }> => {
  const components = componentsOf(readCheckpointFile(checkpoint), { precision: 'float32', target }, uses);
  const denoiser = components.find(({ file }) => file.includes('denoiser'))!;
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  const opened = session ?? (await openSession(await asExported(denoiser), { providers: ['cpu'], threads }));
  const constants = (await denoiser.constants?.()) ?? {};
  return { session: opened, run: () => opened.run({ ...constants, ...feeds }) };
};

const checkpoint = join(home, 'checkpoint.safetensors');
const lora = join(home, 'lora.safetensors');
try {
  writeRandomCheckpoint(checkpoint, size, random.next);
  const touched = writeRandomLora(lora, size.unet, rank, random.next);
  console.log(
    `${values.family} / ${divide}, ${gibibytes(statSync(checkpoint).size)} GiB on disk; latents ${latent}×${latent}, batch ${batch}; ${target}`,
  );
  const plain = await seconds('open', () => open([], null));
  for (let i = 0; i < steps; i++) await seconds(`step ${i + 1}`, plain.run);
  await plain.session.release();
  const use = (scale: number): readonly LoraUse[] => [{ lora: readLora(lora), scale }];
  const adapted = await seconds(`open with a LoRA on ${touched} weights`, () => open(use(1), null));
  for (let i = 0; i < steps; i++) await seconds(`step ${i + 1} with it`, adapted.run);
  const changed = await seconds('another scale', () => open(use(0.5), adapted.session));
  await seconds('step after it', changed.run);
  await changed.session.release();
} finally {
  rmSync(home, { recursive: true });
}
