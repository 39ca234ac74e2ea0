import { writeFileSync } from 'node:fs';
import { toHalf } from '../../sessions/float16.ts';
import { encodeSafetensors, type TensorToWrite } from '../safetensors-writer.ts';
import { clipShapes } from './other-shapes.ts';
import type { CheckpointSize } from './random-checkpoint.ts';
import { unetShapes } from './unet-shapes.ts';

const halves = (count: number, next: () => number): Uint8Array =>
  new Uint8Array(Uint16Array.from({ length: count }, () => toHalf((next() / 2 ** 31 - 1) / 16)).buffer);

/** What kohya's scripts train by default: all of a UNet's transformers, and the linear layers of its text encoder. Name of the module and shape. */
const touchedOf = ({ unet, clip }: CheckpointSize): readonly (readonly [string, readonly number[]])[] => {
  const weights = (shapes: ReadonlyMap<string, readonly number[]>, prefix: string, part: string) =>
    [...shapes]
      .filter(([name, shape]) => name.includes(part) && shape.length > 1)
      .map(([name, shape]) => [prefix + name.slice(0, -'.weight'.length).replaceAll('.', '_'), shape] as const);
  return [
    ...weights(unetShapes(unet), 'lora_unet_', '.attentions.'),
    ...(clip === null ? [] : weights(clipShapes(clip), 'lora_te_text_model_', '.layers.')),
  ];
};

/** Writes a LoRA in kohya's names, float16. Gives the number of weights. */
export const writeRandomLora = (path: string, size: CheckpointSize, rank: number, next: () => number): number => {
  const touched = touchedOf(size);
  const tensors = touched.flatMap(([module, [out, inner, ...kernel]]): (readonly [string, TensorToWrite])[] => [
    [`${module}.lora_down.weight`, { type: 'F16', shape: [rank, inner!, ...kernel], bytes: halves(rank * inner!, next) }],
    [`${module}.lora_up.weight`, { type: 'F16', shape: [out!, rank, ...kernel], bytes: halves(rank * out!, next) }],
    [`${module}.alpha`, { type: 'F16', shape: [], bytes: new Uint8Array(Uint16Array.of(toHalf(rank)).buffer) }],
  ]);
  writeFileSync(path, encodeSafetensors(Object.fromEntries(tensors)));
  return touched.length;
};
