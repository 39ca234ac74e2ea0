import { type Model, type OpenOptions, closeModel, openModel } from '../../native-models/pipelines/index.ts';

export type OpenModels = Readonly<{
  /** The models in these folders, opened in this way; others are closed first. */
  get: (folders: readonly string[], options: OpenOptions) => Promise<Model[]>;
}>;

/** Keeps the models of the last run open: loading costs seconds, another open model gigabytes. */
export const createOpenModels = (): OpenModels => {
  const open = new Map<string, Model>();
  return {
    get: async (folders, options) => {
      const keyOf = (folder: string): string => JSON.stringify([folder, options.provider, options.target]);
      const wanted = new Set(folders.map(keyOf));
      for (const [key, model] of open) {
        if (wanted.has(key)) continue;
        open.delete(key);
        await closeModel(model);
      }
      const models: Model[] = [];
      for (const folder of folders) {
        const key = keyOf(folder);
        const model = open.get(key) ?? (await openModel(folder, options));
        open.set(key, model);
        models.push(model);
      }
      return models;
    },
  };
};
