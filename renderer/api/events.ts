import { hashKey, type QueryClient } from '@tanstack/react-query';
import type { Download, NetworkEntry } from '../../electron/contract/downloads.ts';
import { asksMeaning, LibraryQuery, wholeLibrary } from '../../electron/contract/query/library-query.ts';
import type { Image, Job } from '../../electron/contract/records.ts';
import type { ExportJob } from '../../electron/contract/export.ts';
import type { VerifyState } from '../features/viewer/VerifyNote.tsx';
import type { LiveStore } from '../state/live.ts';
import type { Meaning } from '../../electron/contract/meaning.ts';
import type { Client } from './client.ts';
import { type Listed, withNewest, without } from './listed.ts';
import { withoutPictures } from '../state/duplicates.ts';
import { type Duplicates, keys, shownRequests } from './queries.ts';

/** Ended jobs that the screen keeps; the host keeps them all. */
const keptJobs = 200;

/** A list with one thing of it changed, or added at its end. */
const withItem = <T extends { id: unknown }>(list: readonly T[], changed: T): T[] =>
  list.some(({ id }) => id === changed.id) ? list.map((one) => (one.id === changed.id ? changed : one)) : [...list, changed];

/** Events come in bursts: this long after the first one the work is done once. */
const burst = 120;
const gather = (work: () => void, after = burst): { start: () => void; stop: () => void } => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return {
    start: () => {
      timer ??= setTimeout(() => {
        timer = null;
        work();
      }, after);
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
};

/** How often a search by meaning is asked anew while the library is looked at. */
const learnt = 3_000;

/** Writes what the host announces into the caches, so that a screen never asks twice. Returns the unsubscribe. */
export const connectEvents = ({ subscribe }: Client, queries: QueryClient, live: LiveStore): (() => void) => {
  const keep = (image: Image) => queries.setQueryData(keys.image(image.id), image);

  /** What is counted and what depends on more than time is asked again, once for many events in a row. */
  const refresh = gather(() => {
    const whole = hashKey(keys.list(wholeLibrary));
    void queries.invalidateQueries({ queryKey: keys.listings, predicate: ({ queryHash }) => queryHash !== whole });
    void queries.invalidateQueries({ queryKey: keys.allFacets });
    void queries.invalidateQueries({ queryKey: keys.lineages });
    void queries.invalidateQueries({ queryKey: keys.duplicates });
    void queries.invalidateQueries({ queryKey: keys.order });
    void queries.invalidateQueries({ queryKey: keys.allPrompts });
  });

  /** More is known of what pictures show. */
  const learn = gather(() => {
    const predicate = ({ queryKey }: { queryKey: readonly unknown[] }): boolean => {
      const query = LibraryQuery.safeParse(queryKey[2]);
      return query.success && asksMeaning(query.data);
    };
    void queries.invalidateQueries({ queryKey: keys.listings, predicate });
    void queries.invalidateQueries({ queryKey: keys.allFacets, predicate });
  }, learnt);

  const ends = [
    subscribe('job.changed', (job) => {
      queries.setQueryData<Job[]>(keys.jobs, (jobs) => jobs && withItem(jobs, job).slice(-keptJobs));
      if (job.state !== 'running') live.getState().forget(job.id);
      if (job.state !== 'waiting') void queries.invalidateQueries({ queryKey: keys.allGrids });
      if (job.state === 'waiting') void queries.invalidateQueries({ queryKey: keys.allPrompts });
    }),
    subscribe('queue.changed', (queue) => queries.setQueryData(keys.queue, queue)),
    subscribe('job.progress', (progress) => live.getState().report(progress)),
    subscribe('image.added', (image) => {
      keep(image);
      queries.setQueryData<Listed>(keys.list(wholeLibrary), (listed) => listed && withNewest(listed, image));
      refresh.start();
    }),
    subscribe('image.changed', keep),
    subscribe('images.changed', ({ ids }) => {
      for (const id of ids ?? []) void queries.invalidateQueries({ queryKey: keys.image(id) });
      if (ids === null) void queries.invalidateQueries({ queryKey: keys.images });
      refresh.start();
    }),
    subscribe('order.changed', () => void queries.invalidateQueries({ queryKey: keys.order })),
    subscribe('images.removed', (removed) => {
      const gone = new Set(removed);
      queries.setQueriesData<Listed>({ queryKey: keys.listings }, (listed) => listed && without(listed, gone));
      queries.setQueryData<Duplicates>(keys.duplicates, (found) => found && { ...found, groups: withoutPictures(found.groups, gone) });
      refresh.start();
    }),
    subscribe('models.changed', (models) => {
      queries.setQueryData(keys.models, models);
      void queries.invalidateQueries({ queryKey: keys.presets });
    }),
    subscribe('presets.changed', (presets) => queries.setQueryData(keys.presets, presets)),
    subscribe('devices.changed', (devices) => queries.setQueryData(keys.devices, devices)),
    subscribe('models.filesChanged', (files) => queries.setQueryData(keys.modelFiles, files)),
    subscribe('models.hashing', (hashing) => queries.setQueryData(keys.hashing, hashing)),
    subscribe('export.changed', (job) =>
      queries.setQueryData<ExportJob[]>(keys.exports, (jobs) => jobs && [...jobs.filter(({ id }) => id !== job.id), job]),
    ),
    // the last step may be told after the answer: what has ended does not run again
    subscribe('verify.progress', ({ image, step, steps }) =>
      queries.setQueryData<VerifyState>(keys.verification(image), (state) =>
        state?.kind === 'running' ? { kind: 'running', step, steps } : state,
      ),
    ),
    subscribe('places.changed', (places) => {
      queries.setQueryData(keys.places, places);
      // whatever was asked of the old index
      if (places.rebuild?.state === 'done') void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.places[0] });
    }),
    subscribe('meaning.changed', (meaning) => {
      const before = queries.getQueryData<Meaning>(keys.meaning);
      queries.setQueryData(keys.meaning, meaning);
      if (before?.seen !== meaning.seen || before.clip?.id !== meaning.clip?.id) learn.start();
      if (before?.clip?.id !== meaning.clip?.id) void queries.invalidateQueries({ queryKey: keys.fits });
    }),
    subscribe('library.checked', (report) => queries.setQueryData(keys.libraryReport, report)),
    subscribe('settings.changed', (settings) => queries.setQueryData(keys.settings, settings)),
    subscribe('download.changed', (changed) => {
      queries.setQueryData<Download[]>(keys.downloads, (list) => list && withItem(list, changed));
      if (changed.state === 'done') void queries.invalidateQueries({ queryKey: keys.catalogue });
    }),
    subscribe('download.removed', ({ id }) =>
      queries.setQueryData<Download[]>(keys.downloads, (list) => list?.filter((one) => one.id !== id)),
    ),
    subscribe('network.logged', (entry) =>
      queries.setQueryData<NetworkEntry[]>(
        keys.networkLog,
        (list) => list && withItem(list.toReversed(), entry).slice(-shownRequests).toReversed(),
      ),
    ),
  ];
  return () => {
    refresh.stop();
    learn.stop();
    for (const end of ends) end();
  };
};
