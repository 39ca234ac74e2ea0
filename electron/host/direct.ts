import { join } from 'node:path';
import type { Recipe } from '../contract/recipe.ts';
import { type Capabilities, type Image, type ImageId, JobId, type Model } from '../contract/records.ts';
import type { LibraryReport } from '../contract/library-report.ts';
import type { Verification } from '../contract/verification.ts';
import type { LibraryQuery } from '../contract/query/library-query.ts';
import { imageById, imagesByIds } from '../store/images.ts';
import { createRebuild } from './verify/rebuild.ts';
import { verifyFile } from './verify/verify.ts';
import { openStore } from '../store/open.ts';
import type { Exports } from './export/exports.ts';
import { openExports } from './export/open-exports.ts';
import { checkRecipe } from './check-recipe.ts';
import type { RunWatch } from './engine.ts';
import { opening } from './errors.ts';
import { createImporter, type Importer } from './import/importer.ts';
import { createLocate } from './import/locate.ts';
import { createChecks } from './library/checks.ts';
import { createBin } from './library/bin.ts';
import { keepPicture } from './library/keep-picture.ts';
import { createOrganise } from './library/organise.ts';
import { enterLibrary } from './library/place.ts';
import { createThumbnails } from './library/thumbnails.ts';
import type { Downloads } from './downloads/downloads.ts';
import type { Meaning } from './meaning/meaning.ts';
import type { Models } from './models.ts';
import type { Network } from './network/index.ts';
import { type PartsOptions, openParts } from './parts.ts';
import { refuseHome } from './places.ts';
import { runRecipe } from './run-recipe.ts';
import type { SettingsFile } from './settings.ts';
import type { Sources } from './sources.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/** The studio without its queue: for the command line, which may run beside an open window on the same library. */
export type Direct = Readonly<{
  models: Models;
  sources: Sources;
  importer: Importer;
  /** Opened when first asked for. */
  exports: () => Exports;
  settings: SettingsFile;
  network: Network;
  downloads: Downloads;
  capabilities: () => Promise<Capabilities>;
  /** The model that a recipe means, wherever it lies now. */
  model: (recipe: Recipe) => Promise<Model>;
  /** Runs one recipe now and puts the picture into the library. */
  run: (recipe: Recipe, watch: RunWatch) => Promise<Image>;
  /** Runs the recipe of a picture file again and compares; the library stays as it is. */
  verify: (file: Buffer, watch: RunWatch) => Promise<Verification>;
  /** Puts files and index in order, and says what was found. */
  check: (how: LibraryReport['how']) => Promise<LibraryReport>;
  /** What a library query finds, in its order, at most `limit`; what it asks of pictures' meaning is looked up among those that were looked at. */
  search: (query: LibraryQuery, limit: number) => Promise<Image[]>;
  /** What pictures show: looking at them, and how well they fit their prompts. */
  meaning: Pick<Meaning, 'able' | 'rank' | 'lookAtAll'>;
  /** Puts pictures into the library's bin, from where a window brings them back. */
  discard: (ids: readonly ImageId[]) => Promise<void>;
  imageFile: (id: ImageId) => string | null;
  /** Ends the engine at once; the run fails. */
  stopHard: () => void;
  close: () => Promise<void>;
}>;

/** Opens the library beside whoever has it open: its own engine, short transactions, and no claim on the queue. */
export const openDirect = (options: PartsOptions): Direct => {
  refuseHome(options.home, options.appFolder);
  const library = opening(options.home.libraryLock, () => enterLibrary(options.home));
  const { home } = library;
  const db = opening(home.store, () => openStore(home.store), library.release);
  const { context, engine, inspector, devices, models, meaning, search, settler, sources, traces, settings, network, downloads } =
    openParts({ ...options, home }, db);
  return {
    models,
    sources,
    settings,
    network,
    downloads,
    importer: createImporter(context),
    exports: () => openExports(context, { models, thumbnails: createThumbnails(context.home), suggested: context.home.exportsTo }),
    capabilities: engine.capabilities,
    model: settler.model,
    run: async (recipe, watch) => {
      const [model, known] = [await settler.model(recipe), await engine.capabilities()];
      checkRecipe(recipe, model, known);
      const settled = await settler.settle(recipe);
      checkRecipe(settled, model, known);
      const generation = JobId.parse(context.newId());
      const finished = await runRecipe(
        { engine, devices, models, settler, sources, clock: context.clock },
        { ask: generation, recipe: settled, previewEvery: 0, keepEvery: 0, from: null },
        watch,
      );
      const image = await keepPicture(context, finished, { kind: 'direct', generation });
      await traces.keep(image.id, finished.trace);
      return image;
    },
    verify: (file, watch) =>
      verifyFile(
        {
          model: settler.model,
          capabilities: engine.capabilities,
          rebuild: createRebuild({ locate: createLocate({ db, search, models }), models, capabilities: engine.capabilities }),
          clock: context.clock,
          run: (recipe, ask, watching) =>
            runRecipe(
              { engine, devices, models, settler, sources, clock: context.clock },
              { ask, recipe, previewEvery: 0, keepEvery: 0, from: null },
              watching,
            ),
        },
        file,
        JobId.parse(context.newId()),
        watch,
      ),
    check: (how) => createChecks(context).check(how),
    search: async (query, limit) => {
      await context.catalogue.prepare(query);
      return imagesByIds(db, context.catalogue.ids(query).slice(0, limit));
    },
    meaning,
    discard: async (ids) => void (await createOrganise(context, createBin(context, null)).delete({ ids: [...ids] })),
    imageFile: (id) => {
      const image = imageById(db, id);
      return image === null ? null : join(context.home.library, image.file);
    },
    stopHard: () => engine.kill(sentence('run.stopped-by-you')),
    close: async () => {
      await meaning.close();
      await devices.close();
      await downloads.close();
      await network.door.close();
      await inspector.close();
      await engine.close();
      db.close();
      library.release();
    },
  };
};
