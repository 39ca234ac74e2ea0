import { type Model, type OpenOptions, closeModel, openModel } from '../../native-models/pipelines/index.ts';

export type OpenModels = Readonly<{ get: (folder: string) => Promise<Model> }>;

/** Keeps the model of the last run open: loading costs seconds, a second open model gigabytes. */
export const createOpenModels = (options: OpenOptions): OpenModels => {
  let last: { folder: string; model: Model } | null = null;
  return {
    get: async (folder) => {
      if (last?.folder === folder) return last.model;
      if (last !== null) {
        const old = last.model;
        last = null;
        await closeModel(old);
      }
      const model = await openModel(folder, options);
      last = { folder, model };
      return model;
    },
  };
};
