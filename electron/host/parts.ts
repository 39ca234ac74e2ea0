import { randomUUID } from 'node:crypto';
import { engineVersion } from '../engine/version.ts';
import { openCatalogue } from '../store/catalogue.ts';
import type { Publish } from '../contract/events.ts';
import type { Store } from '../store/open.ts';
import type { Context } from './context.ts';
import { createDevices } from './devices/devices.ts';
import { createEngine } from './engine.ts';
import type { HostOptions } from './host.ts';
import { createDownloads } from './downloads/downloads.ts';
import { realDisk } from './library/durable-write.ts';
import { createOrderLog } from './library/order-log.ts';
import { createContentSearch } from './model-files/content-search.ts';
import { createInspector } from './model-files/inspector.ts';
import { createMeaning, type Meaning } from './meaning/meaning.ts';
import { createModels } from './models.ts';
import { createNetwork, usualNetwork } from './network/index.ts';
import { openSettings } from './settings.ts';
import { createSettler } from './settle-recipe.ts';
import { createSources } from './sources.ts';
import { createTraces } from './traces.ts';
import { createWindowUse } from './window-use.ts';

export type PartsOptions = Pick<
  HostOptions,
  'home' | 'appFolder' | 'engine' | 'builtInModels' | 'publish' | 'disk' | 'clock' | 'newId' | 'network'
>;

/** What a studio with a queue and one without have in common, on an open store. */
export const openParts = (options: PartsOptions, db: Store) => {
  const { home, clock = Date.now, newId = randomUUID, disk = realDisk } = options;
  // parts tell of themselves while they open, before there is one that listens
  let heard: Meaning['heard'] = () => undefined;
  const publish: Publish = (name, payload) => {
    options.publish(name, payload);
    heard(name);
  };
  const context: Context = {
    home,
    appFolder: options.appFolder,
    db,
    catalogue: openCatalogue(db, clock, undefined, {
      prepare: (terms) => meaning.meanings.prepare(terms),
      scores: (term) => meaning.meanings.scores(term),
      fits: () => meaning.meanings.fits(),
      version: () => meaning.meanings.version(),
    }),
    orderLog: createOrderLog({ home, db, disk, clock }),
    disk,
    publish,
    clock,
    newId,
  };
  const engine = createEngine(options.engine, (memory) => devices.rested(memory));
  const settings = openSettings(context);
  const inspector = createInspector(() => createEngine(options.engine));
  const models = createModels({
    db,
    inspector,
    engineVersion,
    publish,
    places: { builtIn: options.builtInModels, others: async () => [home.models, ...settings.get().modelFolders] },
  });
  const use = createWindowUse();
  const search = createContentSearch(publish, clock);
  const meaning = createMeaning(context, { engine, models, settings, use });
  heard = meaning.heard;
  const devices = createDevices({ context, engine, settings, options: options.engine, file: home.devices });
  const networkOptions = { ...usualNetwork, ...options.network };
  const network = createNetwork(context, settings, networkOptions);
  const downloads = createDownloads(context, {
    hub: network.client,
    pause: networkOptions.pause,
    onModel: async () => void (await models.rescan()),
  });
  return {
    context,
    engine,
    settings,
    devices,
    models,
    meaning,
    use,
    inspector,
    search,
    settler: createSettler({ db, search, models }),
    sources: createSources(context),
    traces: createTraces(context),
    network,
    downloads,
  };
};
