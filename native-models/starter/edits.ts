/**
 * How well a model changes pictures: each of its own is turned into what another held-out prompt of the same scene asks for, by inpainting its middle and
 * from the whole picture at several strengths. The judge says whether thing, colour and scene are the new ones; what of the old picture stays around the
 * middle is measured beside two pictures of that scene that have nothing to do with each other.
 *
 *   npm run starter:edits -- [--pairs N] [--model DIR] [--json] [--sheet FILE]
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { closeModel, type Mask, openModel, type Picture, type Source } from '../pipelines/index.ts';
import { writeSheet } from './contact-sheet.ts';
import { draw, here, starter } from './draw.ts';
import { type Asked, openJudge } from './judge.ts';

/** Left, top, right, bottom of what is painted anew: where the world's single things stand. */
const middle = [0.14, 0.17, 0.86, 0.89] as const;
const strengths = [0.5, 0.7, 0.9];

const { values: options } = parseArgs({
  options: {
    pairs: { type: 'string', default: '40' },
    model: { type: 'string', default: starter },
    json: { type: 'boolean', default: false },
    sheet: { type: 'string' },
  },
});

const maskOf = (width: number, height: number): Mask => {
  const [left, top, right, bottom] = middle;
  const inside = (x: number, y: number): boolean => x >= left * width && x < right * width && y >= top * height && y < bottom * height;
  return {
    width,
    height,
    data: Uint8Array.from({ length: width * height }, (_, i) => (inside(i % width, Math.floor(i / width)) ? 255 : 0)),
  };
};

/** Mean difference of two pictures outside the mask, in levels of 255. */
const apart = (one: Picture, other: Picture, mask: Mask): number => {
  let sum = 0;
  let count = 0;
  for (const [i, level] of one.data.entries()) {
    if (mask.data[Math.floor(i / 3)] !== 0) continue;
    sum += Math.abs(level - other.data[i]!);
    count += 1;
  }
  return sum / count;
};

/** Each prompt for one thing with the next one before the same scene. */
const pairsOf = (asked: readonly Asked[]): readonly (readonly [Asked, Asked])[] => {
  const single = asked.filter(({ wanted }) => 'thing' in wanted);
  return single.flatMap((from, i) => {
    const to = single.slice(i + 1).find(({ wanted }) => wanted['scene'] === from.wanted['scene']);
    return to === undefined ? [] : [[from, to] as const];
  });
};

const judge = await openJudge(here('../../assets/models/starter-judge'));
const pairs = pairsOf(judge.heldOut).slice(0, Number(options.pairs));
if (!(pairs.length > 0)) throw new RangeError('--pairs wants a number from 1 on.');
const model = await openModel(options.model, { provider: 'cpu' });
const { width, height } = model.description.defaults;
const mask = maskOf(width, height);

/** The ways to change a picture; none of them is the drawing of the new prompt from noise, for comparison. */
const ways = new Map<string, (image: Picture) => Source | undefined>([
  ['from noise', () => undefined],
  // as decoded: what the mask keeps is told by the network, not by the old pixels put back
  ['inpainted', (image) => ({ image, mask, strength: 1, outside: 'decoded' })],
  ...strengths.map((strength) => [`strength ${strength}`, (image: Picture) => ({ image, mask: null, strength })] as const),
]);

const tally = new Map([...ways.keys()].map((way) => [way, { thing: 0, colour: 0, scene: 0, apart: 0 }]));
const pictures: Picture[] = [];
for (const [from, to] of pairs) {
  const parent = await draw(model, from);
  pictures.push(parent);
  for (const [way, sourceOf] of ways) {
    const source = sourceOf(parent);
    const picture = await draw(model, to, source === undefined ? {} : { source });
    pictures.push(picture);
    const { seen } = await judge.look(picture);
    const sums = tally.get(way)!;
    for (const head of ['thing', 'colour', 'scene'] as const) if (seen.get(head) === to.wanted[head]) sums[head] += 1;
    sums.apart += apart(parent, picture, mask);
  }
}
await judge.release();
await closeModel(model);
if (options.sheet !== undefined) await writeSheet(options.sheet, pictures, ways.size + 1);

const rows = [...tally].map(([way, sums]) => ({
  way,
  thing: sums.thing / pairs.length,
  colour: sums.colour / pairs.length,
  scene: sums.scene / pairs.length,
  apart: sums.apart / pairs.length,
}));
if (options.json) console.log(JSON.stringify({ pairs: pairs.length, rows }, null, 2));
else {
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`.padStart(6);
  for (const { way, thing, colour, scene, apart: levels } of rows)
    console.log(
      `${way.padEnd(14)} thing ${percent(thing)}  colour ${percent(colour)}  scene ${percent(scene)}  around it ${levels.toFixed(1)} levels from before`,
    );
  console.log(
    `${pairs.length} pictures of ${options.model}, each changed, on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`,
  );
}
