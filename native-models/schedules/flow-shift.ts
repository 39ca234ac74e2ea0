/** t′ = s·t/(1 + (s − 1)·t): more of the run at high noise, for large pictures (Esser et al., 2024, eq. 23). */
export const timeShift = (t: number, shift: number): number => (shift * t) / (1 + (shift - 1) * t);

/** The same as e^μ/(e^μ + (1/t − 1)), which is how it is written where the shift depends on the picture (`factor` = e^μ, or μ where it is linear). */
export const powerShift = (t: number, factor: number): number => factor / (factor + (1 / t - 1));

export type DynamicShift = Readonly<{ baseShift: number; maxShift: number; baseTokens: number; maxTokens: number }>;

/** μ on the line through (base tokens, base shift) and (most tokens, most shift): FLUX's shift for a picture of so many tokens. */
export const dynamicMu = (tokens: number, { baseShift, maxShift, baseTokens, maxTokens }: DynamicShift): number =>
  baseShift + ((maxShift - baseShift) * (tokens - baseTokens)) / (maxTokens - baseTokens);

/** Stretched so that the last t is `terminal`, with t = 1 where it was. */
export const stretchToTerminal = (times: readonly number[], terminal: number): readonly number[] => {
  const factor = (1 - times.at(-1)!) / (1 - terminal);
  return times.map((t) => 1 - (1 - t) / factor);
};
