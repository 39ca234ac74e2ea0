import type { NoiseSource } from '../samplers/sampler.ts';
import { type Batch, sliceOf } from './batch.ts';
import { brownianNoise } from './brownian.ts';
import { torchCpu } from './torch-cpu.ts';

/** One picture's slice of a Brownian tree over the whole batch, its normals drawn on the CPU. */
export const batchBrownian =
  (batch: Batch, seed: number) =>
  (length: number, from: number, to: number): NoiseSource => {
    const tree = brownianNoise({
      seed,
      length: batch.batchCount * length,
      from,
      to,
      normals: (node, size) => torchCpu(node).randn(size),
    });
    return (size, sigma, sigmaTo) => sliceOf(batch, (whole) => tree(whole, sigma, sigmaTo))(size);
  };
