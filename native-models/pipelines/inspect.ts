import type { ModelDescription } from './description.ts';
import { PictureError } from './errors.ts';

/** Says what the model in a folder is and whether it can run, without opening sessions. Throws only when there is no such folder. */
export const inspectModel = async (dir: string): Promise<ModelDescription> => {
  throw new PictureError('model-not-found', `Inspecting models is not built yet (${dir}).`);
};
