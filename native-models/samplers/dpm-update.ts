import { combine, type Latent } from '../latent.ts';

/**
 * `data`: DPM-Solver++ (Lu et al., 2022b), exact for a constant picture D. `noise`: DPM-Solver (Lu et al., 2022a), exact for a constant ε = (x − D)/σ.
 */
export type DpmForm = 'data' | 'noise';
/** How the first difference enters a second-order step: half of the step's own weight, or the integral of the line through both points. */
export type DpmSecondOrder = 'midpoint' | 'heun';

export type DpmStep = Readonly<{
  form: DpmForm;
  secondOrder: DpmSecondOrder;
  /** Share of noise: 0 follows the ODE, 1 is the reverse SDE; between them k-diffusion's η. */
  eta: number;
  /** Sign of ½ in the third-order SDE weight. diffusers subtracts where the derivation (and k-diffusion) adds. */
  thirdOrderHalf: 1 | -1;
  /** D2 in units of the second divided difference: 2 is the second derivative; the authors' multistep code has 1. */
  bend: 1 | 2;
}>;

/** DPM-Solver++ along the ODE. */
export const plainDpm: DpmStep = { form: 'data', secondOrder: 'midpoint', eta: 0, thirdOrderHalf: 1, bend: 1 };

/** From σ to σ′ > 0 in half log-SNR: h = ln(σ/σ′). `kept` multiplies x; `first`, `slope`, `curve` the value, first and second difference. */
type Weights = Readonly<{ kept: number; first: number; slope: number; curve: number; fresh: number }>;

const dataWeights = (
  { secondOrder, eta, thirdOrderHalf }: DpmStep,
  sigma: number,
  sigmaNext: number,
  h: number,
  order: number,
): Weights => {
  const span = h * (1 + eta);
  const first = -Math.expm1(-span);
  const line = 1 - first / span;
  return {
    kept: (sigmaNext / sigma) * Math.exp(-eta * h),
    first,
    slope: order === 2 && secondOrder === 'midpoint' ? first / 2 : line,
    curve: eta > 0 ? (first - span) / span ** 2 + thirdOrderHalf / 2 : (first - span) / span ** 2 + 0.5,
    fresh: sigmaNext * Math.sqrt(-Math.expm1(-2 * eta * h)),
  };
};

const noiseWeights = ({ secondOrder, eta }: DpmStep, _sigma: number, sigmaNext: number, h: number, order: number): Weights => {
  const grown = Math.expm1(h);
  const line = grown / h - 1;
  const share = -sigmaNext * (1 + eta);
  return {
    kept: 1,
    first: share * grown,
    slope: share * (order === 2 && secondOrder === 'midpoint' ? grown / 2 : line),
    curve: share * ((grown - h) / h ** 2 - 0.5),
    fresh: eta * sigmaNext * Math.sqrt(Math.expm1(2 * h)),
  };
};

/** One value the network gave earlier, in the chosen form, and where. */
export type DpmPoint = Readonly<{ sigma: number; value: Latent }>;

export const asPoint = (form: DpmForm, x: Latent, denoised: Latent, sigma: number): DpmPoint => ({
  sigma,
  value: form === 'data' ? denoised : combine([1 / sigma, x], [-1 / sigma, denoised]),
});

/**
 * x at σ′ from x at σ = `points[0].sigma` by the value there and the differences to up to two others, wherever in λ = −ln σ they lie: behind it the
 * step is the multistep method (Lu et al., 2022b, algorithm 2), ahead of it the last stage of a singlestep one (Lu et al., 2022a, algorithms 1 and 2).
 */
export const dpmUpdate = (step: DpmStep, x: Latent, sigmaNext: number, points: readonly DpmPoint[], noise: () => Latent): Latent => {
  const [p0, p1, p2] = points;
  if (p0 === undefined) throw new Error('a DPM step needs a network value');
  if (sigmaNext === 0) return step.form === 'data' ? p0.value : combine([1, x], [-p0.sigma, p0.value]);
  const h = Math.log(p0.sigma / sigmaNext);
  if (h === 0) return x;
  const weights = (step.form === 'data' ? dataWeights : noiseWeights)(step, p0.sigma, sigmaNext, h, points.length);
  const terms: [number, Latent][] = [
    [weights.kept, x],
    [weights.first, p0.value],
  ];
  const place = (point: DpmPoint): number => Math.log(p0.sigma / point.sigma) / h;
  const difference = (point: DpmPoint): Latent => combine([1 / place(point), point.value], [-1 / place(point), p0.value]);
  if (p1 !== undefined) {
    const near = difference(p1);
    terms.push([weights.slope, near]);
    if (p2 !== undefined) {
      const apart = place(p2) - place(p1);
      const bend = combine([1 / apart, difference(p2)], [-1 / apart, near]);
      terms.push([step.bend * weights.curve - weights.slope * place(p1), bend]);
    }
  }
  if (weights.fresh > 0) terms.push([weights.fresh, noise()]);
  return combine(...terms);
};
