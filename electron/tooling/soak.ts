// `npm run soak`: many small pictures, changing between two models every ten; prints what the engine's memory does meanwhile.
import { randomUUID } from 'node:crypto';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { aRecipe, engineModel } from '../contract/examples.ts';
import { JobId } from '../contract/records.ts';
import type { MemoryUse } from '../contract/devices.ts';
import { checkout } from '../host/checkout.ts';
import { createEngine } from '../host/engine.ts';

const usage = `usage: npm run soak [-- --pictures N] [--steps N] [--budget MIB] [--json] [--check]
Two models in turn, ten pictures each. --budget is what their networks may hold: below the two together, each change loads one and releases the other.
--check fails where the memory at the end is not within 10 % of that after the first 20 pictures.
`;

const atPath = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const models = [
  atPath('../../assets/models/starter'),
  atPath('../../native-models/conformance/golden/pipelines/models/sd15-tiny'),
] as const;
const turn = 10;
const settled = 20;
const tolerance = 0.1;
const MiB = 2 ** 20;

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '500' },
    steps: { type: 'string', default: '2' },
    budget: { type: 'string' },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const whole = (name: 'pictures' | 'steps' | 'budget'): number => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`--${name} is a whole number from 1 on, not “${values[name]}”`);
  return value;
};

type Sample = Readonly<{ picture: number; process: number; resident: number; open: number; networks: number }>;

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;

const soak = async (): Promise<void> => {
  const pictures = whole('pictures');
  const steps = whole('steps');
  const budget = values.budget === undefined ? null : whole('budget') * MiB;
  const rests: ((memory: MemoryUse) => void)[] = [];
  let recycled = 0;
  const engine = createEngine({ node: checkout.node, main: checkout.engineMain, provider: 'cpu' }, (memory) => {
    if (budget !== null && memory.resident - memory.base > budget) {
      recycled++;
      engine.recycle();
    }
    rests.shift()?.(memory);
  });
  const samples: Sample[] = [];
  const started = performance.now();
  for (let picture = 0; picture < pictures; picture++) {
    const rest = new Promise<MemoryUse>((resolve) => void rests.push(resolve));
    await engine.run(
      {
        ask: JobId.parse(randomUUID()),
        model: engineModel(models[Math.floor(picture / turn) % models.length]!),
        weak: null,
        loras: [],
        inversions: [],
        recipe: aRecipe({ seed: picture, steps }),
        previewEvery: 1,
        memoryBudget: budget,
      },
      { image: null, mask: null, from: null },
      { signal: new AbortController().signal, onProgress: () => undefined, onPreview: () => undefined },
    );
    const { resident, open } = await rest;
    samples.push({
      picture: picture + 1,
      process: recycled,
      resident,
      open: open.length,
      networks: open.reduce((sum, { bytes }) => sum + bytes, 0),
    });
    if (!values.json && ((picture + 1) % turn === 0 || picture + 1 === pictures)) {
      const last = samples.at(-1)!;
      console.log(
        `${String(last.picture).padStart(5)} pictures  ${(resident / MiB).toFixed(0).padStart(5)} MiB resident  ${last.open} networks, ${(last.networks / MiB).toFixed(0)} MiB${recycled > 0 ? `  ${recycled} recycled` : ''}`,
      );
    }
  }
  const seconds = (performance.now() - started) / 1000;
  await engine.close();
  // a turn of both models at each end: one sample is the weather
  const after = median(
    samples
      .slice(0, settled)
      .slice(-turn)
      .map(({ resident }) => resident),
  );
  const end = median(samples.slice(-turn).map(({ resident }) => resident));
  const change = end / after - 1;
  if (values.json) console.log(JSON.stringify({ pictures, steps, budget, seconds, recycled, after, end, change, samples }));
  else {
    console.log(
      `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB: ${pictures} pictures in ${seconds.toFixed(0)} s, ${recycled} processes recycled`,
    );
    console.log(
      `after the first ${settled}: ${(after / MiB).toFixed(0)} MiB, at the end: ${(end / MiB).toFixed(0)} MiB (${change >= 0 ? '+' : ''}${(100 * change).toFixed(1)} %)`,
    );
  }
  if (values.check && !(Math.abs(change) <= tolerance)) process.exitCode = 1;
};

if (values.help) process.stdout.write(usage);
else await soak();
