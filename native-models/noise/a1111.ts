import type { Latent } from '../latent.ts';
import { readOptions, type OptionSpecs } from '../options.ts';
import { brownianNoise } from './brownian.ts';
import type { Generator } from './generator.ts';
import { type LatentShape, type NoisePiece, sizeOf } from './noise.ts';
import { philox } from './philox.ts';
import { slerpA1111 } from './slerp.ts';
import { torchCpu } from './torch-cpu.ts';
import { variationOptions } from './variation.ts';

const a1111Options = {
  ...variationOptions,
  etaNoiseSeedDelta: {
    kind: 'seed',
    label: 'ENSD',
    explanation: 'Eta noise seed delta: step noise starts anew from seed + this; 0 for none, 31337 in NovelAI’s habit.',
    default: 0,
  },
  resizeFromWidth: {
    kind: 'number',
    label: 'Seed resize width',
    explanation: 'Width in pixels of the picture whose start is pasted into the middle; 0 for none.',
    min: 0,
    max: 8192,
    step: 8,
    default: 0,
  },
  resizeFromHeight: {
    kind: 'number',
    label: 'Seed resize height',
    explanation: 'Height in pixels of the picture whose start is pasted into the middle; 0 for none.',
    min: 0,
    max: 8192,
    step: 8,
    default: 0,
  },
} as const satisfies OptionSpecs;

/** `patch` over the middle of `ground`, cut where it is larger (`ImageRNG.first`; halves round down as Python's `//` does). */
const pasteCentred = (ground: Latent, shape: LatentShape, patch: Latent, patchShape: LatentShape): Latent => {
  const [channels, height, width] = shape;
  const [, patchHeight, patchWidth] = patchShape;
  const out = ground.slice();
  const dx = Math.floor((width - patchWidth) / 2);
  const dy = Math.floor((height - patchHeight) / 2);
  const copyWidth = dx >= 0 ? patchWidth : patchWidth + 2 * dx;
  const copyHeight = dy >= 0 ? patchHeight : patchHeight + 2 * dy;
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < copyHeight; y++) {
      for (let x = 0; x < copyWidth; x++) {
        const to = (c * height + Math.max(dy, 0) + y) * width + Math.max(dx, 0) + x;
        out[to] = patch[(c * patchHeight + Math.max(-dy, 0) + y) * patchWidth + Math.max(-dx, 0) + x]!;
      }
    }
  }
  return out;
};

/**
 * A1111 and Forge (`modules/rng.py`, `ImageRNG`): one generator a picture; step noise goes on with it, or starts anew from seed + ENSD.
 * Their VAE samples its posterior from a generator that nobody seeded, so that we take the mean. Brownian trees draw from the same source.
 */
const a1111 = (said: Pick<NoisePiece, 'id' | 'label' | 'explanation'>, open: (seed: number) => Generator): NoisePiece => ({
  ...said,
  options: a1111Options,
  create: ({ seed, options }) => {
    const { variationSeed, variationStrength, etaNoiseSeedDelta, resizeFromWidth, resizeFromHeight } = readOptions(a1111Options, options);
    const generator = open(seed);
    const stepGenerator = etaNoiseSeedDelta === null || etaNoiseSeedDelta === 0 ? generator : open(seed + etaNoiseSeedDelta);

    return {
      posterior: (shape) => new Float64Array(sizeOf(shape)),
      initial: (shape) => {
        const isResized = resizeFromWidth > 0 && resizeFromHeight > 0;
        const drawn: LatentShape = isResized ? [shape[0], Math.floor(resizeFromHeight / 8), Math.floor(resizeFromWidth / 8)] : shape;
        const isSame = drawn[1] === shape[1] && drawn[2] === shape[2];
        const own = (isSame ? generator : open(seed)).randn(sizeOf(drawn));
        const varied =
          variationSeed === null || variationStrength === 0
            ? own
            : slerpA1111(variationStrength, own, open(variationSeed).randn(sizeOf(drawn)), drawn);
        return isSame ? varied : pasteCentred(generator.randn(sizeOf(shape)), shape, varied, drawn);
      },
      steps: (length) => stepGenerator.randn(length),
      brownian: (length, from, to) => brownianNoise({ seed, length, from, to, normals: (node, size) => open(node).randn(size) }),
    };
  },
});

export const a1111Cpu = a1111(
  {
    id: 'a1111-cpu@1',
    label: 'A1111 (CPU)',
    explanation: 'The numbers of AUTOMATIC1111’s web UI with “Random number generator source: CPU”.',
  },
  torchCpu,
);

export const a1111Nv = a1111(
  {
    id: 'a1111-nv@1',
    label: 'A1111 (NV)',
    explanation:
      'The numbers of AUTOMATIC1111’s web UI with “Random number generator source: NV”, and of its GPU source for latents that fit the card.',
  },
  philox,
);
