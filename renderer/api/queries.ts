import { queryOptions } from '@tanstack/react-query';
import type { EventPayload } from '../../electron/contract/events.ts';
import type { CallInput } from '../../electron/contract/calls.ts';
import type { GridId } from '../../electron/contract/grid.ts';
import type { LibraryQuery } from '../../electron/contract/query/library-query.ts';
import type { ExportOptions } from '../../electron/contract/export.ts';
import type { Image, ImageId, JobId } from '../../electron/contract/records.ts';
import { bestFirst, type Group } from '../state/duplicates.ts';
import { createBatch } from './batch.ts';
import { toListed } from './listed.ts';
import type { Client } from './client.ts';

export const keys = {
  list: (query: LibraryQuery) => ['images', 'list', query] as const,
  listings: ['images', 'list'] as const,
  lineage: (id: ImageId) => ['images', 'lineage', id] as const,
  lineages: ['images', 'lineage'] as const,
  facets: (query: LibraryQuery) => ['images', 'facets', query] as const,
  allFacets: ['images', 'facets'] as const,
  images: ['images', 'record'] as const,
  duplicates: ['images', 'duplicates'] as const,
  collections: ['order', 'collections'] as const,
  searches: ['order', 'searches'] as const,
  order: ['order'] as const,
  image: (id: ImageId) => ['images', 'record', id] as const,
  jobs: ['jobs'] as const,
  queue: ['queue'] as const,
  kept: (id: JobId) => ['kept', id] as const,
  models: ['models'] as const,
  modelFiles: ['modelFiles'] as const,
  loraFit: (pair: CallInput<'models.loraFits'>) => ['modelFiles', 'fit', pair] as const,
  hashing: ['hashing'] as const,
  capabilities: ['capabilities'] as const,
  settings: ['settings'] as const,
  places: ['places'] as const,
  meaning: ['meaning'] as const,
  fit: (id: ImageId) => ['fit', id] as const,
  fits: ['fit'] as const,
  ranking: (ids: readonly ImageId[]) => ['ranking', ids] as const,
  libraryReport: ['library-report'] as const,
  devices: ['devices'] as const,
  catalogue: ['catalogue'] as const,
  downloads: ['downloads'] as const,
  hub: ['hub'] as const,
  networkLog: ['network-log'] as const,
  prompts: (search: string) => ['prompts', search] as const,
  exports: ['exports'] as const,
  exportPreview: (options: ExportOptions) => ['exports', 'preview', options] as const,
  verification: (id: ImageId) => ['verification', id] as const,
  allPrompts: ['prompts'] as const,
  lists: ['lists'] as const,
  tokens: (input: CallInput<'studio.tokens'>) => ['tokens', input] as const,
  presets: ['presets'] as const,
  grids: ['grids', 'list'] as const,
  grid: (id: GridId) => ['grids', 'one', id] as const,
  allGrids: ['grids'] as const,
  trace: (id: ImageId) => ['trace', id] as const,
  schedule: (input: CallInput<'studio.schedule'>) => ['schedule', input] as const,
};

/** Requests of the log that a screen shows; the host keeps more. */
export const shownRequests = 200;

/** Pictures that look alike, the one to keep first; `pending` were not looked at yet. */
export type Duplicates = Readonly<{ groups: readonly Group[]; pending: number }>;
/** How soon is asked again while the library is being looked through. */
const lookAgain = 2_000;

/** Key and fetcher of everything that the host owns, in one place. */
export const createQueries = ({ invoke }: Client) => {
  const imageById = createBatch<ImageId, Image>(
    async (ids) => new Map((await invoke('images.byIds', [...ids])).map((image) => [image.id, image])),
    { wait: 12, max: 200 },
  );

  return {
    /** The ids of a query, in sections. */
    list: (query: LibraryQuery) =>
      queryOptions({ queryKey: keys.list(query), queryFn: async () => toListed(await invoke('images.ids', query)) }),
    lineage: (id: ImageId) => queryOptions({ queryKey: keys.lineage(id), queryFn: () => invoke('images.lineage', id) }),
    facets: (query: LibraryQuery) => queryOptions({ queryKey: keys.facets(query), queryFn: () => invoke('images.facets', query) }),
    collections: queryOptions({ queryKey: keys.collections, queryFn: () => invoke('collections.list', null) }),
    searches: queryOptions({ queryKey: keys.searches, queryFn: () => invoke('searches.list', null) }),
    /** One picture's record; a screenful of these becomes one call. */
    image: (id: ImageId) => queryOptions({ queryKey: keys.image(id), queryFn: () => imageById(id) }),
    /** What was looked at meanwhile is asked for anew whenever the screen is gone to. */
    duplicates: queryOptions({
      queryKey: keys.duplicates,
      staleTime: 0,
      refetchInterval: ({ state }) => ((state.data?.pending ?? 0) > 0 ? lookAgain : false),
      queryFn: async (): Promise<Duplicates> => {
        const { groups, pending } = await invoke('images.duplicates', null);
        const records = await Promise.all(groups.map((group) => Promise.all(group.map(imageById))));
        const ranked = records.map((group) => bestFirst(group.filter((image) => image !== null)).map(({ id }) => id));
        return { groups: ranked.filter(({ length }) => length > 1), pending };
      },
    }),
    exports: queryOptions({ queryKey: keys.exports, queryFn: () => invoke('export.list', null) }),
    exportPreview: (options: ExportOptions) =>
      queryOptions({ queryKey: keys.exportPreview(options), queryFn: () => invoke('export.preview', options), gcTime: 10_000 }),
    jobs: queryOptions({ queryKey: keys.jobs, queryFn: () => invoke('jobs.list', null) }),
    /** What is kept of a run may go at any time. */
    kept: (id: JobId) => queryOptions({ queryKey: keys.kept(id), queryFn: () => invoke('jobs.kept', id), staleTime: 0 }),
    queue: queryOptions({ queryKey: keys.queue, queryFn: () => invoke('queue.get', null) }),
    models: queryOptions({ queryKey: keys.models, queryFn: () => invoke('models.list', null) }),
    loraFit: (pair: CallInput<'models.loraFits'>) =>
      queryOptions({ queryKey: keys.loraFit(pair), queryFn: () => invoke('models.loraFits', pair) }),
    modelFiles: queryOptions({ queryKey: keys.modelFiles, queryFn: () => invoke('models.files', null) }),
    /** Filled by events alone. */
    hashing: queryOptions({ queryKey: keys.hashing, queryFn: async (): Promise<EventPayload<'models.hashing'> | null> => null }),
    capabilities: queryOptions({ queryKey: keys.capabilities, queryFn: () => invoke('studio.capabilities', null) }),
    settings: queryOptions({ queryKey: keys.settings, queryFn: () => invoke('settings.get', null) }),
    meaning: queryOptions({ queryKey: keys.meaning, queryFn: () => invoke('meaning.get', null) }),
    /** Other prompts of the library change it; what is shown for a while may be of a moment ago. */
    fit: (id: ImageId) => queryOptions({ queryKey: keys.fit(id), queryFn: () => invoke('images.fit', id), staleTime: 60_000 }),
    ranking: (ids: readonly ImageId[]) =>
      queryOptions({ queryKey: keys.ranking(ids), queryFn: () => invoke('images.rank', [...ids]), gcTime: 0 }),
    places: queryOptions({ queryKey: keys.places, queryFn: () => invoke('places.get', null) }),
    libraryReport: queryOptions({ queryKey: keys.libraryReport, queryFn: () => invoke('library.report', null) }),
    devices: queryOptions({ queryKey: keys.devices, queryFn: () => invoke('devices.list', null) }),
    catalogue: queryOptions({ queryKey: keys.catalogue, queryFn: () => invoke('catalogue.list', null) }),
    downloads: queryOptions({ queryKey: keys.downloads, queryFn: () => invoke('downloads.list', null) }),
    hub: queryOptions({ queryKey: keys.hub, queryFn: () => invoke('hub.get', null) }),
    networkLog: queryOptions({ queryKey: keys.networkLog, queryFn: () => invoke('network.log', { limit: shownRequests }) }),
    prompts: (search: string) =>
      queryOptions({ queryKey: keys.prompts(search), queryFn: () => invoke('prompts.list', { search, limit: 500 }) }),
    lists: queryOptions({ queryKey: keys.lists, queryFn: () => invoke('prompts.lists', null), staleTime: 60_000 }),
    tokens: (input: CallInput<'studio.tokens'>) =>
      queryOptions({ queryKey: keys.tokens(input), queryFn: () => invoke('studio.tokens', input), gcTime: 30_000 }),
    presets: queryOptions({ queryKey: keys.presets, queryFn: () => invoke('presets.list', null) }),
    grids: queryOptions({ queryKey: keys.grids, queryFn: () => invoke('grids.list', null) }),
    grid: (id: GridId) => queryOptions({ queryKey: keys.grid(id), queryFn: () => invoke('grids.get', id) }),
    trace: (id: ImageId) => queryOptions({ queryKey: keys.trace(id), queryFn: () => invoke('images.trace', id) }),
    schedule: (input: CallInput<'studio.schedule'>) =>
      queryOptions({ queryKey: keys.schedule(input), queryFn: () => invoke('studio.schedule', input) }),
  };
};
export type Queries = ReturnType<typeof createQueries>;
