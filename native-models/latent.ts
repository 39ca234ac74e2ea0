/** Sampler state, NCHW and flat. Always float64: only the network boundary narrows to float32. Never written to after hand-over. */
export type Latent = Float64Array;

/** x + k·y, element by element, as a new array. */
export const addScaled = (x: Latent, k: number, y: Latent): Latent => {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = x[i]! + k * y[i]!;
  return out;
};

/** Σ kᵢ·xᵢ over `[k, x]` pairs of equal length, as a new array. */
export const combine = (...terms: readonly (readonly [k: number, x: Latent])[]): Latent => {
  const out = new Float64Array(terms[0]?.[1].length ?? 0);
  for (const [k, x] of terms) for (let i = 0; i < out.length; i++) out[i]! += k * x[i]!;
  return out;
};

/** dx/dσ = (x − D(x; σ))/σ: the probability-flow slope of Karras et al. (2022), eq. 1 with s = 1. */
export const slopeAt = (x: Latent, denoised: Latent, sigma: number): Latent => {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) out[i] = (x[i]! - denoised[i]!) / sigma;
  return out;
};
