import { PictureError } from '../errors.ts';

/** Throws `not-finite` when numbers are NaN or infinite. `where` completes “… became infinite or not a number”. */
export const assertFinite = (numbers: ArrayLike<number>, where: string): void => {
  let i = 0;
  while (i < numbers.length && Number.isFinite(numbers[i])) i++;
  if (i === numbers.length) return;
  throw new PictureError(
    'not-finite',
    `${where} became infinite or not a number. A float16 model may need its float32 version; otherwise try another sampler, fewer steps or less guidance.`,
  );
};
