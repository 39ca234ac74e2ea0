import type { ModelDescription } from './description.ts';
import { PictureError } from './errors.ts';

/** `provider` is the first choice of execution provider; `threads` are the processor threads of one network call (default: all cores). */
export type OpenOptions = Readonly<{ provider: 'cpu' | 'webgpu' | 'cuda' | 'dml' | 'coreml'; threads?: number }>;

/** An open model: sessions that hold memory until `closeModel`. */
export type Model = Readonly<{ description: ModelDescription }>;

/** Opens a model folder. Throws `PictureError` when it cannot run here, with the reason. */
export const openModel = async (dir: string, _options: OpenOptions): Promise<Model> => {
  throw new PictureError('model-unsupported', `Opening models is not built yet (${dir}).`);
};

/** Releases the sessions. Safe to call twice. */
export const closeModel = async (_model: Model): Promise<void> => {};
