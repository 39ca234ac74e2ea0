import { assemble } from './assemble.ts';
import type { ModelDescription } from './description.ts';
import { readModelFolder } from './folder.ts';

/**
 * Says what the model in a folder is and whether it can run, from the graphs' headers alone: no weights are read and no session is opened.
 * Throws `model-not-found` when there is no such folder; all else that is wrong is in `problems`.
 */
export const inspectModel = async (dir: string): Promise<ModelDescription> => assemble(await readModelFolder(dir), 'cpu').description;
