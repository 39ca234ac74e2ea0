import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageSize, Publish } from '../contract/events.ts';
import type { MenuBar } from '../contract/menu.ts';
import { Failure } from '../contract/failure.ts';
import type { Image, ImageId } from '../contract/records.ts';
import { imageById, setMissing } from '../store/images.ts';
import { lockOwner, takeLock } from '../store/lock.ts';
import { openStore } from '../store/open.ts';
import type { EngineOptions } from './engine-process.ts';
import { opening, toAppError } from './errors.ts';
import { openExports } from './export/open-exports.ts';
import { createOpened } from './opened/opened.ts';
import { createHandlers } from './handlers/index.ts';
import type { HostHandlers } from './handlers/parts.ts';
import type { Home } from './home.ts';
import { createBin } from './library/bin.ts';
import { createChecks } from './library/checks.ts';
import type { Disk } from './library/durable-write.ts';
import { pictureType } from './library/picture-type.ts';
import { createLookAlikes } from './library/look-alikes.ts';
import { enterLibrary } from './library/place.ts';
import { createOrganise } from './library/organise.ts';
import { createThumbnails } from './library/thumbnails.ts';
import { watchLibrary } from './library/watch.ts';
import { createHasher } from './model-files/hasher.ts';
import { pictureOf } from './model-files/picture.ts';
import { watchModels } from './model-files/watch.ts';
import type { NetworkOptions } from './network/index.ts';
import { openParts } from './parts.ts';
import { type Preview, createPreviews } from './previews.ts';
import { createJobRunner } from './job-run.ts';
import { createKeptRuns } from './kept-runs.ts';
import { refuseHome } from './places.ts';
import { createQueue } from './queue.ts';
import { systemTrash } from './system-trash.ts';
import { sentence } from '../../native-models/words/sentence.ts';

export type HostOptions = Readonly<{
  /** With the library in its usual place (`resolveHome`). */
  home: Home;
  /** Of the program itself: data that would lie there is refused. */
  appFolder: string;
  engine: EngineOptions;
  /** Folder of the models that ship with the app. */
  builtInModels: string;
  publish: Publish;
  /** The system's bin; null keeps deleted pictures in ours. */
  trash: ((path: string) => Promise<void>) | null;
  /** The system's file manager; null where there is none. */
  reveal: ((path: string) => void) | null;
  /** The system's dialog for a folder, or for the name of a zip; null where there is none. */
  choosePath?: ((kind: 'folder' | 'zip', initial: string) => Promise<string | null>) | null;
  /** The system's menu; null where there is none. */
  showMenu?: ((menu: MenuBar) => void) | null;
  clock?: () => number;
  newId?: () => string;
  disk?: Disk;
  /** The system's key store, and what tests change of the network. */
  network?: Partial<NetworkOptions>;
}>;

/** The studio: calls, pictures by id, and an end. */
export type Host = Readonly<{
  /** Where the library really lies. */
  home: Home;
  handlers: HostHandlers;
  /** The file of a picture, of its thumbnail, or of the strip of its steps; null where there is none. A thumbnail that nobody waits for any longer is not made. */
  imageFile: (id: ImageId, size: ImageSize, signal?: AbortSignal) => Promise<{ path: string; type: string } | null>;
  /** A picture that recipes start from, or a mask; null where there is none. */
  source: (sha256: string) => Promise<{ bytes: Buffer; type: string } | null>;
  /** A small picture of what a model or a LoRA makes, by its id; null where none lies beside it or in it. */
  modelImage: (id: string) => Promise<{ bytes: Buffer; type: string } | null>;
  /** The n-th preview of a running job, or a newer one. */
  preview: (job: string, n: number) => Preview | null;
  /** The zip of a finished export that a browser fetches; null where there is none. */
  exported: (id: string) => string | null;
  /** Takes a file or a link that was opened with the studio from outside. */
  open: (what: string) => Promise<void>;
  /** Resolves when library and index agree; everything works before that, on what the index says. */
  ready: Promise<void>;
  /** Resolves when the queue is empty. */
  idle: () => Promise<void>;
  close: () => Promise<void>;
}>;

const sweepEvery = 60_000;

/** Opens the studio. Throws a `Failure` where the library cannot be opened, or belongs to another window. */
export const createHost = async (options: HostOptions): Promise<Host> => {
  const { publish } = options;
  const usual = options.home;
  refuseHome(usual, options.appFolder);
  const lock = opening(usual.queueLock, () => takeLock(usual.queueLock, `process ${process.pid}`));
  if (lock === null) {
    throw new Failure({
      code: 'library-busy',
      message: sentence('library.elsewhere', { owner: lockOwner(usual.queueLock) ?? 'unknown' }),
      what: usual.data,
    });
  }
  const library = opening(usual.libraryLock, () => enterLibrary(usual), lock.release);
  const { home } = library;
  const db = opening(
    home.store,
    () => openStore(home.store),
    () => {
      library.release();
      lock.release();
    },
  );
  const { context, engine, inspector, settings, devices, models, meaning, use, search, settler, sources, traces, network, downloads } =
    openParts({ ...options, home }, db);
  const bin = createBin(context, options.trash);
  const thumbnails = createThumbnails(home);
  const lookAlikes = createLookAlikes(context);

  const checks = createChecks(context);
  const tidy = async (): Promise<void> => {
    await checks.begin(use);
    await bin.sweep('all');
    await context.orderLog.flush();
  };
  // a folder that cannot be read must not keep the studio shut
  const ready = tidy().catch((error: unknown) => publish('studio.notice', { level: 'warning', message: toAppError(error).message }));

  const previews = createPreviews();
  const keptRuns = createKeptRuns(context);
  const queue = createQueue(context, {
    engine,
    ready,
    run: createJobRunner(context, { engine, devices, models, settler, sources, settings, previews, traces, keptRuns }),
  });
  const opened = createOpened(publish);
  const exports = openExports(context, { models, thumbnails, suggested: home.exportsTo });
  const watch = watchLibrary(db, (images) => {
    for (const image of images) publish('image.added', image);
  });
  const modelWatch = watchModels(
    async () => [home.models, ...settings.get().modelFolders],
    () => void models.refresh().catch(() => undefined),
  );
  const hasher = createHasher({
    db,
    publish,
    shelf: models.seen,
    busy: () => queue.list().some(({ state }) => state === 'running'),
    use,
    done: models.refresh,
  });
  meaning.begin(() => queue.list().some(({ state }) => state === 'running' || state === 'waiting'));
  const sweeper = setInterval(() => void bin.sweep('old').catch(() => undefined), sweepEvery);
  sweeper.unref();
  engine.warmUp();

  const gone = (image: Image): null => {
    if (!image.missing) {
      setMissing(db, image.id, true);
      publish('image.changed', { ...image, missing: true });
    }
    return null;
  };

  // what the user asked for before the studio was closed
  await downloads.recover();

  return {
    home,
    ready,
    handlers: createHandlers({
      context,
      engine,
      devices,
      queue,
      keptRuns,
      models,
      search,
      settler,
      sources,
      traces,
      settings,
      exports,
      opened,
      checks,
      network,
      downloads,
      trash: options.trash ?? systemTrash,
      organise: createOrganise(context, bin),
      lookAlikes,
      meaning,
      use,
      reveal: options.reveal,
      choosePath: options.choosePath ?? null,
      showMenu: options.showMenu ?? null,
    }),
    imageFile: async (id, size, signal) => {
      signal?.throwIfAborted();
      use.sign();
      const image = imageById(db, id);
      if (image === null) return null;
      if (size === 'steps') return traces.strip(id);
      const path = join(home.library, image.file);
      if (!existsSync(path)) return gone(image);
      return size === 'full' ? { path, type: pictureType(path) } : { path: await thumbnails.get(image, size, signal), type: 'image/webp' };
    },
    source: sources.show,
    modelImage: async (id) => {
      const found = await models.found(id);
      return found === null ? null : pictureOf(found);
    },
    preview: previews.get,
    exported: exports.download,
    open: opened.open,
    idle: queue.idle,
    close: async () => {
      // what is being put in order uses the store
      await ready;
      watch.stop();
      modelWatch.stop();
      await hasher.stop();
      clearInterval(sweeper);
      await checks.close();
      await lookAlikes.close();
      await meaning.close();
      await exports.close();
      await downloads.close();
      await network.door.close();
      await queue.close();
      await inspector.close();
      await engine.close();
      await devices.close();
      await bin.sweep('all').catch(() => undefined);
      await context.orderLog.flush().catch(() => undefined);
      db.close();
      library.release();
      lock.release();
    },
  };
};
