import { join, relative, sep } from 'node:path';
import type { Model } from '../contract/records.ts';
import { Failure } from '../contract/failure.ts';
import type { Home } from './home.ts';
import type { Models } from './models.ts';
import type { SettingsFile } from './settings.ts';

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === '' || (!way.startsWith('..') && !way.startsWith(sep));
};

/** What removing a model comes down to. */
export type Removal = Readonly<{ kind: 'bin'; path: string } | { kind: 'forget'; root: string }>;

const refuse = (message: string, what: string): Failure => new Failure({ code: 'not-allowed', message, what });

/** What may be removed: models that were put into our folder go to the bin, a folder that is used in place is only forgotten. Built-in ones stay. */
export const removalOf = async (model: Model, { home, models, settings }: RemoveParts): Promise<Removal> => {
  if (model.builtIn) throw refuse(`“${model.name}” is built in and stays.`, model.id);
  if (isInside(home.models, model.folder)) {
    const [first = ''] = relative(home.models, model.folder).split(sep);
    const whole = join(home.models, first);
    const places = [...(await models.list()).map(({ folder }) => folder), ...(await models.files()).map(({ file }) => file)];
    // a download is one folder; where a person keeps several models in one, the others stay
    const shared = places.some((place) => place !== model.folder && isInside(whole, place));
    return { kind: 'bin', path: shared ? model.folder : whole };
  }
  const root = settings.get().modelFolders.find((folder) => isInside(folder, model.folder));
  if (root === undefined) throw refuse(`“${model.name}” lies in “${model.folder}” and is in no folder of yours.`, model.id);
  const others = (await models.list()).filter(({ id, folder }) => id !== model.id && isInside(root, folder));
  if (others.length > 0) {
    throw refuse(
      `“${model.name}” is used in place, from “${root}”, together with ${others.map(({ name }) => `“${name}”`).join(', ')}. Take that folder off the list to forget all of them, or move this one away yourself.`,
      root,
    );
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

export const removeModel = async (model: Model, parts: RemoveParts): Promise<Removal> => {
  const removal = await removalOf(model, parts);
  if (removal.kind === 'bin') await parts.trash(removal.path);
  else await parts.settings.set({ modelFolders: parts.settings.get().modelFolders.filter((folder) => folder !== removal.root) });
  await parts.models.rescan();
  return removal;
};
