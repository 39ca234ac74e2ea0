import { basename, resolve } from 'node:path';
import { statSync } from 'node:fs';
import type { Publish } from '../contract/events.ts';
import { Failure } from '../contract/failure.ts';
import type { EngineModel } from '../contract/engine.ts';
import type { Model, ModelChoices, ModelFile } from '../contract/records.ts';
import { keepChoices } from '../store/models.ts';
import type { Store } from '../store/open.ts';
import type { Inspector } from './model-files/inspector.ts';
import { hashOf } from './model-files/hash.ts';
import { engineModelOf, lookAt, lookAtOne, type Looking, type Shelf } from './model-files/look.ts';
import { type Found, baseOf, scanFolders } from './model-files/scan.ts';
import { sentence, type Words } from '../../native-models/words/sentence.ts';

export type Models = Readonly<{
  list: () => Promise<Model[]>;
  /** LoRAs, textual inversions, VAEs and the like. */
  files: () => Promise<ModelFile[]>;
  /** Looks at the disk again, and tells where something is another than before. */
  rescan: () => Promise<Model[]>;
  /** Looks again where somebody has looked before, for what was found out meanwhile. */
  refresh: () => Promise<void>;
  /** What was last seen; null before anybody looked. */
  seen: () => Shelf | null;
  /** By id, by name, by the name of its folder or file, or by the path of one that is in no list. Throws where there is none, naming those that there are. */
  find: (name: string) => Promise<Model>;
  /** Keeps what a person says of a model. Throws where there is none of this id. */
  choose: (id: string, choices: ModelChoices) => Promise<Model[]>;
  /** The model as the engine is told of it, with the parts that a person chose. */
  forEngine: (model: Model) => Promise<EngineModel>;
  /** What lies at the place of an id. */
  found: (id: string) => Promise<Found | null>;
  /** Where a model, or a file that goes with models, lies: by id, by name where it is a model's. Throws where there is none. */
  placeOf: (name: string) => Promise<string>;
  /** SHA-256 of what lies at a path: of a lone file, or over the names and contents of a folder's. */
  hash: (path: string) => Promise<string>;
}>;

export type ModelPlaces = Readonly<{ builtIn: string; others: () => Promise<readonly string[]> }>;

const missingModel = (name: string, matches: readonly Model[], known: string): Words => {
  if (known === '') return sentence('model.none-installed', { name });
  return matches.length === 0 ? sentence('model.unknown', { name, known }) : sentence('model.several', { name, known });
};

export const createModels = ({
  db,
  inspector,
  places,
  engineVersion,
  publish = () => undefined,
}: {
  db: Store;
  inspector: Pick<Inspector, 'inspect'>;
  places: ModelPlaces;
  engineVersion: string;
  publish?: Publish;
}): Models => {
  const looking: Looking = { db, inspector, engineVersion, troubled: new Map() };
  let known: Promise<Shelf> | null = null;
  let told: Readonly<{ models: string; files: string }> | null = null;
  let seen: Shelf | null = null;

  const scan = async (): Promise<Shelf> => {
    const own = await scanFolders([places.builtIn]);
    const taken = new Set(own.map(({ path }) => path));
    const others = (await scanFolders(await places.others())).filter(({ path }) => !taken.has(path));
    return lookAt(looking, own, others);
  };

  /** Tells what is new since the last time; at first there is nobody who knew better. */
  const tell = (now: Shelf): void => {
    const { models, files } = now;
    seen = now;
    const text = { models: JSON.stringify(models), files: JSON.stringify(files) };
    if (told !== null && told.models !== text.models) publish('models.changed', models);
    if (told !== null && told.files !== text.files) publish('models.filesChanged', files);
    told = text;
  };

  const rescan = (): Promise<Shelf> => {
    const scanning = scan();
    known = scanning;
    scanning.then(tell, () => {
      if (known === scanning) known = null;
    });
    return scanning;
  };
  const shelf = (): Promise<Shelf> => known ?? rescan();
  const list = async (): Promise<Model[]> => (await shelf()).models;

  /** A model outside the folders, for as long as they are not looked at again. */
  const addFrom = async (path: string): Promise<Model | null> => {
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    const folder = isFile ? path : (await scanFolders([path])).find(({ kind }) => kind === 'folder')?.path;
    if (folder === undefined) return null;
    const before = await shelf();
    const { model, found } = await lookAtOne(looking, folder, isFile ? 'file' : 'folder', before.found);
    known = Promise.resolve({ ...before, models: [...before.models, model], found: new Map([...before.found, [model.id, found]]) });
    return model;
  };

  const find = async (name: string): Promise<Model> => {
    const models = await list();
    const wanted = name.toLowerCase();
    const isCalled = (model: Model): boolean => {
      const file = basename(model.folder).toLowerCase();
      return [model.name.toLowerCase(), file, baseOf(file)].includes(wanted);
    };
    const matches = [models.filter((model) => model.id === name), models.filter(isCalled)].find((found) => found.length > 0);
    if (matches?.length === 1 && matches[0] !== undefined) return matches[0];
    const added = matches === undefined && /[\\/]/.test(name) ? await addFrom(resolve(name)) : null;
    if (added !== null) return added;
    const ids = models.map((model) => model.id).join(', ');
    throw new Failure({
      code: 'not-found',
      message: missingModel(name, matches ?? [], ids),
      what: 'recipe.model.id',
    });
  };

  return {
    list,
    files: async () => (await shelf()).files,
    rescan: async () => {
      looking.troubled.clear();
      return (await rescan()).models;
    },
    refresh: async () => {
      if (known !== null) await rescan();
    },
    seen: () => seen,
    find,
    choose: async (id, choices) => {
      keepChoices(db, (await find(id)).folder, choices);
      return (await rescan()).models;
    },
    forEngine: async ({ folder, choices }) => engineModelOf(folder, choices, (await shelf()).found),
    placeOf: async (name) => (await shelf()).found.get(name)?.path ?? (await find(name)).folder,
    found: async (id) => (await shelf()).found.get(id) ?? null,
    hash: (path) => hashOf(db, path),
  };
};
