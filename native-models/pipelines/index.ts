export type * from './description.ts';
export { PictureError, type PictureErrorCode } from './errors.ts';
export { generatePicture } from './generate.ts';
export { inspectModel } from './inspect.ts';
export { closeModel, type Model, type OpenOptions, openModel } from './model.ts';
export type { Provider } from '../sessions/providers.ts';
export type * from './model-source.ts';
export type * from './run-state.ts';
export type * from './types.ts';
