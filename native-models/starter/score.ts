/**
 * How well the built-in model does what it is asked: pictures for combinations that its training never saw, looked at by a classifier that
 * never saw a generated picture.
 *
 *   npm run starter:score -- [--prompts N] [--steps N] [--guidance N] [--model DIR] [--judge DIR] [--check] [--json] [--sheet FILE]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { closeModel, openModel, type Picture } from '../pipelines/index.ts';
import { writeSheet } from './contact-sheet.ts';
import { draw, here, starter } from './draw.ts';
import { type Asked, openJudge } from './judge.ts';
import { kernelDistance } from './kernel-distance.ts';

const LANGUAGE_GAP = 0.05;

const { values: options } = parseArgs({
  options: {
    prompts: { type: 'string', default: '100' },
    steps: { type: 'string' },
    guidance: { type: 'string' },
    model: { type: 'string', default: starter },
    judge: { type: 'string', default: here('../../assets/models/starter-judge') },
    check: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    sheet: { type: 'string' },
  },
});

type Answer = Readonly<{ asked: Asked; figures: ReadonlyMap<string, boolean>; seen: ReadonlyMap<string, string> }>;

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** The share of right answers by figure; a picture of which a figure was not asked does not count. */
const shares = (answers: readonly Answer[]): Record<string, number> => {
  const names = new Set(answers.flatMap(({ figures }) => [...figures.keys()]));
  return Object.fromEntries(
    [...names].map((name) => {
      const known = answers.map(({ figures }) => figures.get(name)).filter((right) => right !== undefined);
      return [name, known.filter(Boolean).length / known.length];
    }),
  );
};

const settings = { steps: number(options.steps), guidance: number(options.guidance) };
const judge = await openJudge(options.judge);
const asked = judge.heldOut.slice(0, Number(options.prompts));
if (!(asked.length > 0)) throw new RangeError('--prompts wants a number from 1 on.');
const model = await openModel(options.model, { provider: 'cpu' });

const answers: Answer[] = [];
const pictures: Picture[] = [];
const features: Float32Array[] = [];
let seconds = 0;
for (const wanted of asked) {
  const start = performance.now();
  const picture = await draw(model, wanted, settings);
  seconds += (performance.now() - start) / 1000;
  pictures.push(picture);
  const verdict = await judge.look(picture);
  if (verdict.features !== null) features.push(verdict.features);
  const figures = new Map<string, boolean>();
  for (const [head, label] of Object.entries(wanted.wanted)) {
    const { figure } = judge.card.heads[head]!;
    figures.set(figure, (figures.get(figure) ?? true) && verdict.seen.get(head) === label);
  }
  answers.push({ asked: wanted, figures, seen: verdict.seen });
}
await judge.release();
await closeModel(model);
if (options.sheet !== undefined) await writeSheet(options.sheet, pictures, 8);

const figures = shares(answers);
const all = answers.filter((answer) => [...answer.figures.values()].every(Boolean)).length / answers.length;
const distance = judge.rendered === null || features.length < 2 ? null : kernelDistance(features, judge.rendered);
const languages = [...new Set(asked.map(({ language }) => language))];
const perLanguage = Object.fromEntries(
  languages.map((language) => [language, shares(answers.filter((answer) => answer.asked.language === language))]),
);
const missed = Object.entries(judge.card.targets)
  .filter(([name, target]) => (figures[name] ?? 0) < target)
  .map(([name]) => name);
const behind = languages.filter((language) =>
  Object.keys(judge.card.targets).some((name) => {
    const share = perLanguage[language]![name]; // undefined: nothing of the kind was asked in it
    return share !== undefined && share < (perLanguage['en']?.[name] ?? 0) - LANGUAGE_GAP;
  }),
);
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
const megabytes = process.memoryUsage().rss / 2 ** 20;

if (options.json) {
  const misses = answers
    .filter((answer) => [...answer.figures.values()].includes(false))
    .map((answer) => ({ prompt: answer.asked.prompt, seen: Object.fromEntries(answer.seen) }));
  const { targets } = judge.card;
  const report = { prompts: asked.length, figures, all, distance, perLanguage, targets, secondsPerPicture: seconds / asked.length };
  console.log(JSON.stringify({ ...report, megabytes, machine, misses }, null, 2));
} else {
  const wide = Math.max(...Object.keys(figures).map((name) => name.length)) + 2;
  for (const [name, share] of Object.entries(figures)) {
    const target = judge.card.targets[name];
    const aim = target === undefined ? '' : `   target ${percent(target)}${missed.includes(name) ? ', missed' : ''}`;
    console.log(`${name.padEnd(wide)}${percent(share).padStart(5)}${aim}`);
  }
  console.log(`${'all'.padEnd(wide)}${percent(all).padStart(5)}`);
  if (distance !== null) console.log(`kernel distance to renderings ${distance.toFixed(4)}`);
  if (languages.length > 1) {
    for (const language of languages) {
      const line = Object.entries(perLanguage[language]!).map(([name, share]) => `${name} ${percent(share)}`);
      console.log(
        `${language}  ${line.join(', ')}${behind.includes(language) ? `   more than ${percent(LANGUAGE_GAP)} behind English` : ''}`,
      );
    }
  }
  console.log(
    `${asked.length} pictures of held-out combinations, ${(seconds / asked.length).toFixed(2)} s each, ${megabytes.toFixed(0)} MiB, on ${machine}`,
  );
}
if (options.check && (missed.length > 0 || behind.length > 0)) process.exitCode = 1;
