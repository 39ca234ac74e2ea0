import { combine, type Latent } from '../../latent.ts';
import { outputFor } from '../../denoisers/network.ts';
import type { Denoise } from '../../samplers/sampler.ts';
import type { Plan } from '../../schedules/plan.ts';
import type { PictureRequest } from '../types.ts';

const deviation = (x: Latent): number => {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  return Math.sqrt(x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (x.length - 1));
};

/** Combines the two denoisers as the request's guidance says. */
export const guide =
  ({ scale, options }: PictureRequest['guidance'], plan: Plan, conditional: Denoise, unconditional: Denoise | null): Denoise =>
  async (x, sigma, signal) => {
    if (unconditional === null) return conditional(x, sigma, signal);
    const without = await unconditional(x, sigma, signal);
    const told = await conditional(x, sigma, signal);
    const guided = combine([1 - scale, without], [scale, told]);
    const phi = options['phi'];
    if (typeof phi !== 'number' || phi === 0) return guided;
    const before = outputFor(plan.precondition, x, told, sigma);
    const after = outputFor(plan.precondition, x, guided, sigma);
    const ratio = phi * (deviation(before) / deviation(after)) + 1 - phi;
    const { cSkip, cOut } = plan.precondition(sigma);
    return combine([cSkip, x], [cOut * ratio, after]);
  };
