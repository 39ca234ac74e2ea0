import { outputFor } from '../denoisers/network.ts';
import { epsilon, type Precondition, variancePreserving } from '../denoisers/prediction.ts';
import { combine, type Latent, slopeAt } from '../latent.ts';
import { adamsBashforth } from './adams-bashforth.ts';
import type { Sampler } from './sampler.ts';

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

const stageWeights = { rk1: 1 / 6, rk2: 1 / 3, rk3: 1 / 3, rk4: 1 / 6 } as const;

/**
 * Pseudo numerical methods (Liu et al., 2022; diffusers' PNDMScheduler, with its Runge–Kutta start or without, "PLMS"): the transfer of DDIM,
 * x′ = x + (σ′ − σ)·ε̄, with a linear multistep mean ε̄. Order 4; one network call a step and one more at the start, or twelve for the
 * Runge–Kutta start. The state is kept times α between the moves, because a move may call it by another sigma than the last one left it at.
 */
export const pndm = (options: Partial<Pndm> = {}): Sampler =>
  async function* ({ denoise, x: start, sigmas, signal }) {
    const alpha = variancePreserving;
    const precondition = options.precondition ?? epsilon(alpha);
    const moves = options.moves ?? plmsMoves(sigmas);
    const count = moves.length;
    const scale = (x: Latent, k: number): Latent => combine([k, x]);
    let x = start;
    let scaled = scale(start, alpha(sigmas[0]!));
    let base = scaled;
    let outputs: readonly Latent[] = [];
    let stages: readonly (readonly [number, Latent])[] = [];
    for (const [index, { kind, at, from, to }] of moves.entries()) {
      const asked = scale(scaled, 1 / alpha(at));
      const denoised = await denoise(asked, at, signal);
      const output = outputFor(precondition, asked, denoised, at);
      let mean = output;
      if (kind === 'multistep') {
        outputs = [output, ...outputs].slice(0, 4);
        base = scaled;
        mean = combine(...adamsBashforth(outputs.length).map((weight, i) => [weight, outputs[i]!] as const));
      } else if (kind === 'again') {
        mean = combine([1 / 2, output], [1 / 2, outputs[0]!]);
      } else {
        if (kind === 'rk1') {
          outputs = [output, ...outputs].slice(0, 4);
          base = scaled;
          stages = [];
        }
        stages = [...stages, [stageWeights[kind], output]];
        if (kind === 'rk4') mean = combine(...stages);
      }
      const leaving = scale(base, 1 / alpha(from));
      const { cSkip, cOut } = precondition(from);
      const noise = slopeAt(leaving, combine([cSkip, leaving], [cOut, mean]), from);
      const moved = combine([1, leaving], [to - from, noise]);
      x = (yield { index, count, sigma: at, sigmaNext: to, x: moved, denoised }) ?? moved;
      scaled = scale(x, alpha(to));
    }
    return x;
  };
