import { combine } from '../../latent.ts';
import type { ConditionName, Point } from './guidance.ts';
import { guidancePiece } from './piece.ts';

/** Of each prediction in eq. 3, so much; they sum to 1. */
const shares = (image: number, { scale: text }: Point): readonly (readonly [ConditionName, number])[] => [
  ['imageless', 1 - image],
  ['negative', image - text],
  ['positive', text],
];

const counting = (image: number, point: Point) => shares(image, point).filter(([, share]) => share !== 0);

/**
 * InstructPix2Pix (Brooks et al., 2023), eq. 3: ε̃ = ε(∅, ∅) + s_I·(ε(c_I, ∅) − ε(∅, ∅)) + s_T·(ε(c_I, c_T) − ε(c_I, ∅)), where ∅ for the picture is a
 * latent of zeros and ∅ for the text the negative prompt. Linear with shares that sum to 1, so that it is the same on D. What has no share is not asked.
 */
export const imageAndText = guidancePiece({
  id: 'image-and-text@1',
  label: 'Picture and text',
  explanation: 'For networks that edit a picture: one scale for the words, one for the picture; three network calls a step.',
  scale: { label: 'Guidance', min: 0, max: 30, default: 7.5 },
  conditions: ['positive', 'negative', 'imageless'],
  options: {
    imageScale: {
      kind: 'number',
      label: 'Picture guidance',
      explanation: 'How closely the result keeps to the picture: 1 to 2.5; at exactly 1 a step takes two network calls.',
      min: 0,
      max: 10,
      step: 0.1,
      default: 1.5,
    },
  },
  open: ({ imageScale }) => ({
    needs: (point) => counting(imageScale, point).map(([name]) => name),
    combine: (predictions, point) => combine(...counting(imageScale, point).map(([name, share]) => [share, predictions(name)] as const)),
  }),
});
