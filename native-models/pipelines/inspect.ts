import { graphOptionsFor, type ModelWish, readModel } from '../graphs/read-model.ts';
import { assemble } from './assemble.ts';
import type { ModelDescription } from './description.ts';

/**
 * Says what the model in a folder or a `.safetensors` file is and whether it can run, from headers alone: no weights are read and no session is opened.
 * Throws `model-not-found` when there is no such folder, or the reason when a file is no checkpoint; all else that is wrong is in `problems`.
 */
export const inspectModel = async (model: string | ModelWish): Promise<ModelDescription> =>
  assemble(await readModel(model, graphOptionsFor('cpu')), 'cpu').description;
