import type { EngineModel, EngineRequest } from '../contract/engine.ts';
import {
  type Model,
  type OpenOptions,
  closeModel,
  openModel,
  withInversions,
  withLoras,
  withPreviewDecoder,
} from '../../native-models/pipelines/index.ts';
import { readLora } from '../../native-models/graphs/lora/read-lora.ts';
import { readTextualInversion } from '../../native-models/graphs/textual-inversion.ts';
import type { SessionPool } from '../../native-models/sessions/pool.ts';
import { stateOfFiles } from './file-state.ts';
import { toWish } from './model-wish.ts';

/** A model as one run wants it. */
export type WantedModel = Readonly<{ model: EngineModel }> & Pick<Extract<EngineRequest, { kind: 'run' }>, 'loras' | 'inversions'>;

export type ModelsWanted = Readonly<{
  models: readonly WantedModel[];
  /** Changes when a file of one of them does. */
  files: string;
  options: OpenOptions;
}>;

export type OpenModels = Readonly<{
  /** These models, opened in this way. Others stay known: their networks leave when the pool needs the room. */
  get: (wanted: ModelsWanted) => Promise<Model[]>;
}>;

/** Headers, tokenizers and written graphs are kept of so many models: some megabytes each. */
const kept = 6;

/** An open model with the LoRAs of its last run applied; `loras` says which, with which weights, of which files. */
type Open = Readonly<{ files: string; model: Model; loras: string }>;

const unchanged = JSON.stringify([[], []]);

/** Another weight of a LoRA opens nothing, another LoRA only the networks that it changes. */
const adapted = async (open: Open, { loras }: WantedModel): Promise<Open> => {
  const wanted = JSON.stringify([loras, stateOfFiles(loras.map(({ path }) => path))]);
  if (open.loras === wanted) return open;
  const uses = loras.map(({ path, weight, textWeight }) => ({
    lora: readLora(path),
    scale: weight,
    ...(textWeight === null ? {} : { textScale: textWeight }),
  }));
  return { ...open, model: await withLoras(open.model, uses), loras: wanted };
};

/** Keeps models open over runs: loading costs seconds. One whose files have changed is closed and opened again. */
export const createOpenModels = (pool: SessionPool): OpenModels => {
  /** Least recently used first. */
  const open = new Map<string, Open>();
  const keyOf = (
    { model: { path, vae, textEncoders, family, predicts } }: WantedModel,
    { provider, target, distrusts }: OpenOptions,
  ): string => JSON.stringify([path, vae, textEncoders, family, predicts, provider, target, distrusts]);

  const get = async (one: WantedModel, { models, files, options }: ModelsWanted): Promise<Model> => {
    const key = keyOf(one, options);
    const known = open.get(key);
    open.delete(key);
    if (known !== undefined && known.files !== files) await closeModel(known.model);
    const whole =
      known?.files === files ? known : { files, model: await openModel(toWish(one.model), { ...options, pool }), loras: unchanged };
    // kept before LoRAs are tried: one that does not fit must not cost the model
    open.set(key, whole);
    const ready = await adapted(whole, one);
    open.set(key, ready);
    const wanted = new Set(models.map((other) => keyOf(other, options)));
    for (const [other, { model: old }] of open) {
      if (open.size <= kept) break;
      if (wanted.has(other)) continue;
      open.delete(other);
      await closeModel(old);
    }
    const { previewDecoder } = one.model;
    return withInversions(
      previewDecoder === null ? ready.model : withPreviewDecoder(ready.model, previewDecoder),
      one.inversions.map(({ path, token }) => ({ ...readTextualInversion(path), name: token })),
    );
  };

  return {
    get: async (wanted) => {
      const models: Model[] = [];
      for (const one of wanted.models) models.push(await get(one, wanted));
      return models;
    },
  };
};
