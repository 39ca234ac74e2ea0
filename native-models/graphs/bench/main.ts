import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { mt19937 } from '../../noise/mt19937.ts';
import { readCheckpointFile } from '../checkpoint.ts';
import { largestBlock, recordingBlocks } from './largest-block.ts';
import { writePytorchExport } from './pytorch-export.ts';
import { type CheckpointSize, sd15Size, sdxlSize, writeRandomCheckpoint } from './random-checkpoint.ts';
import { writeRandomLora } from './random-lora.ts';
import type { Line, Task } from './task.ts';

const usage = `usage: npm run bench:checkpoint -- [--family sd15|sdxl] [--divide N] [--latent N] [--batch N] [--steps N] [--rank N] [--threads N]
                                   [--only ours,pytorch,portable,block,lora]
Writes a checkpoint of random weights in the true size (widths divided by N with --divide), and a LoRA as kohya's scripts train them. Measures, each
in a process of its own: the denoiser on our graph; on the graph of PyTorch's exporter (sd15 in its true size); on standard operators; the largest
block of memory that it asks the system for (Linux, with strace); and the model with a LoRA. Needs up to 7 GB of disk for temporary files and
10 GB of memory.`;

const families: Readonly<Record<string, CheckpointSize>> = { sd15: sd15Size, sdxl: sdxlSize };
const parts = ['ours', 'pytorch', 'portable', 'block', 'lora'] as const;
type Part = (typeof parts)[number];

const { values } = parseArgs({
  options: {
    family: { type: 'string', default: 'sd15' },
    divide: { type: 'string', default: '1' },
    latent: { type: 'string' },
    batch: { type: 'string', default: '2' },
    steps: { type: 'string', default: '2' },
    rank: { type: 'string', default: '32' },
    threads: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const family = families[values.family];
if (values.help || family === undefined) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
const [divide, batch, steps, rank] = [values.divide, values.batch, values.steps, values.rank].map(Number) as [
  number,
  number,
  number,
  number,
];
const xl = family.unet.addedWidth > 0;
const latent = Number(values.latent ?? (xl ? 128 : 64));
const exported = values.family === 'sd15' && divide === 1;
const usual: readonly Part[] = exported ? ['ours', 'pytorch', 'block', 'lora'] : ['ours', 'portable', 'block', 'lora'];
const wanted = values.only === undefined ? usual : parts.filter((part) => values.only?.split(',').includes(part));

/** The denoiser and its text encoders; the autoencoder is left small. */
const size: CheckpointSize = {
  ...family,
  unet: { ...family.unet, widths: family.unet.widths.map((width) => width / divide) },
  vae: [32, 32, 32, 32],
};

const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(2);
const home = mkdtempSync(join(tmpdir(), 'bench-'));
const checkpoint = join(home, 'checkpoint.safetensors');
const { contextWidth, addedWidth } = size.unet;
const common = {
  checkpoint,
  inputs: { latent, batch, contextWidth, addedWidth },
  steps,
  threads: values.threads === undefined ? null : Number(values.threads),
};

const command = (task: Task): readonly string[] => [join(import.meta.dirname, 'task.ts'), JSON.stringify(task)];

/** Runs a task in a process of its own and prints what it says. */
const measure = async (title: string, task: Task): Promise<readonly Line[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, command(task));
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  console.log(title);
  for (const { label, seconds, processor, peak } of lines) {
    console.log(`  ${label.padEnd(28)} ${seconds.toFixed(2)} s   ${processor.toFixed(2)} s of processor   peak ${gibibytes(peak)} GiB`);
  }
  return lines;
};

/** The fastest of the steps after the first, which also fills memory; the first where there is no other. */
const stepOf = (lines: readonly Line[]): Line => {
  const taken = lines.filter(({ label }) => label.startsWith('step '));
  return (taken.length > 1 ? taken.slice(1) : taken).toSorted((a, b) => a.seconds - b.seconds)[0]!;
};

const outputOf = (part: Part): string => join(home, `${part}.f32`);
const difference = (a: Part, b: Part): number => {
  const [x, y] = [a, b].map((part) => {
    const bytes = readFileSync(outputOf(part));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  }) as [Float32Array, Float32Array];
  return x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i]!)), 0);
};

const compare = (ours: readonly Line[] | undefined, theirs: readonly Line[], part: Part): void => {
  if (ours === undefined) return;
  const [a, b] = [stepOf(ours), stepOf(theirs)];
  console.log(
    `  our step takes ${(a.seconds / b.seconds).toFixed(2)} of it by the clock, ${(a.processor / b.processor).toFixed(2)} by the processor; ` +
      `outputs differ by ${difference('ours', part).toExponential(1)} at most`,
  );
};

const printBlock = async (): Promise<void> => {
  const log = join(home, 'strace.log');
  const task: Task = { ...common, kind: 'graph', target: 'cpu', steps: 1, output: null };
  const { error, status } = spawnSync('strace', [...recordingBlocks(log), process.execPath, ...command(task)], { stdio: 'ignore' });
  if (error !== undefined || status !== 0) return console.log('largest block of memory: not measured, strace is not at hand');
  console.log(`largest block of memory of our graph, opening and stepping: ${gibibytes(await largestBlock(log))} GiB`);
};

try {
  const random = mt19937(1);
  writeRandomCheckpoint(checkpoint, size, random.next);
  console.log(
    `${values.family} / ${divide}, ${gibibytes(statSync(checkpoint).size)} GiB on disk; latents ${latent}×${latent}, batch ${batch}; ` +
      'the denoiser alone, unless it says otherwise',
  );
  const ours = wanted.includes('ours')
    ? await measure('our graph', { ...common, kind: 'graph', target: 'cpu', output: outputOf('ours') })
    : undefined;
  if (wanted.includes('pytorch')) {
    const path = writePytorchExport(home, readCheckpointFile(checkpoint).denoiser!);
    const theirs = await measure('the graph of PyTorch’s exporter, float32 on disk', {
      ...common,
      kind: 'file',
      path,
      output: outputOf('pytorch'),
    });
    compare(ours, theirs, 'pytorch');
  }
  if (wanted.includes('portable')) {
    const theirs = await measure('standard operators, rewritten by onnxruntime as it likes', {
      ...common,
      kind: 'graph',
      target: 'portable',
      output: outputOf('portable'),
    });
    compare(ours, theirs, 'portable');
  }
  if (wanted.includes('block')) await printBlock();
  if (wanted.includes('lora')) {
    const path = join(home, 'lora.safetensors');
    const touched = writeRandomLora(path, size, rank, random.next);
    await measure(`with a LoRA of rank ${rank} on ${touched} weights`, { ...common, kind: 'lora', path });
  }
} finally {
  rmSync(home, { recursive: true });
}
