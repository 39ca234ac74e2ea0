import { Failure } from '../contract/failure.ts';
import type { Result } from '../contract/result.ts';
import type { Handlers } from '../contract/calls.ts';
import type { Places } from '../contract/places.ts';
import { dispatch } from './dispatch.ts';
import { type Host, type HostOptions, createHost } from './host.ts';
import { realDisk } from './library/durable-write.ts';
import { createMover } from './library/mover.ts';
import { createNotices } from './notices.ts';
import { createRebuilder } from './library/rebuilder.ts';
import { sentence } from '../../native-models/words/sentence.ts';

/** Answered also while the host is closed: they need nothing of it. */
const unwaited: ReadonlySet<unknown> = new Set<keyof Handlers>(['places.get', 'notices.recent', 'library.stopMove', 'library.stopRebuild']);

/** A host that outlives a move of its library: it is closed for the switch, and opened again where the library lies then. */
export type Studio = Readonly<
  Omit<Host, 'handlers' | 'home' | 'ready'> & {
    /** One call of a window; it waits where the library is being switched or its index made anew. Never throws. */
    call: (name: unknown, raw: unknown) => Promise<Result<unknown>>;
    home: () => Host['home'];
    ready: () => Promise<void>;
  }
>;

/** Opens the studio. Throws a `Failure` where the library cannot be opened, or belongs to another window. */
export const createStudio = async (given: HostOptions): Promise<Studio> => {
  const clock = given.clock ?? Date.now;
  const { publish, recent } = createNotices(given.publish, clock);
  const options = { ...given, publish };
  let host = await createHost(options);
  let opened: Promise<Host> = Promise.resolve(host);

  const places = ({ home }: Host): Places => ({
    library: home.library,
    models: home.models,
    store: home.store,
    exports: home.exportsTo,
    move: mover.move(),
    rebuild: rebuilder.state(),
  });

  const whileClosed = async <T>(work: () => Promise<T>): Promise<T> => {
    const reopened = (async () => {
      await host.close();
      // whatever comes of it, the studio opens again where the library is
      try {
        return await work();
      } finally {
        host = await createHost(options);
      }
    })();
    opened = reopened.then(
      () => host,
      () => host,
    );
    return reopened;
  };

  const parts = {
    usual: options.home,
    appFolder: options.appFolder,
    disk: options.disk ?? realDisk,
    tell: () => publish('places.changed', places(host)),
    whileClosed,
  };
  const mover = createMover(parts);
  const rebuilder = createRebuilder({ ...parts, clock });

  const handlersOf = (current: Host): Handlers => ({
    ...current.handlers,
    'notices.recent': async () => [...recent()],
    'places.get': async () => places(current),
    'library.move': async (to) => {
      await mover.start(to);
      return null;
    },
    'library.stopMove': async () => {
      await mover.stop();
      return null;
    },
    'library.rebuild': async () => {
      if (mover.isMoving()) throw new Failure({ code: 'library-busy', message: sentence('move.going-on'), what: current.home.library });
      rebuilder.start();
      return null;
    },
    'library.stopRebuild': async () => {
      await rebuilder.stop();
      return null;
    },
  });

  mover.recover();

  return {
    call: async (name, raw) => dispatch(handlersOf(unwaited.has(name) ? host : await opened), name, raw),
    home: () => host.home,
    ready: () => host.ready,
    imageFile: async (...asked) => (await opened).imageFile(...asked),
    source: async (sha256) => (await opened).source(sha256),
    modelImage: async (id) => (await opened).modelImage(id),
    preview: (job, n) => host.preview(job, n),
    exported: (id) => host.exported(id),
    open: async (what) => (await opened).open(what),
    idle: async () => (await opened).idle(),
    close: async () => {
      await mover.close();
      await rebuilder.close();
      await (await opened).close();
    },
  };
};
