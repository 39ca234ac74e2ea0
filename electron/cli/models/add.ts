import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import type { Output } from './arguments.ts';
import { printModel } from './list.ts';
import { withStudio } from '../studio.ts';

/** Uses the models of a folder where they are, and prints them. */
export const addFolder = async (word: string, output: Output): Promise<void> => {
  const folder = resolve(word);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Failure({ code: 'not-found', message: `There is no folder “${folder}”.`, what: folder });
  await withStudio(async ({ settings, models }) => {
    const before = new Set((await models.list()).map(({ id }) => id));
    const { modelFolders } = settings.get();
    if (!modelFolders.includes(folder)) await settings.set({ modelFolders: [...modelFolders, folder] });
    const found = (await models.rescan()).filter(({ id }) => !before.has(id));
    if (found.length === 0)
      process.stderr.write(`No new model was found in “${folder}”. The folder stays on the list and is looked at again.\n`);
    for (const model of found) printModel(model, output);
  });
};
