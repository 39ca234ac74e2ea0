import type { Latent } from '../../latent.ts';
import type { Denoise, NoiseSource, Standing, Step } from '../../samplers/sampler.ts';
import type { Plan } from '../../schedules/plan.ts';
import { assertFinite } from './finite.ts';
import { blend } from './inpaint.ts';
import type { Start } from './start.ts';
import { sentence } from '../../words/sentence.ts';

/** A finished step, with what inpainting made of it. */
export type RunStep = Readonly<{
  step: Step;
  /** In the sampler's coordinates. */
  state: Latent;
  /** As the reference implementation would hold it; after the last step the clean latent itself. */
  reference: Latent;
  /** How far the step went: ‖x′ − x‖/√N in the sampler's coordinates. */
  change: number;
}>;

/** ‖a − b‖/√N. */
const distance = (a: Latent, b: Latent): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum / a.length);
};

type Run = Readonly<{
  plan: Plan;
  denoise: Denoise;
  start: Start;
  noise: NoiseSource;
  signal: AbortSignal;
  /** Where an earlier run stood. */
  from: Readonly<{ standing: Standing; reference: Latent }> | null;
}>;

/** The sigma at which the network is asked next: not always where the step ended (PLMS takes its first step twice). */
const askedNext = ({ sigmas }: Plan, { index, count, sigmaNext }: Step): number =>
  count === sigmas.length - 1 ? sigmas[index + 1]! : sigmaNext;

/** A step's state with the known part put back, noised to where the network looks next; after the last step as it was. */
const settled = (plan: Plan, known: Start['known'], step: Step): Omit<RunStep, 'change'> => {
  const reached = plan.asReference(step.x, step.sigmaNext);
  if (known === null) return { step, state: step.x, reference: reached };
  const { mask, clean, noise } = known;
  if (step.index === step.count - 1) {
    const reference = blend(mask, reached, clean);
    return { step, state: reference, reference };
  }
  const sigma = askedNext(plan, step);
  const kept = plan.noised(clean, noise, sigma);
  return { step, state: blend(mask, step.x, kept), reference: blend(mask, reached, plan.asReference(kept, sigma)) };
};

/**
 * Below the first sigma the network always sees the known part noised to the sigma in question, also in the middle of a step
 * (a reference that counts each network call puts it back after each).
 */
const seeingKnown = (plan: Plan, known: Start['known'], denoise: Denoise): Denoise => {
  if (known === null) return denoise;
  const { mask, clean, noise } = known;
  const first = plan.sigmas[0]!;
  return (x, sigma, signal) => denoise(sigma < first ? blend(mask, x, plan.noised(clean, noise, sigma)) : x, sigma, signal);
};

/** Drives the sampler; yields every step and returns the clean latent in the network's scale. Throws `not-finite` naming the step. */
export async function* denoiseSteps({ plan, denoise, start, noise, signal, from }: Run): AsyncGenerator<RunStep, Latent, void> {
  const steps = plan.sampler({
    denoise: seeingKnown(plan, start.known, denoise),
    x: start.x,
    sigmas: plan.sigmas,
    noise,
    signal,
    from: from?.standing,
  });
  let clean = from?.reference ?? start.x;
  let before = start.x;
  let handedBack: Latent | undefined;
  for (;;) {
    const item = await steps.next(handedBack);
    if (item.done === true) return clean;
    const { index, count, x } = item.value;
    assertFinite(x, sentence('latent.after', { step: index + 1, count }));
    const settledStep = settled(plan, start.known, item.value);
    handedBack = start.known === null ? undefined : settledStep.state;
    clean = settledStep.reference;
    const change = distance(settledStep.state, before);
    before = settledStep.state;
    yield { ...settledStep, change };
  }
}
