import { readOptions } from '../options.ts';
import { batchBrownian } from './batch-brownian.ts';
import { batchOptions, sliceOf } from './batch.ts';
import { sizeOf, type NoisePiece } from './noise.ts';
import { torchCpu } from './torch-cpu.ts';

/**
 * diffusers with one CPU generator (`utils/torch_utils.py`, `randn_tensor`): every draw is over the whole batch, and scheduler noise goes on with the
 * same generator. A picture alone is `torch-cpu@1`.
 */
export const diffusers: NoisePiece = {
  id: 'diffusers@1',
  label: 'Diffusers',
  explanation: 'One generator for a whole batch, as a diffusers pipeline with one CPU generator draws.',
  options: batchOptions,
  create: ({ seed, options }) => {
    const batch = readOptions(batchOptions, options);
    const draw = sliceOf(batch, torchCpu(seed).randn);
    return {
      posterior: (shape) => draw(sizeOf(shape)),
      initial: (shape) => draw(sizeOf(shape)),
      steps: (length) => draw(length),
      brownian: batchBrownian(batch, seed),
    };
  },
};
