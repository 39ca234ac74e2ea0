import type { Latent } from '../latent.ts';
import { asPoint, type DpmPoint, type DpmStep, dpmUpdate, plainDpm } from './dpm-update.ts';
import type { Sampler } from './sampler.ts';
import { alongSigmas } from './stepwise.ts';

export type DpmSinglestep = DpmStep &
  Readonly<{
    order: 1 | 2 | 3;
    /** Ends the run on lower orders, so that any number of steps can be covered. */
    lowerOrderFinal: boolean;
    /** The order of every step, where the caller has a list of its own; else `singlestepOrders`. */
    orders: readonly number[] | null;
  }>;

/** The last network values, and the state that a step of a higher order goes back to. */
type Memory = Readonly<{ points: readonly DpmPoint[]; base: Latent | null }>;

/** 1, 2, 3, 1, 2, 3, …: which stage each step is; what is left at the end has lower order, and a step to 0 has order 1 (diffusers' `get_order_list`). */
export const singlestepOrders = (count: number, order: number, lowerOrderFinal: boolean, endsAtZero: boolean): readonly number[] => {
  const block = Array.from({ length: order }, (_, i) => i + 1);
  const whole = (blocks: number) => Array.from({ length: Math.max(blocks, 0) }, () => block).flat();
  const blocks = Math.floor(count / order);
  const left = count % order;
  const ending = (): readonly number[] => {
    if (order === 1 || !lowerOrderFinal) return whole(blocks);
    if (left > 0) return [...whole(blocks), ...block.slice(0, left)];
    return [...whole(blocks - 1), ...block.slice(0, order - 1), 1];
  };
  const orders = ending().slice(0, count);
  return endsAtZero ? [...orders.slice(0, -1), 1] : orders;
};

/**
 * DPM-Solver and DPM-Solver++ in their singlestep form (Lu et al., 2022a, 2022b), laid over a list of sigmas: a step of order k goes back to the state
 * k − 1 steps before and covers the k steps in one. Order 1–3, one network call a step (diffusers' DPMSolverSinglestepScheduler).
 */
export const dpmSolverSinglestep = (options: Partial<DpmSinglestep> = {}): Sampler => {
  const settings: DpmSinglestep = { ...plainDpm, bend: 2, order: 2, lowerOrderFinal: true, orders: null, ...options };
  return alongSigmas<Memory>(
    { points: [], base: null },
    async ({ denoise, x, index, count, sigma, sigmaNext, sigmas, noise, signal, memory }) => {
      const orders = settings.orders ?? singlestepOrders(count, settings.order, settings.lowerOrderFinal, sigmas[count] === 0);
      const denoised = await denoise(x, sigma, signal);
      const points = [...memory.points, asPoint(settings.form, x, denoised, sigma)].slice(-settings.order);
      const order = Math.min(orders[index] ?? 1, points.length);
      const base = order === 1 ? x : (memory.base ?? x);
      const [anchor, inner, latest] = points.slice(-order);
      const draw = () => noise(x.length, sigma, sigmaNext);
      // the third stage takes the slope to its latest value alone, or the parabola through all three
      const straight = latest !== undefined && settings.secondOrder === 'midpoint';
      const found = (straight ? [anchor, latest] : [anchor, inner, latest]).filter((point) => point !== undefined);
      // equal sigmas carry no slope
      const used = found.filter((point, i) => found.findIndex(({ sigma: same }) => same === point.sigma) === i);
      x = dpmUpdate(straight ? { ...settings, secondOrder: 'heun' } : settings, base, sigmaNext, used, draw);
      return { x, denoised, memory: { points, base } };
    },
  );
};
