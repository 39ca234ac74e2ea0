import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Download, DownloadFrom } from '../../contract/downloads.ts';
import { Failure } from '../../contract/failure.ts';
import type { Context } from '../context.ts';
import { storageError, toAppError } from '../errors.ts';
import type { FetchParts } from './fetch-file.ts';
import { alreadyThere, fetchModel } from './fetch-model.ts';
import { type Item, itemOf, show } from './item.ts';
import { type Journal, openStaging } from './journal.ts';
import { createPace } from './pace.ts';
import { subjectOf } from './plan.ts';
import { withLock } from './with-lock.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** What the user asked to be fetched. A model is under its name when all of it is there and checked, and not before. */
export type Downloads = Readonly<{
  /** Puts it in line, or goes on with it. */
  start: (from: DownloadFrom, licence: string | null) => Promise<Download>;
  list: () => Download[];
  pause: (id: string) => Promise<void>;
  resume: (id: string) => void;
  cancel: (id: string) => Promise<void>;
  /** Goes on with what an earlier life of the studio had begun. */
  recover: () => Promise<void>;
  /** Goes on with those that stopped because the studio was offline. */
  backOnline: () => void;
  /** Resolves when nothing waits or moves. */
  idle: () => Promise<void>;
  close: () => Promise<void>;
}>;

export type DownloadParts = Omit<FetchParts, 'disk'> &
  Readonly<{
    /** Called when a model has come. */
    onModel: () => Promise<void>;
  }>;

const atOnce = 2;
/** Milliseconds between two reports of progress. */
const reportEvery = 400;

const stopped = new Failure({ code: 'cancelled', message: sentence('download.stopped'), what: null });

export const createDownloads = (
  { home, disk, publish, clock }: Pick<Context, 'home' | 'disk' | 'publish' | 'clock'>,
  { onModel, ...parts }: DownloadParts,
): Downloads => {
  const staging = openStaging(home.models, disk);
  const items = new Map<string, Item>();
  let closed = false;
  let waiters: (() => void)[] = [];

  const setStage = (item: Item, stage: Download['state'], file: string | null = null): void => {
    item.stage = stage;
    item.file = file;
    publish('download.changed', show(item));
  };
  const keep = async (item: Item, change: Partial<Journal>): Promise<Journal> => {
    item.journal = { ...item.journal, ...change };
    await staging.write(item.journal);
    return item.journal;
  };

  const fetchNow = async (item: Item, signal: AbortSignal): Promise<void> => {
    const journal = await keep(item, { state: 'going', error: null });
    const pace = createPace(clock);
    item.pace = pace;
    // a line that stands still is reported as well
    const timer = setInterval(() => setStage(item, item.stage, item.file), reportEvery);
    try {
      await fetchModel(
        journal,
        { models: home.models, staging },
        { ...parts, disk },
        {
          signal,
          keep: (change) => keep(item, change),
          onStage: (stage, file) => setStage(item, stage, file),
          onBytes: (bytes) => {
            // the first report of a run is what lay here already
            if (item.stage === 'fetching') pace.add(Math.max(0, bytes - item.bytes));
            item.bytes = bytes;
          },
        },
      );
    } finally {
      clearInterval(timer);
    }
  };

  const run = async (item: Item): Promise<void> => {
    const control = new AbortController();
    item.control = control;
    try {
      await withLock(staging, item.journal, () => fetchNow(item, control.signal));
      await staging.remove(item.journal.id);
      setStage(item, 'done');
      await onModel().catch((error: unknown) => publish('studio.notice', { level: 'warning', message: toAppError(error).message }));
    } catch (error) {
      // after a pause or an end what has come stays, and whoever stopped it says what it is now
      if (control.signal.aborted) return;
      item.journal = { ...item.journal, state: 'failed', error: toAppError(error) };
      // the disk may be what failed
      await staging.write(item.journal).catch(() => undefined);
      setStage(item, 'failed');
    } finally {
      item.control = null;
      item.pace = null;
    }
  };

  const pump = (): void => {
    const all = [...items.values()];
    const next = all.filter(({ stage, control }) => stage === 'waiting' && control === null);
    const free = closed ? 0 : atOnce - all.filter(({ control }) => control !== null).length;
    for (const item of next.slice(0, Math.max(0, free))) item.running = run(item).finally(pump);
    if (all.some(({ control }) => control !== null) || (next.length > 0 && !closed)) return;
    for (const wake of waiters) wake();
    waiters = [];
  };

  const halt = async (item: Item): Promise<void> => {
    item.control?.abort(stopped);
    await item.running;
  };
  const found = (id: string): Item => {
    const item = items.get(id);
    if (item === undefined) throw new Failure({ code: 'not-found', message: sentence('download.unknown', { id }), what: id });
    return item;
  };
  const add = (journal: Journal): Item => {
    const item = itemOf(journal, staging);
    items.set(journal.id, item);
    return item;
  };
  const goOn = (item: Item): void => {
    if (item.stage !== 'paused' && item.stage !== 'failed') return;
    item.journal = { ...item.journal, state: 'going', error: null };
    setStage(item, 'waiting');
    pump();
  };

  return {
    start: async (from, licence) => {
      const subject = subjectOf(from, licence);
      const known = items.get(subject.id);
      if (known !== undefined && known.stage !== 'done') {
        goOn(known);
        return show(known);
      }
      const place = join(home.models, subject.id);
      if (existsSync(place)) throw alreadyThere(subject.id, place);
      const begun = (await staging.all()).find(({ id }) => id === subject.id);
      const fresh: Journal = { ...subject, from, licence, plan: null, state: 'going', error: null, createdAt: clock() };
      const journal: Journal = begun === undefined ? fresh : { ...begun, licence, state: 'going', error: null };
      await staging.write(journal).catch((error: unknown) => {
        const refused = storageError(error, home.models);
        throw refused === null ? error : new Failure(refused, { cause: error });
      });
      const item = add(journal);
      setStage(item, 'waiting');
      pump();
      return show(item);
    },
    list: () => [...items.values()].map(show),
    pause: async (id) => {
      const item = found(id);
      if (item.stage === 'done' || item.stage === 'paused') return;
      // before the wait, so that nobody starts it in between
      const wasWaiting = item.control === null;
      if (wasWaiting) item.stage = 'paused';
      await halt(item);
      // it may have arrived in the meantime
      if (!wasWaiting && item.stage === ('done' as Item['stage'])) return;
      await keep(item, { state: 'paused', error: null });
      setStage(item, 'paused');
      pump();
    },
    resume: (id) => goOn(found(id)),
    cancel: async (id) => {
      const item = found(id);
      items.delete(id);
      await halt(item);
      await staging.remove(id);
      publish('download.removed', { id: item.journal.id });
      pump();
    },
    recover: async () => {
      for (const journal of await staging.all()) {
        const item = add(journal);
        setStage(item, item.stage);
      }
      pump();
    },
    backOnline: () => {
      for (const item of items.values()) if (item.stage === 'failed' && item.journal.error?.code === 'offline') goOn(item);
    },
    idle: () =>
      new Promise((resolve) => {
        waiters.push(resolve);
        pump();
      }),
    close: async () => {
      closed = true;
      await Promise.all([...items.values()].map(halt));
    },
  };
};
