import { samplerEntry } from '../samplers/index.ts';
import { scheduleEntry } from './index.ts';
import type { Family } from './levels.ts';
import { type Words, sentence } from '../words/sentence.ts';

const familyNames: Readonly<Record<Family, Words>> = {
  vp: sentence('family.vp'),
  ve: sentence('family.ve'),
  edm: sentence('family.edm'),
  flow: sentence('family.flow'),
  pfgmpp: sentence('family.pfgmpp'),
};

const scheduleProblem = (scheduleId: string, family: Family): Words | null => {
  const { label, families } = scheduleEntry(scheduleId);
  if (families.includes(family)) return null;
  if (family === 'flow') return sentence('pair.diffusion-levels', { schedule: label });
  if (families.includes('vp')) return sentence('pair.timesteps', { schedule: label, family: familyNames[family] });
  return sentence('pair.flow-only', { schedule: label, family: familyNames[family] });
};

/** Methods derived for one process only. */
const diffusionOnly = new Set(['ddpm@1', 'predictor-corrector@1']);

const samplerProblem = (samplerId: string, family: Family): Words | null => {
  const { label, stochastic } = samplerEntry(samplerId);
  if (family === 'pfgmpp' && stochastic) {
    return sentence('pair.pfgm', { sampler: label });
  }
  if (family === 'flow' && diffusionOnly.has(samplerId)) return sentence('pair.flow-model', { sampler: label });
  return null;
};

const own = (id: string | null): id is null => id === null || id.startsWith('model@');

/**
 * Why a sampler and a schedule cannot go with a kind of model, as words for the user; null where they can. `null` and `model@…` stand for the
 * model's own. A prior with finitely many extra dimensions makes any model a `pfgmpp` one.
 */
export const pairProblem = (samplerId: string | null, scheduleId: string | null, family: Family): Words | null =>
  (own(samplerId) ? null : samplerProblem(samplerId, family)) ?? (own(scheduleId) ? null : scheduleProblem(scheduleId, family));
