import { outputFor } from '../denoisers/network.ts';
import { epsilon, type Precondition, variancePreserving } from '../denoisers/prediction.ts';
import { combine, type Latent, slopeAt } from '../latent.ts';
import { adamsBashforth } from './adams-bashforth.ts';
import type { Sampler } from './sampler.ts';
import { stepwise } from './stepwise.ts';

/**
 * One network call: at sigma `at`, after which the state goes from `from` to `to`.
 * `multistep` takes the Adams–Bashforth mean; `again` redoes the step before with the mean of its two ends (the start of PLMS);
 * `rk1`…`rk4` are the four stages of a classical Runge–Kutta step, all from the state of the first.
 */
export type PndmMove = Readonly<{ kind: 'multistep' | 'again' | 'rk1' | 'rk2' | 'rk3' | 'rk4'; at: number; from: number; to: number }>;

export type Pndm = Readonly<{
  /** The moves, where a scheduler counts timesteps in its own way; else PLMS along the sigmas. */
  moves: readonly PndmMove[] | null;
  /** What the network predicts: the means are taken of its raw answers, and for v that is not the mean of the noises. */
  precondition: Precondition;
}>;

/** PLMS: an Euler step, the same again from its other end, then two to four values back. */
const plmsMoves = (sigmas: readonly number[]): readonly PndmMove[] => {
  const steps = sigmas.slice(0, -1).map((sigma, i): PndmMove => ({ kind: 'multistep', at: sigma, from: sigma, to: sigmas[i + 1]! }));
  const [first, second, ...rest] = steps;
  if (first === undefined || second === undefined) return steps;
  return [first, { kind: 'again', at: second.at, from: first.from, to: first.to }, second, ...rest];
};

/** The last answers, the stages of a Runge–Kutta step so far, and the state (times α) that a step of several calls goes out from. */
type Memory = Readonly<{ base: Latent | null; outputs: readonly Latent[]; stages: readonly Term[] }>;
type Term = readonly [number, Latent];

const stageWeights = { rk1: 1 / 6, rk2: 1 / 3, rk3: 1 / 3, rk4: 1 / 6 } as const;

const stagesWith = (kind: keyof typeof stageWeights, output: Latent, stages: readonly Term[]): readonly Term[] => [
  ...(kind === 'rk1' ? [] : stages),
  [stageWeights[kind], output],
];

/** What carries the step: a multistep mean, the mean of both ends, or what Runge–Kutta has found so far. */
const meanOf = (kind: PndmMove['kind'], output: Latent, outputs: readonly Latent[], stages: readonly Term[]): Latent => {
  if (kind === 'multistep') return combine(...adamsBashforth(outputs.length).map((weight, i) => [weight, outputs[i]!] as const));
  if (kind === 'again') return combine([1 / 2, output], [1 / 2, outputs[0]!]);
  return kind === 'rk4' ? combine(...stages) : output;
};

/**
 * Pseudo numerical methods (Liu et al., 2022; diffusers' PNDMScheduler, with its Runge–Kutta start or without, "PLMS"): the transfer of DDIM,
 * x′ = x + (σ′ − σ)·ε̄, with a linear multistep mean ε̄. Order 4; one network call a step and one more at the start, or twelve for the
 * Runge–Kutta start. The state is kept times α between the moves, because a move may call it by another sigma than the last one left it at.
 */
export const pndm = (options: Partial<Pndm> = {}): Sampler => {
  const alpha = variancePreserving;
  const precondition = options.precondition ?? epsilon(alpha);
  const scale = (x: Latent, k: number): Latent => combine([k, x]);
  return stepwise<Memory>(
    () => ({ base: null, outputs: [], stages: [] }),
    async ({ denoise, sigmas, signal }, { index, x, memory }) => {
      const moves = options.moves ?? plmsMoves(sigmas);
      const move = moves[index];
      if (move === undefined) return null;
      const { kind, at, from, to } = move;
      const scaled = scale(x, alpha(moves[index - 1]?.to ?? sigmas[0]!));
      const asked = scale(scaled, 1 / alpha(at));
      const denoised = await denoise(asked, at, signal);
      const output = outputFor(precondition, asked, denoised, at);
      const begins = kind === 'multistep' || kind === 'rk1';
      const outputs = begins ? [output, ...memory.outputs].slice(0, 4) : memory.outputs;
      const base = begins ? scaled : (memory.base ?? scaled);
      const stages = kind === 'multistep' || kind === 'again' ? memory.stages : stagesWith(kind, output, memory.stages);
      const leaving = scale(base, 1 / alpha(from));
      const { cSkip, cOut } = precondition(from);
      const noise = slopeAt(leaving, combine([cSkip, leaving], [cOut, meanOf(kind, output, outputs, stages)]), from);
      const moved = combine([1, leaving], [to - from, noise]);
      return { count: moves.length, sigma: at, sigmaNext: to, x: moved, denoised, memory: { base, outputs, stages } };
    },
  );
};
