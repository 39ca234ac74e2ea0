import { numberSpec as number } from '../options.ts';

/** Settings that several samplers share. */
export const sNoise = number('Noise scale', 'Strength of the fresh noise; 1 is what the theory asks for.', [0, 2, 0.001], 1);

export const eta = (value: number) => number('Eta', 'Share of fresh noise: 0 follows the ODE, 1 is fully stochastic.', [0, 1, 0.01], value);

export const churnSpecs = {
  churn: number('Churn', 'How much noise is put back before the steps, spread over the run.', [0, 100, 0.5], 0),
  sMin: number('Churn from σ', 'No churn below this noise level.', [0, 1e6, 0.01], 0),
  sMax: number('Churn up to σ', 'No churn above this noise level.', [0, 1e6, 0.1], 1e6),
  sNoise,
};

export const ancestralSpecs = {
  eta: eta(1),
  sNoise,
  rule: {
    kind: 'choice',
    label: 'Step down',
    explanation: 'How far a step goes down before noise is added: by variance, or by the time of a flow model.',
    choices: ['variance', 'flow'],
    default: 'variance',
  },
} as const;

export const secondOrder = {
  kind: 'choice',
  label: 'Solver type',
  explanation: 'How the second-order term is weighted.',
  choices: ['midpoint', 'heun'],
  default: 'midpoint',
} as const;

export const lowerOrderFinal = {
  kind: 'toggle',
  label: 'Lower order at the end',
  explanation: 'Ends on lower orders, which is steadier with few steps.',
  default: true,
} as const;

export const order = (most: number, value: number) => number('Order', 'How many earlier predictions a step may use.', [1, most, 1], value);

export const dpmForm = {
  kind: 'choice',
  label: 'Form',
  explanation: 'Whether a step assumes that the picture stays (data) or that the noise does.',
  choices: ['data', 'noise'],
  default: 'data',
} as const;

export const thirdOrder = {
  kind: 'choice',
  label: 'Third order',
  explanation: 'Weight of the curvature: exact, or half of it as the authors published it.',
  choices: ['exact', 'as-published'],
  default: 'exact',
} as const;

export const unipcVariant = {
  kind: 'choice',
  label: 'Variant',
  explanation: 'The function B(h) of the method: bh1 for few steps without guidance, bh2 otherwise.',
  choices: ['bh1', 'bh2'],
  default: 'bh2',
} as const;

export const adaptiveSpecs = {
  order: number('Order', 'Order of the solver: 2 or 3.', [2, 3, 1], 3),
  rtol: number('Relative tolerance', 'Error that a step may make, as a share of the state.', [0.0001, 1, 0.0001], 0.05),
  atol: number('Absolute tolerance', 'Error that a step may make anyway.', [0.0001, 1, 0.0001], 0.0078),
  hInit: number('First step', 'First step in ln σ.', [0.001, 1, 0.001], 0.05),
  pCoeff: number('P', 'Proportional part of the step-size controller.', [0, 2, 0.01], 0),
  iCoeff: number('I', 'Integral part of the step-size controller.', [0, 2, 0.01], 1),
  dCoeff: number('D', 'Derivative part of the step-size controller.', [0, 2, 0.01], 0),
  acceptSafety: number('Accept', 'How much smaller the next step may have to be before this one is tried again.', [0.1, 1, 0.01], 0.81),
  eta: eta(0),
  sNoise,
};

export const restartSpecs = {
  times: number('Restarts', 'How often the interval is noised and run again.', [0, 20, 1], 1),
  steps: number('Steps of a restart', 'Steps of each run over the interval.', [1, 100, 1], 9),
  sMin: number('Restart from σ', 'Lower end of the interval.', [0.001, 100, 0.001], 0.1),
  sMax: number('Restart at σ', 'Upper end of the interval.', [0.001, 100, 0.001], 2),
  sNoise,
};

export const langevinSpecs = {
  inner: number('Inner steps', 'Langevin steps at every noise level; each is a network call.', [1, 200, 1], 10),
  stepSize: number('Step size', 'How far each goes, as a share of the way to the predicted picture.', [0.001, 1, 0.001], 0.1),
  denoiseAtEnd: { kind: 'toggle', label: 'Denoise at the end', explanation: 'Ends with the predicted picture.', default: true },
} as const;

export const predictorCorrectorSpecs = {
  sde: {
    kind: 'choice',
    label: 'SDE',
    explanation: 'The noising process that is reversed.',
    choices: ['ve', 'vp', 'sub-vp'],
    default: 've',
  },
  correctorSteps: number('Corrector steps', 'Langevin steps at every noise level; each is a network call.', [0, 10, 1], 1),
  snr: number('Signal to noise', 'Size of the corrector’s steps.', [0.01, 1, 0.01], 0.16),
  corrects: {
    kind: 'choice',
    label: 'Corrects',
    explanation: 'Before a level is left, or after it is reached.',
    choices: ['after', 'before'],
    default: 'after',
  },
  ends: {
    kind: 'choice',
    label: 'Ends with',
    explanation: 'The mean of the last step, or the mean and its noise.',
    choices: ['mean', 'noisy'],
    default: 'mean',
  },
} as const;

export const variance = {
  kind: 'choice',
  label: 'Variance',
  explanation: 'Noise of a step: that of the posterior (small) or of the forward process (large).',
  choices: ['small', 'large'],
  default: 'small',
} as const;

export const sharpness = number('Gamma', 'Share of fresh noise: 0 is deterministic, 1 noises the whole way.', [0, 1, 0.01], 0.3);
export const tau = number('Tau', 'How stochastic the steps are: 0 follows the ODE, 1 is the reverse SDE.', [0, 2, 0.01], 1);
export const middle = number('Inner point', 'Where in the step the network is asked again.', [0.1, 0.9, 0.05], 0.5);
