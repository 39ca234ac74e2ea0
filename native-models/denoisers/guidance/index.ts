import { apg } from './apg.ts';
import { autoguidance } from './autoguidance.ts';
import { cfgPlusPlus } from './cfg-plus-plus.ts';
import { cfgZeroStar } from './cfg-zero-star.ts';
import { cfg } from './cfg.ts';
import { dynamicThreshold } from './dynamic-threshold.ts';
import type { GuidancePiece } from './guidance.ts';
import { imageAndText } from './image-and-text.ts';
import { perpendicularNegative } from './perpendicular-negative.ts';
import { sentence } from '../../words/sentence.ts';
import { Refusal } from '../../refusal.ts';

/** Every guidance method; the first is the default. A method exists because it has a line here. */
export const guidances: readonly GuidancePiece[] = [
  cfg,
  apg,
  cfgPlusPlus,
  cfgZeroStar,
  dynamicThreshold,
  perpendicularNegative,
  autoguidance,
  imageAndText,
];

/** Throws RangeError on an unknown id. */
export const guidanceById = (id: string): GuidancePiece => {
  const found = guidances.find((guidance) => guidance.id === id);
  if (found === undefined) throw new Refusal(sentence('guidance.none', { id }));
  return found;
};
