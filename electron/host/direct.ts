import { randomUUID } from 'node:crypto';
import type { Recipe } from '../contract/recipe.ts';
import { type Capabilities, type Image, JobId } from '../contract/records.ts';
import { engineVersion } from '../engine/version.ts';
import { openStore } from '../store/open.ts';
import { checkRecipe } from './check-recipe.ts';
import type { Context } from './context.ts';
import { type RunWatch, createEngine } from './engine.ts';
import { opening } from './errors.ts';
import type { HostOptions } from './host.ts';
import { realDisk } from './library/durable-write.ts';
import { keepPicture } from './library/keep-picture.ts';
import { type Models, createModels } from './models.ts';
import { runRecipe } from './run-recipe.ts';
import { openSettings } from './settings.ts';
import { type Sources, createSources } from './sources.ts';

/** The studio without its queue: for the command line, which may run beside an open window on the same library. */
export type Direct = Readonly<{
  models: Models;
  sources: Sources;
  capabilities: () => Promise<Capabilities>;
  /** Runs one recipe now and puts the picture into the library. */
  run: (recipe: Recipe, watch: RunWatch) => Promise<Image>;
  /** Ends the engine at once; the run fails. */
  stopHard: () => void;
  close: () => Promise<void>;
}>;

type DirectOptions = Pick<HostOptions, 'home' | 'engine' | 'builtInModels' | 'publish' | 'disk' | 'clock' | 'newId'>;

/** Opens the library beside whoever has it open: its own engine, short transactions, and no claim on the queue. */
export const openDirect = (options: DirectOptions): Direct => {
  const { home, publish, clock = Date.now, newId = randomUUID, disk = realDisk } = options;
  const db = opening(home.store, () => openStore(home.store));
  const context: Context = { home, db, disk, publish, clock, newId };
  const engine = createEngine(options.engine);
  engine.warmUp();
  const settings = openSettings(context);
  const models = createModels({
    db,
    engine,
    engineVersion,
    places: { builtIn: options.builtInModels, others: async () => [home.models, ...settings.get().modelFolders] },
  });
  const sources = createSources(context);
  return {
    models,
    sources,
    capabilities: engine.capabilities,
    run: async (recipe, watch) => {
      checkRecipe(recipe, await models.usable(recipe.model.id), await engine.capabilities());
      const generation = JobId.parse(newId());
      const finished = await runRecipe({ engine, models, sources, clock }, { ask: generation, recipe, previewEvery: 0 }, watch);
      return keepPicture(context, finished, { kind: 'direct', generation });
    },
    stopHard: () => engine.kill('you stopped it'),
    close: async () => {
      await engine.close();
      db.close();
    },
  };
};
