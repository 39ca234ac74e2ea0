import { type Model, type OpenOptions, closeModel, openModel } from '../../native-models/pipelines/index.ts';

export type OpenModels = Readonly<{
  /** The models in these folders; others are closed first. */
  get: (folders: readonly string[]) => Promise<Model[]>;
}>;

/** Keeps the models of the last run open: loading costs seconds, another open model gigabytes. */
export const createOpenModels = (options: OpenOptions): OpenModels => {
  const open = new Map<string, Model>();
  return {
    get: async (folders) => {
      for (const [folder, model] of open) {
        if (folders.includes(folder)) continue;
        open.delete(folder);
        await closeModel(model);
      }
      const models: Model[] = [];
      for (const folder of folders) {
        const model = open.get(folder) ?? (await openModel(folder, options));
        open.set(folder, model);
        models.push(model);
      }
      return models;
    },
  };
};
