import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PictureError } from '../pipelines/index.ts';
import { providers } from '../sessions/providers.ts';
import { type Figures, measure } from './measure.ts';

const usage = `usage: npm run bench -- [MODEL…] [--steps N] [--size WxH] [--repeats N] [--threads N] [--provider cpu|webgpu|cuda|dml|coreml] [--json]
Measures the model folders and checkpoints given; without any, the starter model and then a checkpoint of SD 1.5's true size
(npm run bench:checkpoint -- --help).`;

const version = (): string => {
  const manifest: unknown = createRequire(import.meta.url)('onnxruntime-node/package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
};

const machine = {
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  system: `${process.platform} ${process.arch}`,
  node: process.version,
  onnxruntime: version(),
};

const wholeNumber = (text: string | undefined, name: string): number | null => {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`--${name} wants a whole number above 0, not “${text}”`);
  return value;
};

const readSize = (text: string | undefined): { width: number; height: number } | null => {
  if (text === undefined) return null;
  const match = /^(\d+)[x×](\d+)$/.exec(text);
  if (match === null) throw new RangeError(`--size wants something like 512x512, not “${text}”`);
  return { width: Number(match[1]), height: Number(match[2]) };
};

const readArguments = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      steps: { type: 'string' },
      size: { type: 'string' },
      repeats: { type: 'string' },
      threads: { type: 'string' },
      provider: { type: 'string', default: 'cpu' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const provider = providers.find((name) => name === values.provider);
  if (provider === undefined) throw new RangeError(`--provider is one of ${providers.join(', ')}, not “${values.provider}”`);
  const starter = fileURLToPath(new URL('../../assets/models/starter', import.meta.url));
  return {
    help: values.help,
    json: values.json,
    models: positionals.length > 0 ? positionals : [starter],
    trueSize: positionals.length === 0 && !values.json,
    options: {
      provider,
      steps: wholeNumber(values.steps, 'steps'),
      size: readSize(values.size),
      repeats: wholeNumber(values.repeats, 'repeats') ?? 3,
      threads: wholeNumber(values.threads, 'threads'),
    },
  };
};

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;

const table = (figures: Figures): string =>
  [
    `${figures.model} · ${figures.size} · ${figures.steps} steps, ${figures.calls} network calls · ${figures.provider}`,
    `  load            ${ms(figures.load)}`,
    `  encode the text ${ms(figures.encode)}`,
    `  network call    ${ms(figures.networkCall)}`,
    `  ours, a step    ${ms(figures.ownPerStep)} (${(100 * figures.ownShare).toFixed(1)} % of a step)`,
    `  decode          ${ms(figures.decode)}`,
    `  one picture     ${ms(figures.picture)}`,
    `  peak memory     ${Math.round(figures.peakMemory)} MiB`,
  ].join('\n');

const main = async (): Promise<void> => {
  const { help, json, models, trueSize, options } = readArguments();
  if (help) return console.log(usage);
  const results: Figures[] = [];
  if (!json) {
    console.log(
      `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}, onnxruntime ${machine.onnxruntime}`,
    );
  }
  for (const model of models) {
    const figures = await measure(model, options);
    results.push(figures);
    if (!json) console.log(table(figures));
  }
  if (json) console.log(JSON.stringify({ machine, results }, null, 2));
  if (!trueSize) return;
  const threads = options.threads === null ? [] : ['--threads', String(options.threads)];
  const bench = fileURLToPath(new URL('../graphs/bench/main.ts', import.meta.url));
  process.exitCode = spawnSync(process.execPath, [bench, ...threads], { stdio: 'inherit' }).status ?? 1;
};

try {
  await main();
} catch (error) {
  const known = error instanceof PictureError || error instanceof RangeError || (error instanceof TypeError && 'code' in error);
  console.error(known ? error.message : error);
  process.exitCode = 1;
}
