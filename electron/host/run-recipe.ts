import type { Recipe } from '../contract/recipe.ts';
import type { JobId } from '../contract/records.ts';
import { isProvider } from '../../native-models/sessions/providers.ts';
import type { Devices } from './devices/devices.ts';
import type { Engine, RunWatch } from './engine.ts';
import type { FinishedRun } from './library/keep-picture.ts';
import { fingerprintOf } from './model-files/fingerprint.ts';
import type { Models } from './models.ts';
import type { Sources } from './sources.ts';

export type RecipeRun = Readonly<{
  ask: JobId;
  recipe: Recipe;
  previewEvery: number;
  keepEvery: number;
  /** The state that it goes on from. */
  from: Buffer | null;
}>;

/** Runs one recipe on the engine, from the model's folder to the picture with all that made it in its recipe. */
export const runRecipe = async (
  { engine, devices, models, sources, clock }: { engine: Engine; devices: Devices; models: Models; sources: Sources; clock: () => number },
  { ask, recipe, previewEvery, keepEvery, from }: RecipeRun,
  watch: RunWatch,
): Promise<FinishedRun> => {
  const startedAt = clock();
  const model = await models.usable(recipe.model.id);
  // read while the engine works: the name of what made the picture must be its content
  const hash = models.hash(model);
  hash.catch(() => undefined);
  // a branch may have left its parent's weaker model behind
  const weak =
    [recipe.guidance, ...(recipe.branch?.earlier ?? []).map(({ guidance }) => guidance)].find((one) => one.weak !== null)?.weak ?? null;
  const weakModel = weak === null ? null : await models.usable(weak.id);
  const folders = weakModel === null ? [model.folder] : [model.folder, weakModel.folder];
  const files = (await Promise.all(folders.map(fingerprintOf))).join(' ');
  const { warnings, ...choice } = await devices.choose();
  const { done, png, trace } = await engine.run(
    {
      ...choice,
      files,
      ask,
      folder: model.folder,
      weakFolder: weakModel?.folder ?? null,
      recipe,
      previewEvery,
      keepEvery,
    },
    {
      from,
      image: recipe.source === null ? null : await sources.read(recipe.source.image),
      mask: recipe.source === null || recipe.source.mask === null ? null : await sources.read(recipe.source.mask),
    },
    { ...watch, onOpened: devices.opened },
  );
  const { width, height, provider } = done;
  const { step } = done.timings;
  if (isProvider(provider) && step !== null) devices.stepped(provider, { milliseconds: step, model: model.name, width, height });
  return {
    png,
    recipe: {
      ...recipe,
      model: { id: model.id, name: model.name, hash: await hash },
      guidance: {
        ...recipe.guidance,
        weak:
          weakModel === null || recipe.guidance.weak === null
            ? null
            : { id: weakModel.id, name: weakModel.name, hash: await models.hash(weakModel) },
      },
      made: { engine: done.engine, provider },
    },
    width,
    height,
    calls: done.calls,
    trace,
    warnings: [...warnings, ...done.warnings],
    startedAt,
    milliseconds: Math.round(done.timings.loading + done.timings.run),
  };
};
