import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { imagesByIds } from '../../store/images.ts';
import type { Context } from '../context.ts';
import type { Thumbnails } from '../library/thumbnails.ts';
import type { Models } from '../models.ts';
import { appPlace, ownPlaces, refusePlace, refuseWithin } from '../places.ts';
import { type Exports, createExports } from './exports.ts';
import { fingerprint } from './perceptual.ts';
import { sentence } from '../../../native-models/words/sentence.ts';

/** The exports of one library. */
export const openExports = (
  { home, appFolder, db, catalogue: library, clock, publish }: Context,
  { models, thumbnails, suggested }: { models: Models; thumbnails: Thumbnails; suggested: string },
): Exports =>
  createExports({
    workplace: home.exports,
    suggested,
    clock,
    library: () => home.library,
    publish: (job) => publish('export.changed', job),
    select: async (what) => {
      if (what.kind === 'ids') return what.ids;
      const query = { text: what.query, sort: what.sort };
      await library.prepare(query);
      return library.ids(query);
    },
    catalogue: {
      imagesByIds: (ids) => imagesByIds(db, ids),
      looksLike: async (image) => fingerprint(await readFile(join(home.library, image.file))),
    },
    thumbnail: async (image) => readFile(await thumbnails.get(image, 512)),
    licenceOf: async (id) => (await models.list()).find((model) => model.id === id)?.licence ?? null,
    checkPlace: (path) => {
      refuseWithin(path, [{ folder: home.library, why: sentence('place.is-library') }, appPlace(appFolder), ...ownPlaces(home)]);
      refusePlace(path, { folder: home.data, why: sentence('place.own-data') });
    },
  });
