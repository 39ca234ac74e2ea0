import { type Model, type OpenOptions, closeModel, openModel } from '../../native-models/pipelines/index.ts';
import type { SessionPool } from '../../native-models/sessions/pool.ts';

export type ModelsWanted = Readonly<{
  folders: readonly string[];
  /** Changes when a file in one of them does. */
  files: string;
  options: OpenOptions;
}>;

export type OpenModels = Readonly<{
  /** These models, opened in this way. Others stay known: their networks leave when the pool needs the room. */
  get: (wanted: ModelsWanted) => Promise<Model[]>;
}>;

/** Headers, tokenizers and written graphs are kept of so many models: some megabytes each. */
const kept = 6;

/** Keeps models open over runs: loading costs seconds. One whose files have changed is closed and opened again. */
export const createOpenModels = (pool: SessionPool): OpenModels => {
  /** Least recently used first. */
  const open = new Map<string, Readonly<{ folder: string; files: string; model: Model }>>();

  const get = async (folder: string, { folders, files, options }: ModelsWanted): Promise<Model> => {
    const key = JSON.stringify([folder, options.provider, options.target]);
    const known = open.get(key);
    open.delete(key);
    if (known !== undefined && known.files !== files) await closeModel(known.model);
    const model = known?.files === files ? known.model : await openModel(folder, { ...options, pool });
    open.set(key, { folder, files, model });
    for (const [other, { folder: place, model: old }] of open) {
      if (open.size <= kept) break;
      if (folders.includes(place)) continue;
      open.delete(other);
      await closeModel(old);
    }
    return model;
  };

  return {
    get: async (wanted) => {
      const models: Model[] = [];
      for (const folder of wanted.folders) models.push(await get(folder, wanted));
      return models;
    },
  };
};
