import { join, relative, sep } from 'node:path';
import { Failure } from '../contract/failure.ts';
import type { Home } from './home.ts';
import type { Models } from './models.ts';
import type { SettingsFile } from './settings.ts';
import { type Words, sentence } from '../../native-models/words/sentence.ts';

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !way.startsWith(sep));
};

/** A model, or a file that goes with models, at the place `folder`. */
export type Removable = Readonly<{ id: string; name: string; builtIn: boolean; folder: string; bytes: number }>;

const allOf = async (models: Models): Promise<readonly Removable[]> => [
  ...(await models.list()),
  ...(await models.files()).map(({ id, name, builtIn, file, bytes }) => ({ id, name, builtIn, folder: file, bytes })),
];

/** By the id of a file, or as `models.find` finds models. */
export const findRemovable = async (models: Models, name: string): Promise<Removable> =>
  (await allOf(models)).find(({ id }) => id === name) ?? models.find(name);

/** What removing a model comes down to. */
export type Removal = Readonly<{ kind: 'bin'; path: string } | { kind: 'forget'; root: string }>;

const refuse = (message: Words, what: string): Failure => new Failure({ code: 'not-allowed', message, what });

/** What may be removed: models that were put into our folder go to the bin, a folder that is used in place is only forgotten. Built-in ones stay. */
export const removalOf = async (model: Removable, { home, models, settings }: RemoveParts): Promise<Removal> => {
  if (model.builtIn) throw refuse(sentence('remove.built-in', { name: model.name }), model.id);
  const all = await allOf(models);
  const othersIn = (folder: string): readonly Removable[] => all.filter((other) => other.id !== model.id && isInside(folder, other.folder));
  if (isInside(home.models, model.folder)) {
    const [first = ''] = relative(home.models, model.folder).split(sep);
    const outermost = join(home.models, first);
    // what belongs to it lies beside it, unless another model does
    return { kind: 'bin', path: othersIn(outermost).length === 0 ? outermost : model.folder };
  }
  const root = settings.get().modelFolders.find((folder) => isInside(folder, model.folder));
  if (root === undefined) throw refuse(sentence('remove.not-yours', { name: model.name, folder: model.folder }), model.id);
  const others = othersIn(root);
  if (others.length > 0) {
    throw refuse(sentence('remove.in-place', { name: model.name, root, others: others.map(({ name }) => `“${name}”`).join(', ') }), root);
  }
  return { kind: 'forget', root };
};

export type RemoveParts = Readonly<{
  home: Home;
  models: Models;
  settings: SettingsFile;
  /** The system's bin. */
  trash: (path: string) => Promise<void>;
}>;

export const removeModel = async (model: Removable, parts: RemoveParts): Promise<Removal> => {
  const removal = await removalOf(model, parts);
  if (removal.kind === 'bin') await parts.trash(removal.path);
  else await parts.settings.set({ modelFolders: parts.settings.get().modelFolders.filter((folder) => folder !== removal.root) });
  await parts.models.rescan();
  return removal;
};
