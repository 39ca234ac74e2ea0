import { PictureError } from '../errors.ts';
import { type Words, sentence } from '../../words/sentence.ts';

/** Throws `not-finite` when numbers are NaN or infinite. `where` completes “… became infinite or not a number”. */
export const assertFinite = (numbers: ArrayLike<number>, where: Words): void => {
  let i = 0;
  while (i < numbers.length && Number.isFinite(numbers[i])) i++;
  if (i === numbers.length) return;
  throw new PictureError('not-finite', sentence('numbers.not-finite', { where }));
};
