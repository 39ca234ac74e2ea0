import { gaussianPrior } from '../priors/gaussian.ts';
import { pfgmppPriorFromBeta } from '../priors/pfgmpp.ts';
import { heun } from '../samplers/heun.ts';
import { karras } from '../schedules/karras.ts';
import { analyticDenoiser } from './analytic-denoiser.ts';
import { asFields, asNumber, asNumberLists, asNumbers, type CaseRunner, type Verdict } from './case.ts';
import { allOf, compare, type Tolerance } from './compare.ts';
import { recordedNoise } from './recorded-noise.ts';

/** The prior of D extra dimensions (or of none: D = "inf"), then the very same Heun over a Karras schedule. */
export const runPfgmpp: CaseRunner = async ({ header }, item) => {
  const limits = asFields(header['tolerance'], 'tolerance');
  const tolerance: Tolerance = { abs: asNumber(limits['abs'], 'abs'), rel: asNumber(limits['rel'], 'rel') };
  const unit = Float64Array.from(asNumbers(item['gaussian'], 'gaussian'));
  const sigmaMax = asNumber(item['sigma_max'], 'sigma_max');
  const finite = item['D'] !== 'inf';
  const x = finite
    ? pfgmppPriorFromBeta(unit, sigmaMax, asNumber(item['D'], 'D'), asNumber(item['beta'], 'beta'))
    : gaussianPrior(unit, sigmaMax);
  const verdicts: Verdict[] = finite ? [compare('prior', x, asNumbers(item['x_init'], 'x_init'), tolerance)] : [];
  const sampler = heun({ churn: item['s_churn'] === undefined ? 0 : asNumber(item['s_churn'], 's_churn') });
  const sigmas = [
    ...karras(asNumber(item['num_steps'], 'num_steps'), asNumber(item['sigma_min'], 'sigma_min'), sigmaMax, asNumber(item['rho'], 'rho')),
    0,
  ];
  const trajectory = asNumberLists(item['trajectory'], 'trajectory');
  const noise = recordedNoise(asNumberLists(item['noise'] ?? [], 'noise'));
  let last = x;
  for await (const step of sampler({ denoise: analyticDenoiser, x, sigmas, noise, signal: new AbortController().signal })) {
    verdicts.push(compare(`step ${step.index}`, step.x, trajectory[step.index]!, tolerance));
    last = step.x;
  }
  return allOf([...verdicts, compare('result', last, asNumbers(item['result'], 'result'), tolerance)]);
};
