import { encodeModel, float32, int64, node, valueInfo } from '../graphs/onnx.ts';
import type { DataSet } from './data-set.ts';
import type { Kernel } from './exact-denoiser.ts';

/**
 * The exact denoiser as the bytes of an ONNX model: a ground truth that runs through the same sessions as a trained network.
 * Inputs: `sample` [rows, N], `sigma` [1], `classes` [points] (0 keeps a point, a large negative number takes it out). Output: `denoised` [rows, N].
 * `spread` has to be 0.
 */
export const exactGraph = ({ size, points, weights }: DataSet, kernel: Kernel): Uint8Array => {
  const toLogits =
    kernel.kind === 'gaussian'
      ? [
          node('Mul', ['sigma2', 'two'], ['variance2']),
          node('Div', ['squared', 'variance2'], ['scaled']),
          node('Neg', ['scaled'], ['kernel']),
        ]
      : [
          node('Mul', ['sigma2', 'D'], ['radius2']),
          node('Add', ['squared', 'radius2'], ['distance2']),
          node('Log', ['distance2'], ['log']),
          node('Mul', ['log', 'power'], ['kernel']),
        ];
  const constants =
    kernel.kind === 'gaussian'
      ? [float32('two', [1], [2])]
      : [float32('D', [1], [kernel.D]), float32('power', [1], [-(size + kernel.D) / 2])];
  return encodeModel({
    name: 'exact-denoiser',
    nodes: [
      node('Unsqueeze', ['sample', 'axis1'], ['rows']),
      node('Sub', ['rows', 'points'], ['difference']),
      node('Mul', ['difference', 'difference'], ['squares']),
      node('ReduceSum', ['squares', 'axis2'], ['squared'], { keepdims: 0 }),
      node('Mul', ['sigma', 'sigma'], ['sigma2']),
      ...toLogits,
      node('Add', ['kernel', 'logWeights'], ['weighed']),
      node('Add', ['weighed', 'classes'], ['logits']),
      node('Softmax', ['logits'], ['shares'], { axis: -1 }),
      node('MatMul', ['shares', 'points'], ['denoised']),
    ],
    inputs: [
      valueInfo('sample', 'float32', ['rows', size]),
      valueInfo('sigma', 'float32', [1]),
      valueInfo('classes', 'float32', [points.length]),
    ],
    outputs: [valueInfo('denoised', 'float32', ['rows', size])],
    initializers: [
      float32(
        'points',
        [points.length, size],
        points.flatMap((point) => [...point]),
      ),
      float32(
        'logWeights',
        [points.length],
        weights.map((weight) => Math.log(weight)),
      ),
      int64('axis1', [1], [1]),
      int64('axis2', [1], [2]),
      ...constants,
    ],
  });
};
