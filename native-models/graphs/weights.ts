import { PictureError } from '../pipelines/errors.ts';
import type { ElementType, TensorData } from './onnx.ts';

/** Where a tensor's numbers come from: bytes, or (`fed`) an input of the graph that has the tensor's name. */
export type WeightData = TensorData | Readonly<{ kind: 'fed' }>;

/** One tensor of a model: where its numbers are, and how to read them. */
export type Weight = Readonly<{
  type: ElementType;
  shape: readonly number[];
  data: WeightData;
  /** Its numbers lie column by column: as a matrix of the reversed shape. */
  turned?: true;
}>;

/** The tensors of one component by the names that the graph builder uses (those of diffusers and transformers). */
export type Weights = ReadonlyMap<string, Weight>;

/** Numbers of consecutive indices `prefix.0`, `prefix.1`, … that the weights have. */
export const countOf = (weights: Weights, prefix: string): number => {
  const indices = new Set<number>();
  for (const name of weights.keys()) if (name.startsWith(`${prefix}.`)) indices.add(Number.parseInt(name.slice(prefix.length + 1), 10));
  let count = 0;
  while (indices.has(count)) count++;
  return count;
};

/** The checkpoint is not of an architecture that the builders know. The message is a sentence for the person who chose it. */
export class UnknownArchitecture extends PictureError {
  constructor(message: string) {
    super('model-unsupported', message);
  }
}

/** The shape of a tensor. Throws `UnknownArchitecture` when there is no such tensor. */
export const shapeOf = (weights: Weights, name: string): readonly number[] => {
  const weight = weights.get(name);
  if (weight === undefined) throw new UnknownArchitecture(`The checkpoint has no tensor “${name}”, which this kind of network needs.`);
  return weight.shape;
};
