import { readOptions } from '../options.ts';
import { batchBrownian } from './batch-brownian.ts';
import { batchOptions, sliceOf } from './batch.ts';
import { type NoisePiece, sizeOf } from './noise.ts';
import { philox } from './philox.ts';
import type { Generator } from './generator.ts';
import { torchCpu } from './torch-cpu.ts';

type StepGenerator = (seed: number) => Generator;

/**
 * ComfyUI: the start is one CPU draw for the whole batch; step noise comes from a generator of its own on the device that samples
 * (`comfy/k_diffusion/sampling.py`, `default_noise_sampler`); a VAE's posterior is its mean; Brownian trees are drawn on the CPU.
 */
const comfyui = (said: Pick<NoisePiece, 'id' | 'label' | 'explanation'>, stepGenerator: StepGenerator): NoisePiece => ({
  ...said,
  options: batchOptions,
  create: ({ seed, options }) => {
    const batch = readOptions(batchOptions, options);
    const start = sliceOf(batch, torchCpu(seed).randn);
    const step = sliceOf(batch, stepGenerator(seed).randn);
    return {
      posterior: (shape) => new Float64Array(sizeOf(shape)),
      initial: (shape) => start(sizeOf(shape)),
      steps: (length) => step(length),
      brownian: batchBrownian(batch, seed),
    };
  },
});

/** Sampling on a CPU: step noise from seed + 1. */
export const comfyuiCpu = comfyui(
  {
    id: 'comfyui-cpu@1',
    label: 'ComfyUI (CPU)',
    explanation: 'The numbers of ComfyUI when it samples on a CPU: one draw for a batch, step noise from seed + 1.',
  },
  (seed) => torchCpu(seed + 1),
);

/** Sampling on an NVIDIA GPU: step noise from the GPU's generator with the seed itself; exact while a latent is small enough (see `philox`). */
export const comfyuiGpu = comfyui(
  {
    id: 'comfyui-gpu@1',
    label: 'ComfyUI (NVIDIA)',
    explanation: 'The numbers of ComfyUI when it samples on an NVIDIA GPU; large latents may differ on small cards.',
  },
  philox,
);
