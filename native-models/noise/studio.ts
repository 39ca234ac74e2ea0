import { readOptions } from '../options.ts';
import { brownianNoise } from './brownian.ts';
import { sizeOf, type NoisePiece } from './noise.ts';
import { slerp } from './slerp.ts';
import { torchCpu } from './torch-cpu.ts';
import { variationOptions } from './variation.ts';

/**
 * The studio's own, and the default. One torch CPU generator a picture; everything comes from it in the order of the pipeline, as diffusers has it
 * for a picture alone (or with a list of generators). Variation: slerp over the whole start.
 */
export const studio: NoisePiece = {
  id: 'torch-cpu@1',
  label: 'Torch CPU',
  explanation: 'The numbers that torch draws on a CPU from the same seed, on every machine.',
  options: variationOptions,
  create: ({ seed, options }) => {
    const { variationSeed, variationStrength } = readOptions(variationOptions, options);
    const generator = torchCpu(seed);
    return {
      posterior: (shape) => generator.randn(sizeOf(shape)),
      initial: (shape) => {
        const start = generator.randn(sizeOf(shape));
        if (variationSeed === null || variationStrength === 0) return start;
        return slerp(variationStrength, start, torchCpu(variationSeed).randn(sizeOf(shape)));
      },
      steps: (length) => generator.randn(length),
      brownian: (length, from, to) => brownianNoise({ seed, length, from, to, normals: (node, size) => torchCpu(node).randn(size) }),
    };
  },
};
