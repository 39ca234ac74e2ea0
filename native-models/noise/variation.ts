import type { OptionSpecs } from '../options.ts';

export const variationOptions = {
  variationSeed: {
    kind: 'seed',
    label: 'Variation seed',
    explanation: 'A second seed that the start leans towards; empty for none.',
    default: null,
  },
  variationStrength: {
    kind: 'number',
    label: 'Variation strength',
    explanation: 'How far the start lies on the way to the variation seed: 0 is the seed itself, 1 the other.',
    min: 0,
    max: 1,
    step: 0.01,
    default: 0,
  },
} as const satisfies OptionSpecs;
