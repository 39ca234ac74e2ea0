import { aRecipe } from '../../electron/contract/examples.ts';
import type { CallName, CallInput, Handlers } from '../../electron/contract/calls.ts';
import type { EventName, EventPayload, StudioBridge } from '../../electron/contract/events.ts';
import type { Image, ImageId, Job, QueueState, Settings } from '../../electron/contract/records.ts';
import { GridId } from '../../electron/contract/grid.ts';
import { nothingKnown } from '../../electron/contract/origin.ts';
import type { Preset } from '../../electron/contract/preset.ts';
import { type Change, facetNames, type Facets, packIds, type SavedSearch } from '../../electron/contract/order.ts';
import type { AppError, Result } from '../../electron/contract/result.ts';
import { fakeDownloads } from './fake-downloads.ts';
import {
  brokenModel,
  capabilities,
  devices,
  image,
  imageId,
  job,
  jobId,
  model,
  modelFiles,
  promptEntry,
  settings,
  uuid,
} from './fake-data.ts';
import { ExportId, type ExportJob } from '../../electron/contract/export.ts';
import { inEnglish } from '../../native-models/words/sentence.ts';

/** Rejected by a fake handler, it arrives as an error value. */
export class Refusal extends Error {
  readonly error: AppError;
  constructor(error: AppError) {
    super(inEnglish(error.message));
    this.error = error;
  }
}

const noFacets = Object.fromEntries(facetNames.map((name) => [name, []])) as unknown as Facets['facets'];

const changed = (image: Image, change: Change): Image => {
  const other = (names: readonly string[], name: string) => names.filter((one) => one !== name);
  switch (change.kind) {
    case 'rating':
      return { ...image, rating: change.rating };
    case 'favourite':
      return { ...image, favourite: change.favourite };
    case 'addTag':
      return { ...image, tags: [...other(image.tags, change.tag), change.tag] };
    case 'removeTag':
      return { ...image, tags: other(image.tags, change.tag) };
    case 'addToCollection':
      return { ...image, collections: [...other(image.collections, change.collection), change.collection] };
    case 'removeFromCollection':
      return { ...image, collections: other(image.collections, change.collection) };
  }
};

export type FakeStudio = Readonly<{
  bridge: StudioBridge;
  /** Every call that was made, in order. */
  calls: { name: string; input: unknown }[];
  /** Says something as the host would. */
  publish: <K extends EventName>(name: K, payload: EventPayload<K>) => void;
}>;

const picture = (id: string): string => {
  const n = Number.parseInt(id.slice(-6), 16);
  const hue = (n * 47) % 360;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="hsl(${hue} 60% 72%)"/><stop offset=".62" stop-color="hsl(${(hue + 40) % 360} 55% 82%)"/><stop offset=".62" stop-color="hsl(${(hue + 90) % 360} 35% 60%)"/></linearGradient></defs><rect width="64" height="64" fill="url(#g)"/><circle cx="${22 + (n % 5) * 5}" cy="30" r="${10 + (n % 4) * 2}" fill="hsl(${(hue + 180) % 360} 70% 52%)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

const exportJob = (id: ExportId, target: ExportJob['target']): ExportJob => ({
  id,
  target,
  state: 'done',
  stage: 'finishing',
  done: 3,
  total: 3,
  bytes: 72_000,
  left: { existing: 0, duplicates: 0, missing: 0 },
  error: null,
  startedAt: 0,
  endedAt: 1,
});

/** A studio that lives in this page: for tests and for looking at screens without an engine. */
export const createFakeStudio = (pictures: number, overrides: Partial<Handlers> = {}): FakeStudio => {
  const calls: FakeStudio['calls'] = [];
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const images = new Map<ImageId, Image>(Array.from({ length: pictures }, (_, n) => [imageId(n), image(n)]));
  const undo: { order: ImageId[]; images: ReadonlyMap<ImageId, Image> }[] = [];
  let searches: SavedSearch[] = [];
  let order: ImageId[] = [...images.keys()].toReversed();
  let kept: Settings = settings;
  const jobs: Job[] = [];
  let queue: QueueState = { state: 'going', waiting: [] };
  const waiting = () => [
    ...queue.waiting,
    ...jobs.filter(({ id, state }) => state === 'waiting' && !queue.waiting.includes(id)).map(({ id }) => id),
  ];
  let presets: Preset[] = [];

  const publish: FakeStudio['publish'] = (name, payload) => {
    for (const listener of listeners.get(name) ?? []) listener(payload);
  };
  const found = (id: ImageId): Image => {
    const known = images.get(id);
    if (known === undefined) throw new Refusal({ code: 'not-found', message: 'There is no such picture.', what: id });
    return known;
  };

  const handlers: Handlers = {
    'jobs.start': async ({ recipe, count }) => {
      const started = Array.from({ length: count }, (_, i) => job(jobs.length + i, { recipe: { ...recipe, seed: recipe.seed + i } }));
      jobs.push(...started);
      for (const one of started) publish('job.changed', one);
      return started.map(({ id }) => id);
    },
    'jobs.cancel': async () => null,
    'jobs.cancelAll': async () => null,
    'jobs.list': async () => jobs,
    'jobs.retry': async (id) => id,
    'jobs.retryFailed': async () => [],
    'jobs.move': async ({ id, before }) => {
      const order = waiting().filter((other) => other !== id);
      queue = { ...queue, waiting: order.toSpliced(before === null ? order.length : order.indexOf(before), 0, id) };
      publish('queue.changed', queue);
      return null;
    },
    'jobs.kept': async () => ({ steps: 20, kept: [5, 10, 15] }),
    'jobs.branch': async () => jobId(0),
    'queue.get': async () => ({ ...queue, waiting: waiting() }),
    'queue.pause': async () => {
      queue = { state: 'paused', waiting: waiting() };
      publish('queue.changed', queue);
      return null;
    },
    'queue.resume': async () => {
      queue = { state: 'going', waiting: waiting() };
      publish('queue.changed', queue);
      return null;
    },
    'images.ids': async ({ text }) => {
      const ids = order.filter((id) => text.split(/\s+/).every((word) => found(id).recipe.prompt.includes(word)));
      return { count: ids.length, sections: ids.length === 0 ? [] : [{ day: 20261121, ids: packIds(ids) }] };
    },
    'images.facets': async () => ({ count: order.length, facets: noFacets }),
    'images.byIds': async (ids) => ids.map(found),
    'images.fit': async (id) => {
      const { prompt } = found(id).recipe;
      const best = [
        { text: prompt, score: 0.31 },
        { text: 'a blue fish in the night', score: 0.22 },
        { text: 'a yellow house at sunset', score: 0.12 },
      ];
      return { prompt, score: 0.31, rank: 1, of: 25, best, clip: 'Starter CLIP' };
    },
    'images.rank': async (ids) => ids.map((id, n) => ({ id, score: 0.4 - n / 50 })),
    'meaning.get': async () => ({
      state: 'done',
      clip: { id: 'starter-clip', name: 'Starter CLIP' },
      seen: order.length,
      all: order.length,
      unread: 0,
      problem: null,
    }),
    'images.lineage': async () => ({ parents: [], children: [] }),
    'images.alike': async () => ({ alike: [], pending: 0 }),
    'images.duplicates': async () => ({ groups: [], pending: 0 }),
    'images.change': async ({ of, change }) => {
      const ids = 'ids' in of ? of.ids : order;
      undo.push({ order, images: new Map(images) });
      const others = ids.filter((id) => JSON.stringify(changed(found(id), change)) !== JSON.stringify(found(id)));
      for (const id of others) images.set(id, changed(found(id), change));
      publish('images.changed', { ids: others });
      return { count: others.length, undo: others.length === 0 ? null : undo.length };
    },
    'images.delete': async (of) => {
      const ids = 'ids' in of ? of.ids : order;
      undo.push({ order, images: new Map(images) });
      order = order.filter((id) => !ids.includes(id));
      publish('images.removed', ids);
      return { count: ids.length, undo: undo.length };
    },
    'images.undo': async () => {
      const before = undo.pop();
      for (const [id, image] of before?.images ?? []) images.set(id, image);
      order = before?.order ?? order;
      publish('images.changed', { ids: null });
      return { count: 1 };
    },
    'collections.list': async () => [],
    'collections.add': async () => null,
    'collections.rename': async () => null,
    'collections.remove': async () => ({ count: 0, undo: null }),
    'tags.rename': async () => null,
    'searches.list': async () => searches,
    'searches.save': async (search) => {
      searches = [...searches.filter(({ name }) => name !== search.name), search];
      publish('order.changed', { names: 'changed' });
      return null;
    },
    'searches.remove': async (name) => {
      searches = searches.filter((search) => search.name !== name);
      publish('order.changed', { names: 'changed' });
      return null;
    },
    'images.reveal': async () => null,
    'images.trace': async () => null,
    'sources.add': async () => ({ sha256: '0'.repeat(64), width: 64, height: 64 }),
    'sources.locate': async (known) => known,
    'sources.settings': async () => ({ tool: null, fields: nothingKnown, leftBehind: [], recipe: null, reason: null }),
    'imports.add': async () => ({ outcome: 'known', image: null, reason: null }),
    'grids.start': async () => GridId.parse(uuid(1)),
    'grids.list': async () => [],
    'grids.get': async () => {
      throw new Refusal({ code: 'not-found', message: 'This grid is no longer there.', what: null });
    },
    'grids.retry': async () => null,
    'grids.cancel': async () => null,
    'grids.delete': async () => null,
    'presets.list': async () => presets,
    'presets.save': async ({ id, preset }) => {
      const saved = { ...preset, id: id ?? `own-${presets.length}`, from: null };
      presets = presets.some((one) => one.id === saved.id)
        ? presets.map((one) => (one.id === saved.id ? saved : one))
        : [...presets, saved];
      publish('presets.changed', presets);
      return saved;
    },
    'presets.delete': async (id) => {
      presets = presets.filter((one) => one.id !== id);
      publish('presets.changed', presets);
      return null;
    },
    'presets.import': async () => [],
    'prompts.list': async ({ search }) =>
      Array.from({ length: Math.min(pictures, 60) }, (_, n) => promptEntry(n))
        .toReversed()
        .filter(({ prompt }) => prompt.includes(search)),
    'prompts.lists': async () => [{ name: 'animals', entries: 12 }],
    'images.enlarge': async ({ id, to }) => ({ ...image(1, { ...to, enlarged: to }), id, width: to.width, height: to.height }),
    'images.again': async () => ({
      recipe: aRecipe({ prompt: 'from a file', seed: 42 }),
      differences: [{ what: 'setting', made: 'Clip skip: 2', now: '–' }],
    }),
    'images.verify': async () => ({
      verdict: 'identical',
      psnr: null,
      largest: 0,
      changed: 0,
      differences: [],
      milliseconds: 900,
      error: null,
    }),
    'images.stopVerify': async () => null,
    'library.check': async ({ how }) => ({
      checkedAt: 1,
      how,
      pictures: order.length,
      added: [],
      moved: [],
      missing: [],
      changed: [],
      unread: [],
    }),
    'library.report': async () => null,
    'places.get': async () => ({
      library: '/pictures',
      models: '/models',
      store: '/store',
      exports: '/exports',
      move: null,
      rebuild: null,
    }),
    'library.move': async () => null,
    'library.stopMove': async () => null,
    'library.rebuild': async () => null,
    'library.stopRebuild': async () => null,
    'export.start': async ({ target }) => {
      const id = ExportId.parse('0'.repeat(32));
      publish('export.changed', exportJob(id, target));
      return id;
    },
    'export.cancel': async () => null,
    'export.resume': async () => null,
    'export.forget': async () => null,
    'export.list': async () => [],
    'export.preview': async ({ format, what }) => ({
      count: what.kind === 'ids' ? what.ids.length : order.length,
      names: order.slice(0, 3).map((_, n) => `a-picture-${n + 1}.${format}`),
      keys: [
        { name: 'counter', example: '1' },
        { name: 'prompt', example: 'a-red-balloon-on-a-beach' },
      ],
      folder: '/home/ada/Pictures/Tincture exports',
    }),
    'export.reveal': async () => null,
    'places.choose': async ({ initial }) => initial,
    'models.list': async () => [model, brokenModel],
    'models.rescan': async () => [model, brokenModel],
    'devices.list': async () => devices,
    'devices.test': async () => devices,
    'devices.tryAgain': async () => devices,
    'models.files': async () => modelFiles,
    'models.loraFits': async () => null,
    'models.stopSearch': async () => null,
    'models.check': async () => ({ files: 1, damaged: [] }),
    'models.choose': async ({ choices }) => [{ ...model, choices }, brokenModel],
    'studio.capabilities': async () => capabilities,
    'studio.schedule': async ({ steps }) => ({
      sigmas: [
        ...Array.from({ length: steps }, (_, i) => (80 ** (1 / 7) + (i / Math.max(1, steps - 1)) * (0.02 ** (1 / 7) - 80 ** (1 / 7))) ** 7),
        0,
      ],
    }),
    'studio.tokens': async ({ prompt }) => ({
      windows: [{ used: prompt.split(/\s+/).filter((word) => word !== '').length, room: 75 }],
      starts: [],
      dropped: '',
    }),
    ...fakeDownloads(publish),
    'menu.set': async () => null,
    'window.used': async () => null,
    'opened.take': async () => [],
    'notices.recent': async () => [],
    'settings.get': async () => kept,
    'settings.set': async (changes) => {
      kept = { ...kept, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
      publish('settings.changed', kept);
      return kept;
    },
    ...overrides,
  };

  const call = async <K extends CallName>(name: K, input: CallInput<K>): Promise<Result<unknown>> => {
    calls.push({ name, input });
    try {
      return { ok: true, value: await handlers[name](input) };
    } catch (error) {
      if (error instanceof Refusal) return { ok: false, error: error.error };
      throw error;
    }
  };

  return {
    calls,
    publish,
    bridge: {
      kind: 'desktop',
      invoke: async (name, input) => call(name as CallName, input as CallInput<CallName>),
      subscribe: (name, listener) => {
        const known = listeners.get(name) ?? new Set();
        listeners.set(name, known.add(listener));
        return () => known.delete(listener);
      },
      imageUrl: picture,
      sourceUrl: picture,
      modelImageUrl: () => picture('00000b'),
      previewUrl: (_job, n) => picture(`${n}`.padStart(6, '0')),
    },
  };
};
