import type { Latent } from '../../latent.ts';
import type { Model } from '../model.ts';
import type { ComponentSource } from '../model-source.ts';
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

/** What a decoder of one size takes; where a picture is made in tiles, the whole of it is made to fit. */
const fixedSize = ([, , height, width]: readonly (number | string)[], shape: LatentShape): LatentShape => ({
  ...shape,
  ...(typeof height === 'number' ? { height } : {}),
  ...(typeof width === 'number' ? { width } : {}),
});

/** By a decoder that was made for it: quick enough for the whole size. */
const decodeSmall = async (model: Model, decoder: ComponentSource, latent: Latent, shape: LatentShape): Promise<Pixels> => {
  const session = await model.session(decoder);
  const dims = [1, shape.channels, shape.height, shape.width];
  const { sample } = await session.run({ latent_sample: { data: Float32Array.from(latent), dims } });
  const [, , height, width] = sample!.dims;
  return { width: width!, height: height!, data: Float32Array.from(sample!.data) };
};

/** A clean latent as a small picture: by the preview decoder where there is one, else at 256 pixels at most, where the decoder takes any size. */
export const decodePreview = (model: Model, latent: Latent, shape: LatentShape, signal: AbortSignal): Promise<Pixels> => {
  signal.throwIfAborted();
  if (model.previewDecoder !== undefined) return decodeSmall(model, model.previewDecoder, latent, shape);
  const { shape: port } = model.parts.vaeDecoder.role.latent;
  const takesAnySize = port.slice(2).every((side) => typeof side === 'string');
  const small = takesAnySize ? reduced(shape) : fixedSize(port, shape);
  return decodeLatent(model, plainDecoder(model), resizeLatent(latent, shape, small), small, signal);
};
