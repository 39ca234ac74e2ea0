import { PictureError } from '../errors.ts';

/** Throws `not-finite` when numbers are NaN or infinite. `where` completes “… became infinite or not a number”. */
export const assertFinite = (numbers: ArrayLike<number>, where: string): void => {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]! * 0;
  if (sum === 0) return;
  throw new PictureError(
    'not-finite',
    `${where} became infinite or not a number. A float16 model may need its float32 version; otherwise try another sampler, fewer steps or less guidance.`,
  );
};
