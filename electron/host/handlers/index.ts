import { Failure } from '../../contract/failure.ts';
import type { FileSettings } from '../../contract/origin.ts';
import type { Capabilities, Image, ImageId } from '../../contract/records.ts';
import { imageById } from '../../store/images.ts';
import { createExportHandlers } from '../export/handlers.ts';
import { createLocate } from '../import/locate.ts';
import { offline } from '../network/faults.ts';
import { runRecipe } from '../run-recipe.ts';
import { createVerifyHandlers } from '../verify/handlers.ts';
import { createRebuild } from '../verify/rebuild.ts';
import { libraryHandlers } from './library.ts';
import { modelHandlers } from './models.ts';
import { networkHandlers } from './network.ts';
import type { HostHandlers, HostParts } from './parts.ts';
import { queueHandlers } from './queue.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** Every call of the contract. Inputs are already checked; what is thrown becomes a value in `dispatch`. */
export const createHandlers = (parts: HostParts): HostHandlers => {
  const { context, engine, devices, models, search, settler, sources, settings, network, downloads, opened, use } = parts;
  const { db, clock, publish } = context;
  const locate = createLocate({ db, search, models });
  const located = async (said: FileSettings): Promise<FileSettings> => (said.recipe === null ? { ...said, ...(await locate(said)) } : said);
  const capabilities = remember(engine.capabilities);

  const image = (id: ImageId): Image => {
    const found = imageById(db, id);
    if (found === null) throw new Failure({ code: 'not-found', message: sentence('picture.gone'), what: id });
    return found;
  };
  const show = (path: string): void => {
    if (parts.reveal === null) throw new Failure({ code: 'not-allowed', message: sentence('reveal.none', { path }), what: path });
    parts.reveal(path);
  };

  return {
    ...queueHandlers({ ...parts, capabilities }),
    ...libraryHandlers({ ...parts, image, show, locate, located }),
    ...modelHandlers({ ...parts, capabilities }),
    ...networkHandlers(parts),
    ...createExportHandlers(parts.exports, { reveal: show, choosePath: parts.choosePath }),
    ...createVerifyHandlers(
      context,
      {
        model: settler.model,
        capabilities,
        rebuild: createRebuild({ locate, models, capabilities }),
        clock,
        run: (recipe, ask, watch) =>
          runRecipe(
            { engine, devices, models, settler, sources, clock },
            { ask, recipe, previewEvery: 0, keepEvery: 0, from: null },
            watch,
          ),
      },
      image,
    ),

    'menu.set': async (menu) => {
      parts.showMenu?.(menu);
      return null;
    },
    'window.used': async () => {
      use.sign();
      engine.stepBack();
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
