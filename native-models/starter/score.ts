/**
 * How well the built-in model does what it is asked: pictures for combinations of thing, colour and scene that its training never saw,
 * looked at by a classifier that never saw a generated picture.
 *
 *   npm run starter:score -- [--prompts N] [--steps N] [--guidance N] [--model DIR] [--check] [--json] [--sheet FILE]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { closeModel, openModel, type Picture } from '../pipelines/index.ts';
import { openSession, type Session } from '../sessions/session.ts';
import { writeSheet } from './contact-sheet.ts';
import { draw, here, readJson, starter, type Wanted } from './draw.ts';

type Attribute = 'thing' | 'colour' | 'scene';
type HeldOut = Wanted & Readonly<Record<Attribute, string>>;
type Judge = Readonly<{ size: readonly [number, number] } & Record<Attribute, readonly string[]>>;

const attributes: readonly Attribute[] = ['thing', 'colour', 'scene'];
const targets: Readonly<Record<Attribute, number>> = { thing: 0.7, colour: 0.8, scene: 0.85 };

const { values: options } = parseArgs({
  options: {
    prompts: { type: 'string', default: '100' },
    steps: { type: 'string' },
    guidance: { type: 'string' },
    model: { type: 'string' },
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    sheet: { type: 'string' },
  },
});

/** The label with the largest logit for each attribute. The judge wants RGB in -1…1, plane by plane, at its own size. */
const verdict = async (session: Session, labels: Judge, { width, height, data }: Picture): Promise<Record<Attribute, string>> => {
  if (width !== labels.size[0] || height !== labels.size[1])
    throw new RangeError(`The judge looks at ${labels.size.join(' × ')} pixels only.`);
  const planes = new Float32Array(3 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) planes[channel * width * height + pixel] = data[3 * pixel + channel]! / 127.5 - 1;
  }
  const logits = await session.run({ sample: { dims: [1, 3, height, width], data: planes } });
  const best = (name: Attribute): string => {
    const values = Array.from(logits[name]!.data);
    return labels[name][values.indexOf(Math.max(...values))]!;
  };
  return { thing: best('thing'), colour: best('colour'), scene: best('scene') };
};

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

const heldOut = await readJson<readonly HeldOut[]>(here('heldout.json'));
const labels = await readJson<Judge>(here('../../assets/models/starter-judge/judge.json'));
const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const settings = { steps: number(options.steps), guidance: number(options.guidance) };
const asked = heldOut.slice(0, Number(options.prompts));
if (!(asked.length > 0)) throw new RangeError('--prompts wants a number from 1 on.');

const model = await openModel(options.model ?? starter, { provider: 'cpu' });
const judgeFile = here('../../assets/models/starter-judge/model.onnx');
const judge = await openSession({ kind: 'file', path: judgeFile, name: 'starter-judge' }, { providers: ['cpu'] });

const right: Record<Attribute | 'all', number> = { thing: 0, colour: 0, scene: 0, all: 0 };
const pictures: Picture[] = [];
const misses: string[] = [];
let seconds = 0;
for (const wanted of asked) {
  const start = performance.now();
  const picture = await draw(model, wanted, settings);
  seconds += (performance.now() - start) / 1000;
  pictures.push(picture);
  const seen = await verdict(judge, labels, picture);
  const wrong = attributes.filter((name) => seen[name] !== wanted[name]);
  for (const name of attributes) right[name] += wrong.includes(name) ? 0 : 1;
  right.all += wrong.length === 0 ? 1 : 0;
  if (wrong.length > 0) misses.push(`${wanted.prompt}: ${wrong.map((name) => seen[name]).join(', ')}`);
}
await judge.release();
await closeModel(model);
if (options.sheet !== undefined) await writeSheet(options.sheet, pictures, 8);

const share = (name: Attribute | 'all'): number => right[name] / asked.length;
const missed = attributes.filter((name) => share(name) < targets[name]);
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
if (options.json) {
  const figures = Object.fromEntries([...attributes, 'all' as const].map((name) => [name, share(name)]));
  console.log(
    JSON.stringify({ prompts: asked.length, ...figures, targets, secondsPerPicture: seconds / asked.length, machine, misses }, null, 2),
  );
} else {
  for (const name of attributes) {
    console.log(
      `${name.padEnd(7)} ${percent(share(name)).padStart(5)}   target ${percent(targets[name])}${missed.includes(name) ? ', missed' : ''}`,
    );
  }
  console.log(`all     ${percent(share('all')).padStart(5)}`);
  console.log(`${asked.length} pictures of held-out combinations, ${(seconds / asked.length).toFixed(2)} s each on ${machine}`);
}
if (options.check && missed.length > 0) process.exitCode = 1;
