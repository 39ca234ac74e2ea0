import type { Latent } from '../../latent.ts';
import type { Model } from '../model.ts';
import type { Pixels } from '../pixels.ts';
import { resizeLatent } from './hires.ts';
import type { LatentShape } from './network.ts';
import { decodeLatent, plainDecoder } from './vae.ts';

/** Points a side, 256 pixels at a factor of 8: a decode costs by the area, and a preview is looked at while the next step runs. */
const largestSide = 32;

const reduced = (shape: LatentShape): LatentShape => {
  const scale = Math.min(1, largestSide / Math.max(shape.width, shape.height));
  return { ...shape, width: Math.max(1, Math.round(shape.width * scale)), height: Math.max(1, Math.round(shape.height * scale)) };
};

/** A clean latent as a small picture: decoded at 256 pixels at most, where the decoder takes any size. */
export const decodePreview = (model: Model, latent: Latent, shape: LatentShape, signal: AbortSignal): Promise<Pixels> => {
  const takesAnySize = model.parts.vaeDecoder.role.latent.shape.slice(2).every((side) => typeof side === 'string');
  const small = takesAnySize ? reduced(shape) : shape;
  return decodeLatent(model, plainDecoder(model), resizeLatent(latent, shape, small), small, signal);
};
