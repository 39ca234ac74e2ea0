import { Failure } from '../contract/failure.ts';
import type { Model } from '../contract/records.ts';
import type { PartName, Recipe } from '../contract/recipe.ts';
import type { JobId } from '../contract/records.ts';
import { isProvider } from '../../native-models/sessions/providers.ts';
import type { FallBack, ProviderId } from '../contract/devices.ts';
import type { Devices } from './devices/devices.ts';
import { runOnDevices } from './devices/run-on-devices.ts';
import { checkUsable } from './check-recipe.ts';
import type { Engine, RunWatch } from './engine.ts';
import type { FinishedRun } from './library/keep-picture.ts';
import { resampled } from './library/resample.ts';
import { damageAmong } from './model-files/check.ts';
import { fingerprintOf } from './model-files/fingerprint.ts';
import type { Models } from './models.ts';
import type { FoundPart } from './part-finder.ts';
import type { Located, Settler } from './settle-recipe.ts';
import type { Sources } from './sources.ts';

export type RecipeRun = Readonly<{
  ask: JobId;
  recipe: Recipe;
  previewEvery: number;
  keepEvery: number;
  /** The state that it goes on from. */
  from: Buffer | null;
}>;

type Tools = Readonly<{ engine: Engine; devices: Devices; models: Models; settler: Settler; sources: Sources; clock: () => number }>;

/** A weaker model is taken as it is: no LoRAs, no parts of others but those that a person chose for it. */
const checkedWeak = ({ weak }: Located): Model | null => {
  if (weak !== null) checkUsable(weak, { vae: null, textEncoders: null });
  return weak;
};

/** A run that went beyond all numbers may have begun with some: then the error names the file. */
const blamingDamage = async (error: unknown, models: readonly string[]): Promise<never> => {
  if (!(error instanceof Failure) || error.error.code !== 'not-finite') throw error;
  const damage = await damageAmong(models, new AbortController().signal).catch(() => null);
  throw damage === null ? error : new Failure({ ...error.error, message: damage }, { cause: error });
};

/** Runs one recipe on the engine, from the files that it names to the picture with all that made it in its recipe. */
export const runRecipe = async (
  { engine, devices, models, settler, sources, clock }: Tools,
  { ask, recipe, previewEvery, keepEvery, from }: RecipeRun,
  watch: RunWatch,
): Promise<FinishedRun> => {
  const startedAt = clock();
  const located = await settler.locate(recipe);
  const { model, vae, textEncoders, loras, inversions } = located;
  checkUsable(model, recipe.components);
  const weak = checkedWeak(located);
  const named = async (part: FoundPart | null): Promise<PartName | null> =>
    part === null ? null : { name: part.name, hash: await models.hash(part.path) };
  // read while the engine works: the name of what made the picture must be its content
  const names = Promise.all([models.hash(model.folder), named(vae), named(textEncoders)]);
  names.catch(() => undefined);
  const own = await models.forEngine(model);
  const parts = [model.folder, weak?.folder, vae?.path, textEncoders?.path].filter((path) => path !== undefined);
  const files = (await Promise.all(parts.map(fingerprintOf))).join(' ');
  const request = {
    files,
    ask,
    model: { ...own, predicts: recipe.predicts, vae: vae?.path ?? null, textEncoders: textEncoders?.path ?? null },
    weak: weak === null ? null : await models.forEngine(weak),
    loras,
    inversions,
    recipe,
    previewEvery,
    keepEvery,
  };
  const start = {
    from,
    image: recipe.source === null ? null : await sources.use(recipe.source.image),
    mask: recipe.source === null || recipe.source.mask === null ? null : await sources.use(recipe.source.mask),
  };
  let fellBack: readonly FallBack[] = [];
  const running = runOnDevices(devices, { model: { id: model.id, name: model.name }, files }, watch.signal, (choice) => {
    const { fellBack: before, ...device } = choice;
    const onOpened = (provider: ProviderId, refused: FallBack | null): void => {
      fellBack = refused === null ? before : [...before, refused];
      devices.opened(provider, fellBack);
    };
    return engine.run({ ...request, ...device, distrusts: [...device.distrusts] }, start, { ...watch, onOpened });
  });
  const read = [...parts, ...loras.map(({ path }) => path)];
  const { done, png, trace } = await running.catch((error: unknown) => blamingDamage(error, read));
  const { provider } = done;
  const { width, height } = recipe.enlarged ?? done;
  const { step } = done.timings;
  if (isProvider(provider) && step !== null)
    devices.stepped(provider, { milliseconds: step, model: model.name, width: done.width, height: done.height });
  const [hash, vaeName, textEncodersName] = await names;
  return {
    png: recipe.enlarged === null ? png : await resampled(png, recipe.enlarged),
    recipe: {
      ...recipe,
      model: { id: model.id, name: model.name, hash },
      components: { vae: vaeName, textEncoders: textEncodersName },
      guidance: {
        ...recipe.guidance,
        weak:
          weak === null || recipe.guidance.weak === null ? null : { id: weak.id, name: weak.name, hash: await models.hash(weak.folder) },
      },
      made: { engine: done.engine, provider, fellBack: [...fellBack] },
    },
    width,
    height,
    calls: done.calls,
    trace,
    warnings: done.warnings,
    startedAt,
    milliseconds: Math.round(done.timings.loading + done.timings.run),
  };
};
