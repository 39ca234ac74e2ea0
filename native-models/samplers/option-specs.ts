/** Settings that several samplers share. */
export const churnSpecs = {
  churn: {
    kind: 'number',
    label: 'Churn',
    explanation: 'How much noise is put back before the steps, spread over the run.',
    min: 0,
    max: 100,
    step: 0.5,
    default: 0,
  },
  sMin: {
    kind: 'number',
    label: 'Churn from σ',
    explanation: 'No churn below this noise level.',
    min: 0,
    max: 1e6,
    step: 0.01,
    default: 0,
  },
  sMax: {
    kind: 'number',
    label: 'Churn up to σ',
    explanation: 'No churn above this noise level.',
    min: 0,
    max: 1e6,
    step: 0.1,
    default: 1e6,
  },
  sNoise: {
    kind: 'number',
    label: 'Noise scale',
    explanation: 'Strength of the fresh noise; 1 is what the theory asks for.',
    min: 0,
    max: 2,
    step: 0.001,
    default: 1,
  },
} as const;

export const noiseScale = { sNoise: churnSpecs.sNoise } as const;

export const eta = (value: number) =>
  ({
    kind: 'number',
    label: 'Eta',
    explanation: 'Share of fresh noise: 0 follows the ODE, 1 is fully stochastic.',
    min: 0,
    max: 1,
    step: 0.01,
    default: value,
  }) as const;

export const ancestralSpecs = {
  eta: eta(1),
  sNoise: churnSpecs.sNoise,
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
