import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aRecipe } from '../../contract/examples.ts';
import { type Image, ImageId, JobId } from '../../contract/records.ts';
import { addDone } from '../../store/generations.ts';
import { insertImage } from '../../store/images.ts';
import { openStore } from '../../store/open.ts';
import { logPrompt } from '../../store/prompts.ts';
import { transaction } from '../../store/sql.ts';
import { type Home, resolveHome } from '../home.ts';
import { fileNameOf } from '../library/file-name.ts';
import { withRecipe } from '../metadata/recipe-in-file.ts';
import { tinyPng } from '../testing/tiny-png.ts';

const things =
  'balloon fish house apple cat boat fox umbrella tree robot crown guitar rocket frog dog ghost castle bridge lamp teapot'.split(' ');
const colours = 'red blue yellow green purple white orange pink black silver'.split(' ');
const scenes = 'beach night forest snow meadow sunset desert sea city garden'.split(' ');
const manner = 'detailed,soft light,sharp,oil painting,watercolour,35mm photograph,wide angle,macro,calm,stormy,dramatic,pastel'.split(',');
const models = ['Starter', 'Ink 1.5', 'Ink XL', 'Wash', 'Dreams 2'];
const samplers = ['euler@1', 'heun@1', 'dpmpp-2m@1', 'ddim@1', 'lms@1', 'unipc@1'];
const sizes: readonly (readonly [number, number])[] = [
  [512, 512],
  [512, 768],
  [768, 512],
  [1024, 1024],
];

/** The minimal standard generator of Park and Miller (1988): the same library every time. */
const generator = (): ((n: number) => number) => {
  let state = 7;
  return (n) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % n;
  };
};

const start = Date.UTC(2024, 0, 1, 12);
const apart = 7 * 60_000;

/** Of a few pixels each: for what never looks at them. */
const tiny = things.map((_, n) => tinyPng(16, 16, [n * 12, 255 - n * 12, 90]));

/** A library of so many pictures, each a real file with its recipe and a row; made once, and found again in the same folder. `looks` are the PNG files that they are copies of. */
export const buildLibrary = (folder: string, pictures: number, say: (done: number) => void, looks: readonly Buffer[] = tiny): Home => {
  const root = join(folder, `library-${pictures}`);
  const home = resolveHome({ TINCTURE_HOME: root });
  if (existsSync(home.store)) return home;
  const making = `${root}.making`;
  rmSync(making, { recursive: true, force: true });
  make(resolveHome({ TINCTURE_HOME: making }), pictures, say, looks);
  rmSync(root, { recursive: true, force: true });
  renameSync(making, root);
  return home;
};

const make = (home: Home, pictures: number, say: (done: number) => void, looks: readonly Buffer[]): void => {
  const next = generator();
  const one = <T>(values: readonly T[]): T => values[next(values.length)]!;
  const uuid = (): string => {
    const hex = Array.from({ length: 32 }, () => next(16).toString(16)).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
  const db = openStore(home.store);
  const folders = new Set<string>();
  transaction(db, () => {
    let prompt = '';
    for (let n = 0; n < pictures; n += 1) {
      // three pictures of a prompt, as people make them
      if (n % 3 === 0)
        prompt = `a ${one(colours)} ${one(things)} on the ${one(scenes)}, ${one(manner)}, ${one(manner)}, beside a ${one(colours)} ${one(things)}`;
      const [width, height] = one(sizes);
      const model = one(models);
      const recipe = aRecipe({
        prompt,
        seed: next(3) === 0 ? 7 : next(1_000_000_000),
        steps: 10 + next(30),
        width,
        height,
        model: { id: model.toLowerCase().replaceAll(' ', '-'), name: model, hash: null },
        sampler: { id: one(samplers), options: {} },
      });
      const createdAt = start + n * apart;
      const id = ImageId.parse(uuid());
      const file = withRecipe(one(looks), recipe);
      const name = fileNameOf({ prompt, seed: recipe.seed, time: createdAt, run: id });
      const path = join(home.library, name);
      if (!folders.has(dirname(path))) mkdirSync(dirname(path), { recursive: true });
      folders.add(dirname(path));
      writeFileSync(path, file);
      // as if it was written then: a younger file is held to be changed
      utimesSync(path, createdAt / 1000, createdAt / 1000);
      const generation = JobId.parse(uuid());
      const promptId = logPrompt(db, recipe, createdAt);
      addDone(db, { id: generation, recipe, promptId, startedAt: createdAt, endedAt: createdAt });
      const image: Image = {
        id,
        generation,
        file: name,
        width,
        height,
        bytes: file.length,
        sha256: createHash('sha256').update(file).digest('hex'),
        recipe,
        createdAt,
        milliseconds: 4_000,
        calls: 20,
        warnings: [],
        origin: null,
        rating: next(3) === 0 ? 1 + next(5) : 0,
        favourite: next(12) === 0,
        tags: Array.from({ length: next(3) }, () => `tag ${next(200)}`),
        collections: next(10) === 0 ? [`collection ${next(20)}`] : [],
        missing: false,
      };
      insertImage(db, image, promptId);
      if (n % 10_000 === 0) say(n);
    }
    db.exec('DELETE FROM order_unlogged');
  });
  db.close();
};
