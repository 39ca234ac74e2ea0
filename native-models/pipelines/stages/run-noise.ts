import type { Latent } from '../../latent.ts';
import { noiseById } from '../../noise/index.ts';
import { type LatentShape as DrawShape, type NoisePosition, type PictureNoise, sizeOf } from '../../noise/noise.ts';
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
  /** What has been drawn so far. A Brownian path has no position: each of its values follows from seed and sigmas. */
  position: () => NoisePosition;
}>;

/** The same stream, which notes what is drawn. */
const noting = (noise: PictureNoise): Readonly<{ noise: PictureNoise; position: () => NoisePosition }> => {
  let drawn: NoisePosition = [];
  const note = (kind: NoisePosition[number]['kind'], length: number): void => {
    const last = drawn.at(-1);
    const same = last !== undefined && last.kind === kind && last.length === length;
    drawn = same ? [...drawn.slice(0, -1), { ...last, times: last.times + 1 }] : [...drawn, { kind, length, times: 1 }];
  };
  return {
    position: () => drawn,
    noise: {
      posterior: (shape) => {
        note('posterior', sizeOf(shape));
        return noise.posterior(shape);
      },
      initial: (shape) => {
        note('initial', sizeOf(shape));
        return noise.initial(shape);
      },
      steps: (length, sigma, sigmaTo) => {
        note('steps', length);
        return noise.steps(length, sigma, sigmaTo);
      },
      brownian: noise.brownian,
    },
  };
};

/** Draws again what had been drawn: the stream then stands where it stood. */
const drawAgain = (noise: PictureNoise, shape: DrawShape, position: NoisePosition): void => {
  for (const { kind, length, times } of position) {
    for (let i = 0; i < times; i++) {
      if (kind === 'steps') noise.steps(length, 0, 0);
      else noise[kind](shape);
    }
  }
};

/** k-diffusion's SDE samplers take their noise from a Brownian path; what a model's own configuration names, from the stream, as diffusers does. */
const alongPath: ReadonlySet<string> = new Set(['dpmpp-sde@1', 'dpmpp-2m-sde@1', 'dpmpp-3m-sde@1']);

const brownian = (noise: PictureNoise, length: number, { sigmas }: Plan): NoiseSource => {
  const positive = sigmas.filter((sigma) => sigma > 0);
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  // a path without length has no noise to give
  return low < high ? noise.brownian(length, low, high) : noise.steps;
};

/** Opens the noise of one pass, where an earlier run left it. A second pass opens it anew: same seed, other size (as A1111 does). */
export const openNoise = (request: PictureRequest, shape: LatentShape, from: NoisePosition = []): RunNoise => {
  const piece = refusing('piece-unknown', () => noiseById(request.noise.id));
  const { noise, position } = noting(refusing('piece-refused', () => piece.create({ seed: request.seed, options: request.noise.options })));
  const priorPiece = refusing('piece-unknown', () => priorById(request.prior.id));
  const prior = refusing('piece-refused', () => priorPiece.create(request.prior.options));
  const drawShape: DrawShape = [shape.channels, shape.height, shape.width];
  const length = sizeOf(drawShape);
  drawAgain(noise, drawShape, from);
  return {
    posterior: () => noise.posterior(drawShape),
    initial: () => noise.initial(drawShape),
    prior: () => prior(noise.initial(drawShape), (count) => noise.steps(count, 0, 0)),
    steps: (plan) => (alongPath.has(request.sampler.id) ? brownian(noise, length, plan) : noise.steps),
    position,
  };
};
