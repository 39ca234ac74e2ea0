import type { Latent } from '../../latent.ts';
import { noiseById } from '../../noise/index.ts';
import type { LatentShape as DrawShape, PictureNoise } from '../../noise/noise.ts';
import { priorById } from '../../priors/index.ts';
import type { NoiseSource } from '../../samplers/sampler.ts';
import type { Plan } from '../../schedules/plan.ts';
import { refusing } from '../errors.ts';
import type { PictureRequest } from '../types.ts';
import type { LatentShape } from './network.ts';

/** One pass's draws, in the order in which they are taken: posterior, start, steps. */
export type RunNoise = Readonly<{
  posterior: () => Latent;
  /** Unit normals. */
  initial: () => Latent;
  /** Unit normals with the spread of the request's prior, to start from noise alone. */
  prior: () => Latent;
  steps: (plan: Plan) => NoiseSource;
}>;

/** k-diffusion's SDE samplers take their noise from a Brownian path; what a model's own configuration names, from the stream, as diffusers does. */
const alongPath: ReadonlySet<string> = new Set(['dpmpp-sde@1', 'dpmpp-2m-sde@1', 'dpmpp-3m-sde@1']);

const brownian = (noise: PictureNoise, length: number, { sigmas }: Plan): NoiseSource => {
  const positive = sigmas.filter((sigma) => sigma > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  // a path without length has no noise to give
  return low < high ? noise.brownian(length, low, high) : noise.steps;
};

/** Opens the noise of one pass. A second pass opens it anew: same seed, other size (as A1111 does). */
export const openNoise = (request: PictureRequest, shape: LatentShape): RunNoise => {
  const piece = refusing('piece-unknown', () => noiseById(request.noise.id));
  const noise = refusing('piece-refused', () => piece.create({ seed: request.seed, options: request.noise.options }));
  const priorPiece = refusing('piece-unknown', () => priorById(request.prior.id));
  const prior = refusing('piece-refused', () => priorPiece.create(request.prior.options));
  const drawShape: DrawShape = [shape.channels, shape.height, shape.width];
  const length = shape.channels * shape.height * shape.width;
  return {
    posterior: () => noise.posterior(drawShape),
    initial: () => noise.initial(drawShape),
    prior: () => prior(noise.initial(drawShape), (count) => noise.steps(count, 0, 0)),
    steps: (plan) => (alongPath.has(request.sampler.id) ? brownian(noise, length, plan) : noise.steps),
  };
};
