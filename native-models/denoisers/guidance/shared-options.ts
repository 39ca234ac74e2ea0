import type { OptionSpecs } from '../../options.ts';

/** What can be laid over every method. */
export const sharedOptions = {
  curve: {
    kind: 'curve',
    label: 'Curve',
    explanation: 'The scale over the run instead of one number: 0 is the first step, 1 the last.',
    min: 0,
    max: 100,
    default: [],
  },
  intervalLow: {
    kind: 'number',
    label: 'From sigma',
    explanation: 'Guides only above this sigma; below, the positive prompt runs alone and faster.',
    min: 0,
    max: 1000,
    step: 0.01,
    default: 0,
  },
  intervalHigh: {
    kind: 'number',
    label: 'Up to sigma',
    explanation: 'Guides only up to this sigma; above, the positive prompt runs alone and faster.',
    min: 0,
    max: 1_000_000,
    step: 0.01,
    default: 1_000_000,
  },
  rescale: {
    kind: 'number',
    label: 'Rescale',
    explanation: 'Brings the contrast that guidance adds back towards the unguided prediction; 0 is off, 0.7 suits v-prediction models.',
    min: 0,
    max: 1,
    step: 0.05,
    default: 0,
  },
  rescaleSpace: {
    kind: 'choice',
    label: 'Rescale on',
    explanation: 'What the contrast is measured on: the network’s own prediction, as diffusers does, or the denoised latent.',
    choices: ['raw', 'denoised'],
    default: 'raw',
  },
} as const satisfies OptionSpecs;
