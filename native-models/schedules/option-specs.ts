import { numberSpec as number } from '../options.ts';

/** Settings of schedules. */
export const rho = (value: number) => number('Rho', 'How strongly steps gather at low noise.', [0.1, 20, 0.1], value);
export const offset = number('Offset', 'Added to leading timesteps; Stable Diffusion has 1.', [0, 10, 1], 1);
export const spacing = {
  kind: 'choice',
  label: 'Spacing',
  explanation: 'Leading stops short of pure noise, trailing starts from it, linspace holds both ends.',
  choices: ['leading', 'linspace', 'trailing'],
  default: 'trailing',
} as const;
export const betaReading = {
  kind: 'choice',
  label: 'Reading',
  explanation: 'Quantiles as noise levels (A1111, diffusers) or as timesteps (ComfyUI).',
  choices: ['sigmas', 'timesteps'],
  default: 'timesteps',
} as const;
export const betaShape = (label: string) =>
  number(label, 'Shape of the distribution; below 1 the steps gather at the ends.', [0.1, 5, 0.05], 0.6);
export const klEnd = {
  kind: 'choice',
  label: 'Ends at',
  explanation: 'Zero, or the lowest noise level of the model (A1111).',
  choices: ['zero', 'sigma-min'],
  default: 'zero',
} as const;
export const alignedModel = {
  kind: 'choice',
  label: 'Measured for',
  explanation: 'The model that the levels were measured for.',
  choices: ['sd1', 'sdxl'],
  default: 'sd1',
} as const;
export const alignedReading = {
  kind: 'choice',
  label: 'Reading',
  explanation: 'Whether the last level becomes 0 (the authors, ComfyUI) or a 0 is added (A1111).',
  choices: ['authors', 'a1111'],
  default: 'authors',
} as const;
export const threshold = number('Threshold', 'How much of the way the first half of the steps goes.', [0.001, 0.5, 0.001], 0.025);
export const shiftKind = {
  kind: 'choice',
  label: 'Shift by',
  explanation: 'One number, or one that grows with the size of the picture.',
  choices: ['fixed', 'dynamic'],
  default: 'fixed',
} as const;
export const shift = number('Shift', '1 is none; Stable Diffusion 3 has 3.', [0.1, 100, 0.1], 3);
export const mu = (label: string, value: number) => number(label, 'Logarithm of the shift.', [-5, 5, 0.01], value);
export const betaD = number('Beta d', 'Growth of the noise rate.', [0.1, 100, 0.1], 19.9);
export const betaMin = number('Beta min', 'Noise rate at the start.', [0.001, 10, 0.001], 0.1);
export const epsilon = number('End time', 'Where time ends, just above 0.', [0.00001, 0.1, 0.00001], 0.001);
export const sigma = (label: string, value: number) => number(label, 'A noise level.', [0.0001, 10000, 0.001], value);
export const sigmas = {
  kind: 'list',
  label: 'Noise levels',
  explanation: 'Falling, from the first step to where the run ends.',
  default: [],
} as const;
export const fit = {
  kind: 'toggle',
  label: 'Fit to the steps',
  explanation: 'Draws as many levels from the curve as there are steps.',
  default: false,
} as const;
