import { samplerEntry } from '../samplers/index.ts';
import { scheduleEntry } from './index.ts';
import type { Family } from './levels.ts';

const familyNames: Readonly<Record<Family, string>> = {
  vp: 'a diffusion model',
  ve: 'a variance-exploding model',
  edm: 'an EDM model',
  flow: 'a flow model',
  pfgmpp: 'a PFGM++ model',
};

const scheduleProblem = (scheduleId: string, family: Family): string | null => {
  const { label, families } = scheduleEntry(scheduleId);
  if (families.includes(family)) return null;
  if (family === 'flow')
    return `${label} spaces the noise levels of diffusion; a flow model's time runs from 1 to 0. Choose Flow shift, Beta or Simple.`;
  if (families.includes('vp'))
    return `${label} counts trained timesteps, and ${familyNames[family]} has none. Choose Karras or Exponential.`;
  return `${label} is made for flow models, and this is ${familyNames[family]}. Choose Karras or the model's own schedule.`;
};

/** Methods derived for one process only. */
const diffusionOnly = new Set(['ddpm@1', 'predictor-corrector@1']);

const samplerProblem = (samplerId: string, family: Family): string | null => {
  const { label, stochastic } = samplerEntry(samplerId);
  if (family === 'pfgmpp' && stochastic) {
    return `${label} adds Gaussian noise at every step, which PFGM++ with finite D is not derived for. Choose Heun, Euler or DPM++ 2M, or D = ∞.`;
  }
  if (family === 'flow' && diffusionOnly.has(samplerId))
    return `${label} reverses a diffusion process, and this is a flow model. Choose Euler, Heun or DPM++ 2M.`;
  return null;
};

const own = (id: string | null): id is null => id === null || id.startsWith('model@');

/**
 * Why a sampler and a schedule cannot go with a kind of model, as a sentence for the user; null where they can. `null` and `model@…` stand for the
 * model's own. A prior with finitely many extra dimensions makes any model a `pfgmpp` one.
 */
export const pairProblem = (samplerId: string | null, scheduleId: string | null, family: Family): string | null =>
  (own(samplerId) ? null : samplerProblem(samplerId, family)) ?? (own(scheduleId) ? null : scheduleProblem(scheduleId, family));
