import { join } from 'node:path';
import type { Handlers } from '../contract/calls.ts';
import type { FileSettings } from '../contract/origin.ts';
import { Failure } from '../contract/failure.ts';
import { isWhole } from '../contract/query/library-query.ts';
import type { Capabilities, Image, ImageId } from '../contract/records.ts';
import { addCollection, listCollections } from '../store/groups.ts';
import { imageById, imagesByIds } from '../store/images.ts';
import { enlargeImage } from './library/enlarge.ts';
import { lineageOf } from '../store/lineage.ts';
import { listSearches, removeSearch, saveSearch } from '../store/searches.ts';
import { listPrompts } from '../store/prompts.ts';
import { createBranches } from './branches.ts';
import { checkUsable } from './check-recipe.ts';
import type { Context } from './context.ts';
import type { Devices } from './devices/devices.ts';
import type { Engine } from './engine.ts';
import type { Exports } from './export/exports.ts';
import { createExportHandlers } from './export/handlers.ts';
import type { HostOptions } from './host.ts';
import type { Checks } from './library/checks.ts';
import { createImporter } from './import/importer.ts';
import { createLocate } from './import/locate.ts';
import { settingsInFile } from './import/read-file.ts';
import type { LookAlikes } from './library/look-alikes.ts';
import type { Meaning } from './meaning/meaning.ts';
import type { Organise } from './library/organise.ts';
import { createGrids } from './grids.ts';
import type { KeptRuns } from './kept-runs.ts';
import { createPresets } from './presets.ts';
import { networkHandlers } from './network-handlers.ts';
import { offline } from './network/faults.ts';
import type { Network } from './network/index.ts';
import type { Downloads } from './downloads/downloads.ts';
import { checkFiles } from './model-files/check.ts';
import type { Models } from './models.ts';
import { findRemovable, removeModel } from './remove-model.ts';
import type { Queue } from './queue.ts';
import { prepareRunsWith } from './prepare-runs.ts';
import { readLists } from './runs.ts';
import type { Settler } from './settle-recipe.ts';
import { runRecipe } from './run-recipe.ts';
import { createVerifyHandlers } from './verify/handlers.ts';
import { createRebuild } from './verify/rebuild.ts';
import type { SettingsFile } from './settings.ts';
import type { OpenedFiles } from './opened/opened.ts';
import type { Sources } from './sources.ts';
import type { Traces } from './traces.ts';
import { sentence } from '../../native-models/words/sentence.ts';

type Parts = Readonly<{
  context: Context;
  engine: Engine;
  devices: Devices;
  queue: Queue;
  keptRuns: KeptRuns;
  models: Models;
  settler: Settler;
  sources: Sources;
  traces: Traces;
  settings: SettingsFile;
  exports: Exports;
  opened: OpenedFiles;
  checks: Checks;
  network: Network;
  downloads: Downloads;
  trash: (path: string) => Promise<void>;
  organise: Organise;
  lookAlikes: LookAlikes;
  meaning: Meaning;
  reveal: ((path: string) => void) | null;
  choosePath: NonNullable<HostOptions['choosePath']> | null;
  showMenu: NonNullable<HostOptions['showMenu']> | null;
}>;

/** Calls that the host answers; those that close it on the way are the studio's (`studio.ts`). */
export type HostHandlers = Omit<Handlers, 'places.get' | 'library.move' | 'library.stopMove' | 'library.rebuild' | 'library.stopRebuild'>;

/** Every call of the contract. Inputs are already checked; what is thrown becomes a value in `dispatch`. */
export const createHandlers = ({
  context,
  engine,
  devices,
  queue,
  keptRuns,
  models,
  settler,
  sources,
  traces,
  settings,
  exports,
  opened,
  checks,
  network,
  downloads,
  trash,
  organise,
  lookAlikes,
  meaning,
  reveal,
  choosePath,
  showMenu,
}: Parts): HostHandlers => {
  const { db, home, publish, catalogue, clock } = context;
  const importer = createImporter(context);
  const locate = createLocate({ db, models });
  const located = async (said: FileSettings): Promise<FileSettings> => (said.recipe === null ? { ...said, ...(await locate(said)) } : said);
  const capabilities = remember(engine.capabilities);
  const prepareRuns = prepareRunsWith({ settler, capabilities, wildcards: home.wildcards });
  const branches = createBranches(context, { queue, keptRuns, prepareRuns });
  const grids = createGrids(context, { queue, prepareRuns });
  const presets = createPresets(context, models.list);

  const image = (id: ImageId): Image => {
    const found = imageById(db, id);
    if (found === null) throw new Failure({ code: 'not-found', message: sentence('picture.gone'), what: id });
    return found;
  };
  const show = (path: string): void => {
    if (reveal === null) throw new Failure({ code: 'not-allowed', message: sentence('reveal.none', { path }), what: path });
    reveal(path);
  };

  return {
    'jobs.start': async ({ recipe, count }) => queue.start(await prepareRuns(recipe, count)),
    'jobs.cancel': async (id) => {
      queue.cancel(id);
      return null;
    },
    'jobs.cancelAll': async () => {
      queue.cancelAll();
      return null;
    },
    'jobs.list': async () => queue.list(),
    'jobs.retry': async (id) => queue.retry(id),
    'jobs.retryFailed': async () => queue.retryFailed(),
    'jobs.move': async ({ id, before }) => {
      queue.move(id, before);
      return null;
    },
    'jobs.kept': (id) => branches.kept(id),
    'jobs.branch': (wanted) => branches.start(wanted),
    'queue.get': async () => queue.state(),
    'queue.pause': async (when) => {
      queue.pause(when);
      return null;
    },
    'queue.resume': async () => {
      queue.resume();
      return null;
    },

    'images.ids': async (query) => {
      // the first screen waits for nothing
      if (!isWhole(query)) await catalogue.prepare(query);
      return catalogue.list(query);
    },
    'images.facets': async (query) => {
      await catalogue.prepare(query);
      return catalogue.facets(query);
    },
    'images.byIds': async (ids) => {
      meaning.asked();
      return imagesByIds(db, ids);
    },
    'images.fit': (id) => meaning.fit(id),
    'images.rank': (ids) => meaning.rank(ids),
    'meaning.get': async () => meaning.state(),
    'images.trace': (id) => traces.get(id),
    'images.lineage': async (id) => lineageOf(db, image(id).id),
    'images.alike': async (id) => lookAlikes.of(image(id).id),
    'images.duplicates': async () => lookAlikes.groups(),
    'images.change': ({ of, change }) => organise.change(of, change),
    'images.delete': (of) => organise.delete(of),
    'images.undo': (token) => organise.undo(token),
    'images.enlarge': async ({ id, to }) => {
      const larger = await enlargeImage(context, image(id), to);
      publish('image.added', larger);
      return larger;
    },
    'images.reveal': async (id) => {
      show(join(home.library, image(id).file));
      return null;
    },

    'sources.add': ({ base64 }) => sources.add(Buffer.from(base64, 'base64')),
    'sources.settings': async ({ base64 }) => located(await settingsInFile(Buffer.from(base64, 'base64'))),
    'sources.locate': locate,
    'imports.add': ({ base64, ...file }) => importer.add({ bytes: Buffer.from(base64, 'base64'), ...file }),

    'grids.start': (definition) => grids.start(definition),
    'grids.list': async () => grids.list(),
    'grids.get': async (id) => grids.get(id),
    'grids.retry': async ({ id, cell }) => {
      grids.retry(id, cell);
      return null;
    },
    'grids.cancel': async (id) => {
      grids.cancel(id);
      return null;
    },
    'grids.delete': async (id) => {
      grids.remove(id);
      return null;
    },

    'presets.list': () => presets.list(),
    'presets.save': ({ id, preset }) => presets.save(id, preset),
    'presets.delete': async (id) => {
      await presets.remove(id);
      return null;
    },
    'presets.import': (text) => presets.import(text),
    ...createVerifyHandlers(
      context,
      {
        model: settler.model,
        capabilities,
        rebuild: createRebuild({ locate, models, capabilities }),
        clock: context.clock,
        run: (recipe, ask, watch) =>
          runRecipe(
            { engine, devices, models, settler, sources, clock: context.clock },
            { ask, recipe, previewEvery: 0, keepEvery: 0, from: null },
            watch,
          ),
      },
      image,
    ),
    'library.check': ({ how }) => checks.check(how),
    'library.report': async () => checks.last(),

    ...createExportHandlers(exports, { reveal: show, choosePath }),

    'collections.list': async () => listCollections(db),
    'collections.add': async (name) => {
      if (addCollection(db, name, clock())) organise.listsChanged();
      return null;
    },
    'collections.rename': async ({ from, to }) => {
      organise.renameCollection(from, to);
      return null;
    },
    'collections.remove': async (name) => organise.removeCollection(name),
    'tags.rename': async ({ from, to }) => {
      organise.renameTag(from, to);
      return null;
    },
    'searches.list': async () => listSearches(db),
    'searches.save': async (search) => {
      saveSearch(db, search, clock());
      organise.listsChanged();
      return null;
    },
    'searches.remove': async (name) => {
      removeSearch(db, name);
      organise.listsChanged();
      return null;
    },

    'prompts.list': async (input) => listPrompts(db, input),

    'prompts.lists': async () => [...(await readLists(home.wildcards))].map(([name, entries]) => ({ name, entries: entries.length })),

    'models.list': () => models.list(),
    'models.rescan': () => models.rescan(),
    'models.files': () => models.files(),
    'models.loraFits': (pair) => settler.loraFits(pair),
    'models.check': async (id) => checkFiles(await models.placeOf(id), new AbortController().signal),
    'models.choose': ({ model, choices }) => models.choose(model, choices),
    'models.remove': async (id) => {
      await removeModel(await findRemovable(models, id), { home, models, settings, trash });
      return null;
    },

    ...networkHandlers({ context, network, downloads }),

    'devices.list': () => devices.list(),
    'devices.test': (id) => devices.test(id),
    'devices.tryAgain': ({ device, model }) => devices.tryAgain(device, model),

    'studio.capabilities': () => capabilities(),
    'studio.schedule': async ({ model: id, ...input }) => {
      const model = await models.find(id);
      checkUsable(model, { vae: null, textEncoders: null });
      const { width, height } = model.defaults;
      return { sigmas: await engine.schedule({ model: await models.forEngine(model), width, height, ...input }) };
    },
    'studio.tokens': async ({ model, ...input }) => engine.tokens({ folder: (await models.find(model)).folder, ...input }),
    'menu.set': async (menu) => {
      showMenu?.(menu);
      return null;
    },
    'opened.take': () => Promise.all(opened.take().map(async ({ name, settings }) => ({ name, settings: await located(settings) }))),

    'settings.get': async () => settings.get(),
    'settings.set': async (change) => {
      const next = await settings.set(change);
      if (change.modelFolders !== undefined) await models.rescan();
      if (change.memoryBudget !== undefined) publish('devices.changed', await devices.list());
      if (change.offline === true) network.door.shut(offline());
      if (change.offline === false) downloads.backOnline();
      return next;
    },
  };
};

/** Asks once; a question that failed is asked again. */
const remember = (ask: () => Promise<Capabilities>): (() => Promise<Capabilities>) => {
  let known: Promise<Capabilities> | null = null;
  return () => {
    known ??= ask().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
};
