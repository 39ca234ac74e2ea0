import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Failure } from '../contract/failure.ts';
import { type Recipe, type RecipeSource, Sha256 } from '../contract/recipe.ts';
import type { Image, Model } from '../contract/records.ts';
import { sayFallBack } from '../host/devices/fall-back.ts';
import type { Direct } from '../host/direct.ts';
import { resolveHome } from '../host/home.ts';
import { recipeFromFile } from '../host/metadata/recipe-in-file.ts';
import { runsOf } from '../host/runs.ts';
import type { GenerateOptions } from './arguments.ts';
import { type ProgressLine, quietProgress, terminalProgress } from './progress.ts';
import { checkGiven, toRecipe } from './to-recipe.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';
import { jsonLine } from './json-line.ts';
import { noticesToStderr, withStudio } from './studio.ts';
import { untilStopped } from './until-stopped.ts';

const defaultStrength = 0.6;

/** Makes the pictures that were asked for and prints where they are. Throws a `Failure` with the first thing that went wrong. */
export const generate = async (options: GenerateOptions): Promise<void> => {
  checkGiven(options);
  const target = options.out === null ? null : await targetOf(options.out, options.count);
  await withStudio(
    // a second Ctrl+C does not wait for the step to end
    (studio) => untilStopped((signal) => makeAll(studio, { options, target, signal }), studio.stopHard),
    { publish: noticesToStderr, engine: { provider: options.provider, threads: options.threads ?? undefined } },
  );
};

const makeAll = async (
  studio: Direct,
  { options, target, signal }: Readonly<{ options: GenerateOptions; target: Target | null; signal: AbortSignal }>,
): Promise<void> => {
  const progress =
    options.json || !process.stderr.isTTY
      ? quietProgress((line) => options.json || process.stderr.write(line))
      : terminalProgress(process.stderr);
  const first = await prepare(studio, options);
  // before anything is made for nothing
  if (options.best !== null) await studio.meaning.able();
  const tell = async (image: Image, fit: number | null): Promise<void> => {
    const file = studio.imageFile(image.id) ?? image.file;
    const copy = target === null ? null : await copyTo(file, target);
    print(image, { file, copy, fit }, options);
  };
  const made: Image[] = [];
  for (const recipe of await runsOf(first, options.count, resolveHome().wildcards)) {
    const image = await runOne(studio, recipe, signal, progress);
    made.push(image);
    if (options.best === null) await tell(image, null);
  }
  if (options.best !== null) await keepBest(studio, made, options.best, tell);
};

/** Tells the best of these, in their order, and puts the others into the bin. */
const keepBest = async (
  studio: Direct,
  made: readonly Image[],
  best: number,
  tell: (image: Image, fit: number | null) => Promise<void>,
): Promise<void> => {
  const ranking = await studio.meaning.rank(made.map(({ id }) => id));
  for (const { id, score } of ranking.slice(0, best)) await tell(made.find((image) => image.id === id)!, score);
  const others = ranking.slice(best).map(({ id }) => id);
  await studio.discard(others);
  if (others.length > 0) process.stderr.write(`${others.length} of ${made.length} are in the bin of the library.\n`);
};

const runOne = async (
  studio: Direct,
  recipe: Parameters<Direct['run']>[0],
  signal: AbortSignal,
  progress: ProgressLine,
): Promise<Image> => {
  try {
    return await studio.run(recipe, { signal, onProgress: progress.show, onPreview: () => undefined });
  } finally {
    progress.done();
  }
};

type Place = Readonly<{ file: string; copy: string | null; fit: number | null }>;

const print = (image: Image, { file, copy, fit }: Place, { json }: GenerateOptions): void => {
  const { recipe, width, height, milliseconds, calls, warnings } = image;
  if (json) {
    const said = { id: image.id, file, copy, seed: recipe.seed, width, height, milliseconds, calls, warnings, recipe };
    process.stdout.write(jsonLine(fit === null ? said : { ...said, fit }));
    return;
  }
  const notes = [sayFallBack(recipe.made), ...warnings].filter((note) => note !== null);
  for (const warning of notes) process.stderr.write(`Note: ${inEnglish(warning)}\n`);
  const fitted = fit === null ? '' : `, fit ${fit.toFixed(3)}`;
  process.stdout.write(`${copy ?? file}  (${(milliseconds / 1000).toFixed(1)} s, seed ${recipe.seed}${fitted})\n`);
};

const prepare = async (studio: Direct, options: GenerateOptions): Promise<ReturnType<typeof toRecipe>> => {
  const base = options.from === null ? null : recipeOf(options.from, await read('from', options.from));
  const [model, capabilities] = await Promise.all([chooseModel(studio, options.model, base), studio.capabilities()]);
  const weak = options.weakModel === null ? null : await studio.models.find(options.weakModel);
  return toRecipe(options, { model, weak, capabilities, base, source: await sourceOf(studio, options) });
};

const chooseModel = async (studio: Direct, name: string | null, base: Recipe | null): Promise<Model> => {
  if (name !== null) return studio.models.find(name);
  if (base !== null) return studio.model(base);
  const models = await studio.models.list();
  const model = models.find(({ problems }) => problems.length === 0) ?? models[0];
  if (model !== undefined) return model;
  throw new Failure({
    code: 'not-found',
    message: 'No model is installed. Put a model folder into assets/models, or name one with --model FOLDER.',
    what: 'model',
  });
};

const sourceOf = async (studio: Direct, { image, mask, strength }: GenerateOptions): Promise<RecipeSource | null> => {
  if (image === null) return null;
  const kept = async (option: 'image' | 'mask', named: string): Promise<string> => {
    if (!Sha256.safeParse(named).success) return (await studio.sources.add(await read(option, named))).sha256;
    await studio.sources.use(named);
    return named;
  };
  return {
    image: await kept('image', image),
    strength: strength ?? defaultStrength,
    mask: mask === null ? null : await kept('mask', mask),
  };
};

const recipeOf = (name: string, file: Buffer): NonNullable<ReturnType<typeof recipeFromFile>> => {
  const recipe = recipeFromFile(file);
  if (recipe === null)
    throw new Failure({
      code: 'bad-input',
      message: `There is no recipe in “${name}”. --from takes a PNG that Tincture made.`,
      what: 'from',
    });
  return recipe;
};

const read = async (option: string, path: string): Promise<Buffer> => {
  try {
    return await readFile(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new Failure({ code: 'bad-input', message: `--${option}: the file “${path}” ${reason}.`, what: option }, { cause: error });
  }
};

type Target = Readonly<{ kind: 'file' | 'folder'; path: string }>;

const targetOf = async (out: string, count: number): Promise<Target> => {
  const path = resolve(out);
  const isFolder = /[\\/]$/.test(out) || (await stat(path).catch(() => null))?.isDirectory() === true || extname(path) === '';
  if (isFolder) return { kind: 'folder', path };
  if (extname(path).toLowerCase() !== '.png')
    throw new Failure({ code: 'bad-input', message: `--out: pictures are PNG files; “${out}” ends otherwise.`, what: 'out' });
  if (count > 1)
    throw new Failure({ code: 'bad-input', message: `--out names one file, but --count makes ${count}. Give a folder.`, what: 'out' });
  return { kind: 'file', path };
};

const copyTo = async (file: string, { kind, path }: Target): Promise<string> => {
  const copy = kind === 'file' ? path : join(path, basename(file));
  await mkdir(dirname(copy), { recursive: true });
  await copyFile(file, copy);
  return copy;
};
