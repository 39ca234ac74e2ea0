import { describe, expect, it } from 'vitest';
import { alignedSteps, alignYourSteps } from './align-your-steps.ts';
import { beta } from './beta.ts';
import { alphaBarTable } from './betas.ts';
import { betaTimesteps, ddimUniform, normal, sgmUniform, simple } from './by-timestep.ts';
import { dynamicMu, powerShift, stretchToTerminal, timeShift } from './flow-shift.ts';
import { betaCdf, betaQuantile } from './incomplete-beta.ts';
import { createSchedule, schedules } from './index.ts';
import { karras } from './karras.ts';
import { klOptimal } from './kl-optimal.ts';
import { type Levels, tableLevels } from './levels.ts';
import { linearQuadratic } from './linear-quadratic.ts';
import { listedSigmas } from './listed.ts';
import { log32 } from './log32.ts';
import { interpolate, linspace, roundHalfEven } from './ranges.ts';
import { spacedTimesteps } from './spacing.ts';

const stableDiffusion = tableLevels(alphaBarTable({ kind: 'scaled_linear', start: 0.00085, end: 0.012 }, 1000, 'as-trained'), 2 ** -24);
const flowLevels: Levels = {
  family: 'flow',
  sigmaMin: 0.001,
  sigmaMax: 1,
  trained: 1000,
  sigmaAt: (timestep) => timestep / 1000,
  timestepAt: (t) => t * 1000,
};
const rounded = (values: readonly number[], digits = 4) => values.map((value) => Number(value.toFixed(digits)));

describe('the table of noise levels', () => {
  it('has the ends of Stable Diffusion that torch computes in float32', () => {
    expect(stableDiffusion.sigmaMin).toBeCloseTo(0.02916753478348255, 8);
    expect(stableDiffusion.sigmaMax).toBe(14.614646911621094);
  });

  it('goes from timestep to sigma and back', () => {
    for (const timestep of [0, 1, 250.5, 731, 998.25, 999]) {
      expect(stableDiffusion.timestepAt(stableDiffusion.sigmaAt(timestep))).toBeCloseTo(timestep, 1);
    }
  });

  it('stands a finite sigma in for zero terminal SNR and leaves the first where it was', () => {
    const zero = tableLevels(alphaBarTable({ kind: 'scaled_linear', start: 0.00085, end: 0.012 }, 1000, 'zero'), 2 ** -24);
    expect(zero.sigmaMax).toBeCloseTo(4096, 2);
    expect(zero.sigmaMin).toBeCloseTo(stableDiffusion.sigmaMin, 4);
  });

  it('takes the logarithms that numpy takes in float32', () => {
    // numpy.log, which is not always the nearest float32
    const recorded = [
      [5453.91650390625, 8.604089736938477],
      [1.1489412784576416, 0.13884089887142181],
      [82.05160522460938, 4.4073486328125],
      [14.614646911621094, 2.6820242404937744],
      [1, 0],
    ] as const;
    for (const [x, logarithm] of recorded) expect(log32(x)).toBe(logarithm);
    expect(Math.fround(Math.log(5453.91650390625))).not.toBe(log32(5453.91650390625));
  });
});

describe('number helpers', () => {
  it('rounds halves to even', () =>
    expect([0.5, 1.5, 2.5, 937.5, 812.5, -0.5, 2.4].map(roundHalfEven)).toEqual([0, 2, 2, 938, 812, -0, 2]));
  it('counts like numpy', () => expect(linspace(0, 999, 4)).toEqual([0, 333, 666, 999]));
  it('is flat beyond both ends', () => expect([-1, 0.5, 9].map((x) => interpolate(x, [0, 1, 2], [5, 7, 8]))).toEqual([5, 6, 8]));

  it("equals scipy's beta.ppf", () => {
    const expected = [
      [0.001, 1.855873851745199e-5],
      [0.1, 0.03958440558878085],
      [0.25, 0.17568037865269498],
      [0.5, 0.5],
      [0.9, 0.9604155944112192],
    ] as const;
    for (const [p, x] of expected) expect(betaQuantile(p, 0.6, 0.6)).toBeCloseTo(x, 12);
    expect(betaQuantile(0.3, 2, 5)).toBeCloseTo(0.18180347131894917, 12);
    expect(betaCdf(betaQuantile(0.77, 0.6, 0.6), 0.6, 0.6)).toBeCloseTo(0.77, 12);
  });
});

describe('closed forms', () => {
  it('karras has its ends and is even in the seventh root', () => {
    const sigmas = karras(5, 0.1, 10);
    expect(sigmas[0]).toBeCloseTo(10, 12);
    expect(sigmas[4]).toBeCloseTo(0.1, 12);
    const roots = sigmas.map((sigma) => sigma ** (1 / 7));
    for (let i = 2; i < 5; i++) expect(roots[i - 1]! - roots[i]!).toBeCloseTo(roots[0]! - roots[1]!, 12);
  });

  it('KL optimal is even in the arc tangent, and ends as either front-end does', () => {
    const toZero = klOptimal(4, 0.03, 14.6, 'zero');
    const toMin = klOptimal(4, 0.03, 14.6, 'sigma-min');
    expect([toZero.length, toMin.length]).toEqual([5, 5]);
    expect([toZero[3], toZero[4]].map((sigma) => Number(sigma!.toFixed(6)))).toEqual([0.03, 0]);
    expect(toMin[4]).toBeCloseTo(0.03, 12);
    expect(Math.atan(toMin[1]!) - Math.atan(toMin[2]!)).toBeCloseTo(Math.atan(toMin[0]!) - Math.atan(toMin[1]!), 12);
  });

  it('Align Your Steps gives its own numbers back at ten steps', () => {
    expect(rounded(alignYourSteps('sdxl', 'authors', 10))).toEqual([...alignedSteps.sdxl.slice(0, 10), 0]);
    expect(rounded(alignYourSteps('sd1', 'a1111', 11))).toEqual([...alignedSteps.sd1, 0]);
    expect(alignYourSteps('sd1', 'authors', 20)[2]).toBeCloseTo(alignedSteps.sd1[1], 9);
  });

  it('linear-quadratic reaches its threshold half way, without a jump', () => {
    const sigmas = linearQuadratic(10, 1);
    expect(sigmas.length).toBe(11);
    expect(sigmas[0]).toBe(1);
    expect(1 - sigmas[5]!).toBeCloseTo(0.025, 12);
    expect(sigmas[4]! - sigmas[5]!).toBeCloseTo(0.005, 12);
    expect(sigmas[10]).toBe(0);
    expect(linearQuadratic(1, 1)).toEqual([1, 0]);
  });

  it('shifts time, fixed and dynamic', () => {
    expect(timeShift(0.5, 3)).toBe(0.75);
    expect(powerShift(0.5, 3)).toBeCloseTo(timeShift(0.5, 3), 15);
    const flux = { baseShift: 0.5, maxShift: 1.15, baseTokens: 256, maxTokens: 4096 };
    expect([256, 4096].map((tokens) => dynamicMu(tokens, flux))).toEqual([0.5, 1.15]);
    expect(stretchToTerminal([1, 0.5, 0.02], 0.1).map((t) => Number(t.toFixed(9)))).toEqual([1, 0.540816327, 0.1]);
  });

  it('beta gathers at both ends, by sigma or by timestep', () => {
    const sigmas = beta(9, 0, 1);
    for (let i = 0; i < 9; i++) expect(sigmas[i]! + sigmas[8 - i]!).toBeCloseTo(1, 12);
    expect(sigmas[0]! - sigmas[1]!).toBeLessThan(sigmas[3]! - sigmas[4]!);
    const timesteps = betaTimesteps({ levels: flowLevels, steps: 4 }, 0.6, 0.6).map((t) => t * 1000);
    expect(rounded(timesteps, 6)).toEqual([1000, 824, 501, 177, 0]);
  });
});

describe('schedules over timesteps', () => {
  const request = { levels: stableDiffusion, steps: 4 };
  const timesteps = (sigmas: readonly number[]) => sigmas.slice(0, -1).map((sigma) => Math.round(stableDiffusion.timestepAt(sigma)));

  it('visit what the front-ends visit', () => {
    expect(timesteps(normal(request))).toEqual([999, 666, 333, 0]);
    expect(timesteps(sgmUniform(request))).toEqual([999, 749, 500, 250]);
    expect(timesteps(simple(request))).toEqual([999, 749, 499, 249]);
    expect(timesteps(ddimUniform(request))).toEqual([751, 501, 251, 1]);
    expect(timesteps(ddimUniform({ ...request, steps: 15 })).length).toBe(16);
  });

  const rule = { offset: 1, spare: 0, trained: 1000, last: 1000, rounding: 'whole' } as const;
  it('space timesteps as diffusers does', () => {
    expect(spacedTimesteps({ ...rule, spacing: 'leading' }, 4)).toEqual([751, 501, 251, 1]);
    expect(spacedTimesteps({ ...rule, spacing: 'trailing' }, 4)).toEqual([999, 749, 499, 249]);
    expect(spacedTimesteps({ ...rule, spacing: 'linspace' }, 4)).toEqual([999, 666, 333, 0]);
    expect(spacedTimesteps({ ...rule, spare: 1, spacing: 'linspace' }, 4)).toEqual([999, 749, 500, 250]);
  });

  it('refuse more steps than timesteps', () => {
    expect(() => spacedTimesteps({ ...rule, spacing: 'leading' }, 1001)).toThrow(RangeError);
  });
});

describe('a list of one’s own', () => {
  it('is taken as it is, or drawn through', () => {
    expect(listedSigmas([8, 2, 0.5, 0], 'as they are')).toEqual([8, 2, 0.5, 0]);
    expect(rounded(listedSigmas([8, 2, 0.5, 0], 5))).toEqual([8, 4, 2, 1, 0.5, 0]);
    expect(rounded(listedSigmas([8, 2, 0.5], 2))).toEqual([8, 2, 0.5]);
  });

  it.each([[[1]], [[1, 2, 0]], [[3, Number.NaN, 0]], [[3, -1]], [[0, 0]]])('refuses %j', (sigmas) => {
    expect(() => listedSigmas(sigmas, 'as they are')).toThrow(RangeError);
  });
});

describe.each(schedules.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
  const options = id === 'custom@1' ? { sigmas: [10, 5, 1, 0.1, 0], fit: true } : {};
  const levels = entry.families.includes('vp') ? stableDiffusion : flowLevels;

  it.each([1, 2, 3, 10, 50])('falls from above 0 in %i steps', (steps) => {
    const sigmas = createSchedule({ id, options })({ levels, steps });
    if (id !== 'ddim-uniform@1' && id !== 'beta@1') expect(sigmas.length).toBe(steps + 1);
    expect(sigmas.every(Number.isFinite)).toBe(true);
    expect(sigmas[0]).toBeGreaterThan(0);
    for (let i = 1; i < sigmas.length; i++) expect(sigmas[i]).toBeLessThanOrEqual(sigmas[i - 1]!);
  });
});
