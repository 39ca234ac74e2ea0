/** Which noise a network was trained on, as its configuration writes it. */
export type BetaRule =
  | Readonly<{ kind: 'linear' | 'scaled_linear' | 'sigmoid'; start: number; end: number }>
  | Readonly<{ kind: 'cosine' | 'exp' | 'laplace' }>
  | Readonly<{ kind: 'trained'; betas: readonly number[] }>;

const f32 = Math.fround;

/** torch.linspace in float32: from both ends, each product and sum rounded once. */
const linspace32 = (start: number, end: number, count: number): readonly number[] => {
  const [first, last] = [f32(start), f32(end)];
  const step = count > 1 ? f32(f32(last - first) / (count - 1)) : 0;
  return Array.from({ length: count }, (_, i) => (i < Math.floor(count / 2) ? f32(first + step * i) : f32(last - step * (count - 1 - i))));
};

/** ᾱ(t) of the rules that are written as a curve (Nichol & Dhariwal, 2021, eq. 17 for the cosine). */
const curves = {
  cosine: (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2,
  exp: (t: number) => Math.exp(-12 * t),
  laplace: (t: number) => {
    const logSnr = -0.5 * (t > 0.5 ? -1 : 1) * Math.log(1 - 2 * Math.abs(0.5 - t) + 1e-6);
    const snr = Math.exp(logSnr);
    return Math.sqrt(snr / (1 + snr));
  },
} as const;

const betasOf = (rule: BetaRule, count: number): readonly number[] => {
  switch (rule.kind) {
    case 'linear':
      return linspace32(rule.start, rule.end, count);
    case 'scaled_linear':
      return linspace32(Math.sqrt(rule.start), Math.sqrt(rule.end), count).map((root) => f32(root * root));
    case 'sigmoid':
      return linspace32(-6, 6, count).map((x) => f32(f32(f32(1 / (1 + Math.exp(-x))) * f32(rule.end - rule.start)) + f32(rule.start)));
    case 'trained':
      return rule.betas.map(f32);
    case 'cosine':
    case 'exp':
    case 'laplace': {
      const curve = curves[rule.kind];
      return Array.from({ length: count }, (_, i) => f32(Math.min(1 - curve((i + 1) / count) / curve(i / count), 0.999)));
    }
  }
};

const cumulativeProducts = (factors: readonly number[]): readonly number[] => {
  let product = 1;
  return factors.map((factor) => f32((product *= factor)));
};

/** Lin et al. (2024), algorithm 1: √ᾱ shifted so that the last is 0 and stretched so that the first stays. */
const withZeroTerminalSnr = (alphaBars: readonly number[]): readonly number[] => {
  const roots = alphaBars.map((value) => f32(Math.sqrt(value)));
  const [first, last] = [roots[0]!, roots.at(-1)!];
  const stretch = f32(first / f32(first - last));
  const bars = roots.map((root) => f32(f32(f32(root - last) * stretch) ** 2));
  const betas = bars.map((bar, i) => f32(1 - (i === 0 ? bar : f32(bar / bars[i - 1]!))));
  return cumulativeProducts(betas.map((beta) => f32(1 - beta)));
};

/**
 * ᾱ(t) for t = 0 … count − 1. Rounded to float32 at every step on purpose: the networks were trained on float32 tables, and
 * 1 − ᾱ(0) of a float64 table differs in the fourth digit.
 */
export const alphaBarTable = (rule: BetaRule, count: number, zeroTerminalSnr: 'as-trained' | 'zero'): readonly number[] => {
  const bars = cumulativeProducts(betasOf(rule, count).map((beta) => f32(1 - beta)));
  return zeroTerminalSnr === 'zero' ? withZeroTerminalSnr(bars) : bars;
};
