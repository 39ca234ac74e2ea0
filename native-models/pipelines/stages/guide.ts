import { cfg } from '../../denoisers/guidance/cfg.ts';
import { guidanceById } from '../../denoisers/guidance/index.ts';
import type { ConditionName, GuidancePiece, Predict } from '../../denoisers/guidance/guidance.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import { PictureError, refusing } from '../errors.ts';
import { editsPictures, type Model } from '../model.ts';
import type { PictureRequest } from '../types.ts';
import { sentence } from '../../words/sentence.ts';

type Create = ReturnType<GuidancePiece['create']>;

/**
 * The guidance that a request asks for, ready for a run. Below 1 a method that starts from the negative prompt is off, as in diffusers (Turbo models ask
 * for 0). A network that takes the scale as an input (LCM) gets it there and runs under the positive prompt alone.
 */
export const guidanceFor = (model: Model, { guidance: { id, options, scale } }: PictureRequest): Create => {
  if (model.parts.denoiser.role.timestepCond !== null) return cfg.create({ scale: 1, options: {} });
  const piece = refusing('piece-unknown', () => guidanceById(id));
  const tellsPicture = piece.conditions.includes('imageless');
  if (tellsPicture && !editsPictures(model)) {
    throw new PictureError('piece-refused', sentence('guidance.needs-edits', { method: piece.label }));
  }
  // of two scales neither is the only one: the formula holds below 1 too
  const isOff = piece.scale.max > 1 && scale < 1 && !tellsPicture;
  return refusing('piece-refused', () => piece.create({ scale: isOff ? 1 : scale, options }));
};

/** Asks the denoisers that a call names: one after the other, or all at once where they share a batch. */
export const predictWith =
  (denoiserOf: (name: ConditionName, sigma: number) => Promise<Denoise>, together: boolean): Predict =>
  async (names, x, sigma, signal) => {
    const asked = [];
    for (const name of names) asked.push(await denoiserOf(name, sigma));
    if (together) return Promise.all(asked.map((denoise) => denoise(x, sigma, signal)));
    const predictions = [];
    for (const denoise of asked) predictions.push(await denoise(x, sigma, signal));
    return predictions;
  };
