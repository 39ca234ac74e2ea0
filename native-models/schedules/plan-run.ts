import { limited } from '../denoisers/limit.ts';
import { fromNetwork } from '../denoisers/network.ts';
import { variancePreserving } from '../denoisers/prediction.ts';
import { addScaled, combine, type Latent } from '../latent.ts';
import type { Piece } from '../pipelines/types.ts';
import { createSampler, samplerEntry } from '../samplers/index.ts';
import type { Grid } from './configured-grid.ts';
import { createSchedule } from './index.ts';
import { type Levels, withFiniteTop } from './levels.ts';
import { pairProblem } from './pair-problem.ts';
import { following, type GridRequest, type OwnSampler, type Parts, type StepOptions } from './parts.ts';
import type { Plan } from './plan.ts';
import { sentence } from '../words/sentence.ts';
import { Refusal } from '../refusal.ts';

export type RunRequest = GridRequest &
  Readonly<{
    /** 0…1 for image-to-image, or null to start from noise. */
    strength: number | null;
    /** Null for the model's own. */
    sampler: Piece | null;
    schedule: Piece | null;
    stepOptions: StepOptions;
  }>;

/** A straight line's t = 1 has an infinite sigma: stop a millionth short, where the reference's UniPC does too. */
const nearlyOne = 1 - 1e-6;
const sigmaOfTime = (time: number): number => Math.min(time, nearlyOne) / (1 - Math.min(time, nearlyOne));

const mapGrid = ({ sigmas, timesteps }: Grid, map: (sigma: number) => number): Grid => ({ sigmas: sigmas.map(map), timesteps });

const chosenSampler = (piece: Piece, levels: Levels): OwnSampler => {
  const entry = samplerEntry(piece.id);
  return { id: piece.id, coordinates: entry.coordinates, limitsItself: false, prepare: following(() => createSampler(piece, levels)) };
};

/** A zero terminal SNR has no finite sigma: chosen schedules and samplers start where the reference's Euler and DPM-Solver do. */
const finiteTop = 4096;
const nearlyInfinite = 2 ** 20;
const withFiniteStart = ({ sigmas, timesteps }: Grid): Grid => ({
  sigmas: sigmas.map((sigma) => (sigma >= nearlyInfinite ? finiteTop : sigma)),
  timesteps,
});

const chosenGrid = (parts: Parts, piece: Piece, { steps, imageTokens }: RunRequest): Grid => {
  const sigmas = createSchedule(piece)({
    levels: parts.levels.sigmaMax >= nearlyInfinite ? withFiniteTop(parts.levels, finiteTop) : parts.levels,
    steps,
    imageTokens,
  });
  const toSigma = parts.levels.family === 'flow' ? sigmaOfTime : (sigma: number) => sigma;
  return { sigmas, timesteps: sigmas.slice(0, -1).map((sigma) => parts.timestepOf(toSigma(sigma))) };
};

/** The reference's `get_timesteps`: how many of the first steps image-to-image leaves out. */
const skipped = (steps: number, strength: number | null): number =>
  strength === null ? 0 : Math.max(steps - Math.min(Math.trunc(steps * strength), steps), 0);

/** The reference's own state, α of its timestep's level times (clean + level·noise), in our terms; null where it noises to the first sigma. */
const noisedByTimestep = (
  { noisesTo, alpha }: Parts,
  { sampler, schedule }: RunRequest,
  timestep: number | undefined,
  clean: Latent,
  noise: Latent,
  sigma: number,
): Latent | null => {
  if (noisesTo === null || sampler !== null || schedule !== null || timestep === undefined) return null;
  const level = noisesTo(timestep);
  const kept = variancePreserving(level) / alpha(sigma);
  return combine([kept, clean], [kept * level, noise]);
};

/**
 * Decides a run: sampler and schedule (chosen or the model's own), where it starts, and how its state meets the network and the reference.
 * Throws RangeError, with a sentence for the user, on a choice that cannot be run.
 */
export const planRun = (parts: Parts, request: RunRequest): Plan => {
  if (!Number.isInteger(request.steps) || request.steps < 1) throw new Refusal(sentence('steps.whole', { steps: request.steps }));
  const problem = pairProblem(request.sampler?.id ?? null, request.schedule?.id ?? null, parts.levels.family);
  if (problem !== null) throw new Refusal(problem);
  const own = request.sampler === null ? parts.sampler : chosenSampler(request.sampler, parts.levels);
  const ownGrid = request.schedule === null ? parts.grid(request) : chosenGrid(parts, request.schedule, request);
  const modelGrid = request.sampler === null ? ownGrid : withFiniteStart(ownGrid);
  const inTime = parts.timePrecondition !== null && own.coordinates === 'time';
  const grid = parts.levels.family === 'flow' && !inTime ? mapGrid(modelGrid, sigmaOfTime) : modelGrid;
  const from = skipped(modelGrid.timesteps.length, request.strength);
  const { sampler, sigmas, timesteps } = own.prepare(grid, from, request.stepOptions);

  const told = new Map(timesteps.map((timestep, index) => [sigmas[index]!, timestep]));
  const sigmaOf = inTime ? sigmaOfTime : (sigma: number) => sigma;
  const timestepOf = (sigma: number): number => told.get(sigma) ?? parts.timestepOf(sigmaOf(sigma));
  const precondition = inTime && parts.timePrecondition !== null ? parts.timePrecondition : parts.precondition;
  const first = sigmas[0]!;
  const noised = (clean: Latent, noise: Latent, sigma: number): Latent =>
    inTime ? combine([1 - sigma, clean], [sigma, noise]) : addScaled(clean, sigma, noise);

  return {
    samplerId: own.id,
    sigmas,
    timesteps,
    sampler,
    start: (noise, clean) => {
      if (clean !== null) return noisedByTimestep(parts, request, timesteps[0], clean, noise, first) ?? noised(clean, noise, first);
      const scale = inTime ? 1 : parts.startScale(first);
      return noise.map((value) => scale * value);
    },
    noised,
    denoiser: (network) => fromNetwork(network, precondition, timestepOf, own.wanted),
    limited: (denoise) => parts.boundary(own.limitsItself ? denoise : limited(parts.limit, denoise), timestepOf),
    precondition,
    timestepOf,
    asReference: (x, sigma) => (inTime || parts.held === 'plain' ? x : x.map((value) => parts.alpha(sigma) * value)),
  };
};
