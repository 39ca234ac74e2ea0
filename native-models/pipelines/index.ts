export type { ComponentDescription, ModelDescription, ModelDefaults, ModelFamily, Sizes, Task } from './description.ts';
export { PictureError, type PictureErrorCode } from './errors.ts';
export { generatePicture } from './generate.ts';
export { inspectModel } from './inspect.ts';
export { closeModel, type Model, type OpenOptions, openModel } from './model.ts';
export type * from './types.ts';
