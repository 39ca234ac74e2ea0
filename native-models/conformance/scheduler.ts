import { type Network } from '../denoisers/network.ts';
import { planRun } from '../schedules/plan-run.ts';
import { readSchedulerConfig } from '../schedules/scheduler-config.ts';
import { asFields, asNumber, asNumberLists, asNumbers, asString, type CaseRunner, type Fields, type Verdict } from './case.ts';
import { allOf, compare, type Tolerance } from './compare.ts';
import { recordedNoise } from './recorded-noise.ts';
import { inEnglish } from '../words/sentence.ts';

/** The recorded cases' stand-in for a network: 0.3·sin(2s) + 0.1·s + 0.05·sin(0.01·t). */
const sineNetwork: Network = async (input, timestep) =>
  input.map((s) => 0.3 * Math.sin(2 * s) + 0.1 * s + 0.05 * Math.sin(0.01 * timestep));

const isOption = (entry: [string, unknown]): entry is [string, number | boolean] =>
  typeof entry[1] === 'number' || typeof entry[1] === 'boolean';
const stepOptions = (item: Fields) =>
  Object.fromEntries(Object.entries(asFields(item['step_options'] ?? {}, 'step_options')).filter(isOption));

export const runScheduler: CaseRunner = async ({ header }, item) => {
  const limits = asFields(header['tolerance'], 'tolerance');
  const tolerance: Tolerance = { abs: asNumber(limits['abs'], 'abs'), rel: asNumber(limits['rel'], 'rel') };
  const config = { ...asFields(item['config'], 'config'), _class_name: asString(item['scheduler'], 'scheduler') };
  const setUp = asFields(item['set_timesteps_options'] ?? {}, 'set_timesteps_options');
  const { parts, warnings } = readSchedulerConfig(config);
  if (warnings.length > 0) return { kind: 'failed', maxAbs: null, reason: inEnglish(warnings) };
  const strength = item['strength'] === undefined ? null : asNumber(item['strength'], 'strength');
  const request = {
    steps: asNumber(item['num_inference_steps'], 'num_inference_steps'),
    mu: setUp['mu'] === undefined ? null : asNumber(setUp['mu'], 'mu'),
    imageTokens: null,
    sampler: null,
    schedule: null,
    stepOptions: stepOptions(item),
  };
  const whole = planRun(parts, { ...request, strength: null });
  const plan = planRun(parts, { ...request, strength });

  const start =
    strength === null
      ? plan.start(Float64Array.from(asNumbers(item['initial_noise'], 'initial_noise')), null)
      : plan.start(Float64Array.from(asNumbers(item['init_noise'], 'init_noise')), Float64Array.from(asNumbers(item['clean'], 'clean')));
  const denoise = plan.limited(plan.denoiser(sineNetwork));
  const noise = recordedNoise(asNumberLists(item['noise'] ?? [], 'noise'));
  const run = { denoise, x: start, sigmas: plan.sigmas, noise, signal: new AbortController().signal };
  let last = start;
  let lastSigma = plan.sigmas[0]!;
  const states: Float64Array[] = [];
  for await (const step of plan.sampler(run)) {
    last = step.x;
    lastSigma = step.sigmaNext;
    states.push(plan.asReference(last, lastSigma));
  }

  const trajectory = asNumberLists(item['trajectory'], 'trajectory');
  const verdicts: Verdict[] = [];
  if (strength !== null) {
    verdicts.push(compare('noised', plan.asReference(start, plan.sigmas[0]!), asNumbers(item['noised'], 'noised'), tolerance));
  }
  verdicts.push(...compareTimesteps(item, whole.timesteps));
  const result = compare('result', plan.asReference(last, lastSigma), trajectory.at(-1)!, tolerance);
  // the last state decides; where a step is one network call, earlier ones say which step went wrong
  const steps = states.length === trajectory.length ? states.map((state, i) => compare(`step ${i}`, state, trajectory[i]!, tolerance)) : [];
  verdicts.push(result.kind === 'ok' ? result : (steps.find((step) => step.kind === 'failed') ?? result));
  return allOf(verdicts);
};

/** Timesteps are found in a table of float32 logarithms, which is good for two digits after the point. */
const timestepTolerance: Tolerance = { abs: 0.005, rel: 1e-5 };

/** Second-order classes name every inner timestep twice or add those between; ours are the whole steps among them. */
const compareTimesteps = (item: Fields, timesteps: readonly number[]): readonly Verdict[] => {
  const expected = asNumbers(item['timesteps'], 'timesteps');
  if (expected.length === timesteps.length) return [compare('timesteps', timesteps, expected, timestepTolerance)];
  if (expected.length === 2 * timesteps.length - 1) {
    return [
      compare(
        'timesteps',
        timesteps,
        expected.filter((_, index) => index % 2 === 0),
        timestepTolerance,
      ),
    ];
  }
  return [{ kind: 'failed', maxAbs: null, reason: `${timesteps.length} timesteps, expected ${expected.length}` }];
};
