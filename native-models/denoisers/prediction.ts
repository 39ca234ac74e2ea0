/** D(x; σ) = cSkip·x + cOut·F(cIn·x): Karras et al. (2022), eq. 7. What a network was trained to predict is only these three numbers. */
export type Coefficients = Readonly<{ cIn: number; cSkip: number; cOut: number }>;
export type Precondition = (sigma: number) => Coefficients;

/** α(σ): how much smaller than ours the state is that the network was trained on (clean + σ·noise, times α). */
export type SignalScale = (sigma: number) => number;
/** Variance preserving: α² + (ασ)² = 1. */
export const variancePreserving: SignalScale = (sigma) => 1 / Math.sqrt(sigma * sigma + 1);
/** Straight line: α + ασ = 1. */
export const straightLine: SignalScale = (sigma) => 1 / (sigma + 1);
/** Variance exploding: the state as it is. */
export const varianceExploding: SignalScale = () => 1;

/** F is the noise: D = x − σF. */
export const epsilon =
  (alpha: SignalScale): Precondition =>
  (sigma) => ({ cIn: alpha(sigma), cSkip: 1, cOut: -sigma });

/** F is the picture. */
export const cleanSample =
  (alpha: SignalScale): Precondition =>
  (sigma) => ({ cIn: alpha(sigma), cSkip: 0, cOut: 1 });

/** F = α·noise − ασ·picture (Salimans & Ho, 2022): D = α²x − ασF. */
export const velocity =
  (alpha: SignalScale): Precondition =>
  (sigma) => {
    const a = alpha(sigma);
    return { cIn: a, cSkip: a * a, cOut: -a * sigma };
  };

/** F = noise − picture, the slope of the straight line; t = ασ: D = αx − ασF (Lipman et al., 2023; Liu et al., 2023). */
export const flow: Precondition = (sigma) => {
  const a = straightLine(sigma);
  return { cIn: a, cSkip: a, cOut: -a * sigma };
};

/** The same in the line's own coordinates, where the state is (1 − t)·picture + t·noise and σ is t: D = x − tF. */
export const flowInTime: Precondition = (t) => ({ cIn: 1, cSkip: 1, cOut: -t });

/** Karras et al. (2022), table 1: cIn keeps the network's input at unit variance, cSkip and cOut its error small. */
export const edm =
  (sigmaData: number): Precondition =>
  (sigma) => {
    const total = sigma * sigma + sigmaData * sigmaData;
    return { cIn: 1 / Math.sqrt(total), cSkip: (sigmaData * sigmaData) / total, cOut: (sigma * sigmaData) / Math.sqrt(total) };
  };
