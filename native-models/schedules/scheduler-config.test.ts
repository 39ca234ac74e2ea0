import { describe, expect, it } from 'vitest';
import { outputFor } from '../denoisers/network.ts';
import type { Piece } from '../pipelines/types.ts';
import { samplers } from '../samplers/index.ts';
import { schedulerClasses } from './classes/index.ts';
import { schedules } from './index.ts';
import { pairProblem } from './pair-problem.ts';
import { planRun, type RunRequest } from './plan-run.ts';
import { readSchedulerConfig } from './scheduler-config.ts';
import { inEnglish } from '../words/sentence.ts';
import { saying } from '../words/saying.ts';

const request: RunRequest = { steps: 20, strength: null, sampler: null, schedule: null, stepOptions: {}, mu: null, imageTokens: null };
const stableDiffusion = {
  _class_name: 'PNDMScheduler',
  _diffusers_version: '0.6.0',
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  skip_prk_steps: true,
  steps_offset: 1,
};
const piece = (id: string, options: Piece['options'] = {}): Piece => ({ id, options });
const signal = new AbortController().signal;

describe('reading a scheduler_config.json', () => {
  it.each(Object.keys(schedulerClasses))('%s: its own defaults give a plan without a warning', (name) => {
    const { parts, warnings } = readSchedulerConfig({ _class_name: name });
    expect(warnings).toEqual([]);
    const plan = planRun(parts, { ...request, steps: 10, mu: 0.5 });
    expect(plan.sigmas.length).toBeGreaterThan(10);
    expect([...plan.sigmas, ...plan.timesteps].every(Number.isFinite)).toBe(true);
    expect(plan.timesteps.length).toBe(plan.sigmas.length - 1);
  });

  it('says which key it does not know, and which value does not fit', () => {
    const { warnings } = readSchedulerConfig({ ...stableDiffusion, use_quantum_steps: true, steps_offset: 'one' });
    expect(warnings).toHaveLength(2);
    expect(inEnglish(warnings)).toMatch(/use_quantum_steps/);
    expect(inEnglish(warnings)).toMatch(/steps_offset.*"one"/);
  });

  it("drops another class's keys, as Stable Diffusion XL's configuration needs", () => {
    const leftovers = { skip_prk_steps: true, set_alpha_to_one: false, clip_sample: false, sample_max_value: 1 };
    expect(readSchedulerConfig({ _class_name: 'EulerDiscreteScheduler', ...leftovers }).warnings).toEqual([]);
  });

  it.each([null, 3, [], {}, { _class_name: 'NoScheduler' }])('refuses %j', (json) => {
    expect(() => readSchedulerConfig(json)).toThrow();
  });

  it.each([
    ['beta_schedule', 'wavy'],
    ['prediction_type', 'guess'],
    ['timestep_spacing', 'random'],
  ])('refuses an unknown %s', (key, value) => {
    expect(() => planRun(readSchedulerConfig({ ...stableDiffusion, [key]: value }).parts, request)).toThrow(value);
  });
});

describe('a plan', () => {
  const { parts } = readSchedulerConfig(stableDiffusion);

  it.each([0, -1, 2.5, Number.NaN, 10_000])('refuses %d steps', (steps) => {
    expect(() => planRun(parts, { ...request, steps })).toThrow(RangeError);
  });

  it('starts image-to-image where the reference does', () => {
    const chosen = { ...request, sampler: piece('euler@1'), schedule: piece('karras@1') };
    const whole = planRun(parts, chosen);
    expect(planRun(parts, { ...chosen, strength: 0.6 }).sigmas).toEqual(whole.sigmas.slice(8));
    expect(planRun(parts, { ...chosen, strength: 1 }).sigmas).toEqual(whole.sigmas);
    expect(planRun(parts, { ...chosen, strength: 0.04 }).sigmas).toHaveLength(1);
  });

  it('starts from noise at the variance that the network expects', () => {
    const plan = planRun(parts, request);
    const [first] = plan.sigmas;
    expect(plan.asReference(plan.start(Float64Array.of(1), null), first!)[0]).toBeCloseTo(1, 12);
    expect(plan.start(Float64Array.of(1), Float64Array.of(3))[0]).toBeCloseTo(3 + first!, 12);
    expect(plan.noised(Float64Array.of(3), Float64Array.of(1), 2)[0]).toBe(5);
  });

  it('tells the network a chosen sigma as the timestep between', async () => {
    const plan = planRun(parts, { ...request, sampler: piece('dpmpp-2m@1'), schedule: piece('karras@1') });
    const told: number[] = [];
    const denoise = plan.denoiser(async (input, timestep) => {
      told.push(timestep);
      return input;
    });
    await denoise(Float64Array.of(1), plan.sigmas[3]!, signal);
    expect(told).toEqual([plan.timesteps[3]]);
    expect(told[0]! % 1).not.toBe(0);
  });

  it.each(['epsilon', 'v_prediction', 'sample'])('finds back what the network said: %s', async (prediction_type) => {
    const plan = planRun(
      readSchedulerConfig({ ...stableDiffusion, _class_name: 'DDIMScheduler', prediction_type, skip_prk_steps: undefined }).parts,
      request,
    );
    const answer = Float64Array.of(0.3, -2);
    const x = Float64Array.of(1, 4);
    const denoised = await plan.denoiser(async () => answer)(x, 1.7, signal);
    const found = outputFor(plan.precondition, x, denoised, 1.7);
    found.forEach((value, i) => expect(value).toBeCloseTo(answer[i]!, 12));
  });

  const flow = readSchedulerConfig({ _class_name: 'FlowMatchEulerDiscreteScheduler', shift: 3 }).parts;
  /** The velocity of noise n and picture c is n − c whatever t: every sampler must land on c. */
  it.each(samplers.filter(({ stochastic }) => !stochastic).map(({ id }) => id))('%s carries a straight flow to its picture', async (id) => {
    if (pairProblem(id, null, 'flow') !== null) return;
    const [clean, noise] = [Float64Array.of(0.5, -1), Float64Array.of(-0.2, 2)];
    const plan = planRun(flow, { ...request, steps: 8, sampler: piece(id) });
    const steps = plan.sampler({
      denoise: plan.denoiser(async () => noise.map((value, i) => value - clean[i]!)),
      x: plan.start(noise, null),
      sigmas: plan.sigmas,
      noise: (length) => new Float64Array(length),
      signal,
    });
    let next = await steps.next();
    let sigma = plan.sigmas[0]!;
    while (next.done !== true) {
      sigma = next.value.sigmaNext;
      next = await steps.next();
    }
    // those that stop at the last sigma above 0 are still that far from the picture
    const left = plan.asReference(plan.noised(clean, noise, sigma), sigma);
    const reached = plan.asReference(next.value, sigma);
    left.forEach((value, i) => expect(reached[i]).toBeCloseTo(value, 4));
  });
});

describe('pairs', () => {
  it('refuses what makes no sense, with the reason', () => {
    expect(pairProblem('euler@1', 'karras@1', 'flow')).toEqual(saying(/flow/));
    expect(pairProblem('euler@1', 'flow-shift@1', 'vp')).toEqual(saying(/flow models/));
    expect(pairProblem('euler-ancestral@1', null, 'pfgmpp')).toEqual(saying(/finite D/));
    expect(pairProblem('heun@1', 'simple@1', 'edm')).toEqual(saying(/timesteps/));
    expect(pairProblem('ddpm@1', 'model@1', 'flow')).toEqual(saying(/flow model/));
  });

  it('lets the usual ones through', () => {
    expect(pairProblem('dpmpp-2m@1', 'karras@1', 'vp')).toBeNull();
    expect(pairProblem('heun@1', 'karras@1', 'pfgmpp')).toBeNull();
    expect(pairProblem('euler@1', 'flow-shift@1', 'flow')).toBeNull();
    expect(pairProblem(null, null, 'flow')).toBeNull();
    expect(pairProblem('model@1', 'model@1', 'vp')).toBeNull();
  });

  it('keeps a refused pair from becoming a plan', () => {
    const { parts } = readSchedulerConfig({ _class_name: 'FlowMatchEulerDiscreteScheduler' });
    expect(() => planRun(parts, { ...request, schedule: piece('karras@1') })).toThrow(/Flow shift/);
  });

  it('gives every kind of model a schedule and a sampler', () => {
    for (const family of ['vp', 've', 'edm', 'flow', 'pfgmpp'] as const) {
      expect(schedules.some(({ id }) => pairProblem(null, id, family) === null)).toBe(true);
      expect(samplers.some(({ id }) => pairProblem(id, null, family) === null)).toBe(true);
    }
  });
});
