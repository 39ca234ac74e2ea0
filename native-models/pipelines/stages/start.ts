import type { Latent } from '../../latent.ts';
import type { Plan } from '../../schedules/plan.ts';
import { editsPictures, type Model } from '../model.ts';
import type { PassSettings } from '../planner.ts';
import type { Kept } from '../run-state.ts';
import { fromPicture, latentMask, masked, type Pixels } from '../pixels.ts';
import type { Source } from '../types.ts';
import { inpaintChannels } from './inpaint.ts';
import type { LatentShape } from './network.ts';
import type { RunNoise } from './run-noise.ts';
import { encoderFor } from './tiles.ts';
import type { Tiling } from './tiling.ts';
import { encodeMode, encodePixels } from './vae.ts';

/** Where the sampler begins, and what inpainting keeps in mind on the way. */
export type Start = Kept & Readonly<{ x: Latent }>;

/** What a pass works with. */
export type Tools = Readonly<{
  model: Model;
  plan: Plan;
  passSettings: PassSettings;
  shape: LatentShape;
  /** In latent points; null where the pass goes through the networks as a whole. */
  tiling: Tiling | null;
  noise: RunNoise;
  signal: AbortSignal;
}>;

const encode = ({ model, shape, tiling, noise, signal }: Tools, pixels: Pixels): Promise<Latent> =>
  encodePixels(model, encoderFor(model, shape, tiling), pixels, () => noise.posterior(), signal);

/** Text-to-image: noise alone. */
export const startFromNoise = ({ plan, noise }: Tools): Start => ({
  x: plan.start(noise.prior(), null),
  extra: null,
  known: null,
});

/** Image-to-image from a latent that is there already (the second pass of hires fix). */
export const startFromLatent = ({ plan, noise }: Tools, clean: Latent): Start => ({
  x: plan.start(noise.initial(), clean),
  extra: null,
  known: null,
});

/**
 * Inpainting, in the reference's order of draws: the picture's posterior (where it is needed), the start, the masked picture's posterior.
 * At full strength it starts from noise alone.
 */
const startInpainting = async (tools: Tools, pixels: Pixels, source: Source, mask: NonNullable<Source['mask']>): Promise<Start> => {
  const { model, plan, shape, noise } = tools;
  const knowsMasks = model.parts.denoiser.role.channels === 2 * shape.channels + 1;
  const fresh = source.strength === 1;
  const clean = knowsMasks && fresh ? null : await encode(tools, pixels);
  const initial = noise.initial();
  const x = plan.start(initial, fresh ? null : clean);
  const planes = latentMask(mask, model.parts.vae.factor);
  if (knowsMasks) return { x, extra: inpaintChannels(planes, await encode(tools, masked(pixels, mask))), known: null };
  // the reference encodes the masked picture here as well; only its draw matters to what comes after
  if (model.parts.vaeEncoder?.role.gives === 'parameters') noise.posterior();
  return { x, extra: null, known: clean === null ? null : { mask: planes, clean, noise: initial } };
};

/** Editing, as the reference does it: `from` is noise or a latent of an earlier pass; the picture stands beside it and draws nothing. */
export const startEditing = async (tools: Tools, pixels: Pixels, from: Start): Promise<Start> => {
  const { model, shape, tiling, signal } = tools;
  const length = shape.channels * shape.height * shape.width;
  return { ...from, extra: await encodeMode(encoderFor(model, shape, tiling), pixels, length, signal) };
};

/** Image-to-image. The VAE's posterior is drawn before the noise that is added. */
export const startFromPixels = async (tools: Tools, pixels: Pixels): Promise<Start> => startFromLatent(tools, await encode(tools, pixels));

/** Image-to-image, inpainting where there is a mask, or editing, which is what some networks do. */
export const startFromSource = async (tools: Tools, source: Source): Promise<Start> => {
  const pixels = fromPicture(source.image);
  if (editsPictures(tools.model)) return startEditing(tools, pixels, startFromNoise(tools));
  if (source.mask !== null) return startInpainting(tools, pixels, source, source.mask);
  return startFromPixels(tools, pixels);
};
