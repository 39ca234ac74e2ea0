import { join } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { isWhole } from '../../contract/query/library-query.ts';
import type { FileSettings } from '../../contract/origin.ts';
import type { Image, ImageId } from '../../contract/records.ts';
import { addCollection, listCollections } from '../../store/groups.ts';
import { imagesByIds } from '../../store/images.ts';
import { lineageOf } from '../../store/lineage.ts';
import { listPrompts } from '../../store/prompts.ts';
import { listSearches, removeSearch, saveSearch } from '../../store/searches.ts';
import { createImporter } from '../import/importer.ts';
import { settingsInFile } from '../import/read-file.ts';
import { enlargeImage } from '../library/enlarge.ts';
import type { HostParts } from './parts.ts';

type Parts = Pick<HostParts, 'context' | 'sources' | 'traces' | 'checks' | 'organise' | 'lookAlikes' | 'meaning' | 'use'> &
  Readonly<{
    image: (id: ImageId) => Image;
    show: (path: string) => void;
    locate: Handlers['sources.locate'];
    located: (said: FileSettings) => Promise<FileSettings>;
  }>;

/** The calls about the pictures that there are, their order, and those that come from elsewhere. */
export const libraryHandlers = ({
  context,
  sources,
  traces,
  checks,
  organise,
  lookAlikes,
  meaning,
  use,
  image,
  show,
  locate,
  located,
}: Parts) => {
  const { db, home, publish, catalogue, clock } = context;
  const importer = createImporter(context);
  return {
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
      use.sign();
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

    'library.check': ({ how }) => checks.check(how),
    'library.report': async () => checks.last(),

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
  } satisfies Partial<Handlers>;
};
