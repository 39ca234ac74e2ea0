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
}>;

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
 * x at σ′ from x at σ = `base`, the anchor the values are expanded around (`points[0]`, in λ = −ln σ) and up to two others. Where the anchor is
 * `base` and the others lie behind it this is the multistep method, order = points.length (Lu et al., 2022b, algorithm 2).
 */
export const dpmUpdate = (
  step: DpmStep,
  x: Latent,
  base: number,
  sigmaNext: number,
  points: readonly DpmPoint[],
  noise: () => Latent,
): Latent => {
  const [p0, p1, p2] = points;
  if (p0 === undefined) throw new Error('a DPM step needs a network value');
  if (sigmaNext === 0) return p0.value;
  const h = Math.log(base / sigmaNext);
  if (h === 0) return x;
  const weights = (step.form === 'data' ? dataWeights : noiseWeights)(step, base, sigmaNext, h, points.length);
  const terms: [number, Latent][] = [
    [weights.kept, x],
    [weights.first, p0.value],
  ];
  if (p1 !== undefined) {
    // differences in units of h: D1 ≈ h·dD/dλ, D2 ≈ h²·d²D/dλ²
    const r0 = Math.log(p1.sigma / p0.sigma) / h;
    if (p2 === undefined) {
      terms.push([weights.slope / r0, p0.value], [-weights.slope / r0, p1.value]);
    } else {
      const r1 = Math.log(p2.sigma / p1.sigma) / h;
      const near = combine([1 / r0, p0.value], [-1 / r0, p1.value]);
      const far = combine([1 / r1, p1.value], [-1 / r1, p2.value]);
      const bend = combine([1 / (r0 + r1), near], [-1 / (r0 + r1), far]);
      terms.push([weights.slope, near], [weights.slope * r0 + weights.curve, bend]);
    }
  }
  if (weights.fresh > 0) terms.push([weights.fresh, noise()]);
  return combine(...terms);
};
