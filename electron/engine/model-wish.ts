import type { EngineModel } from '../contract/engine.ts';
import type { ModelWish } from '../../native-models/pipelines/index.ts';

/** The message's model in the words of the library: what is null there is absent here. */
export const toWish = ({ path, vae, textEncoders, family, predicts }: EngineModel): ModelWish => ({
  path,
  ...(vae === null ? {} : { vae }),
  ...(textEncoders === null ? {} : { textEncoders }),
  ...(family === null ? {} : { family }),
  ...(predicts === null ? {} : { predicts }),
});
