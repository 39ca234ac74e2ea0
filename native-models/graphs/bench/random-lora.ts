import { writeFileSync } from 'node:fs';
import { toHalf } from '../../sessions/float16.ts';
import { encodeSafetensors, type TensorToWrite } from '../safetensors-writer.ts';
import { type UnetSize, unetShapes } from './unet-shapes.ts';

const halves = (count: number, next: () => number): Uint8Array =>
  new Uint8Array(Uint16Array.from({ length: count }, () => toHalf((next() / 2 ** 31 - 1) / 16)).buffer);

/** Writes a LoRA in kohya's names on every linear layer inside the transformers of a UNet, as its scripts do by default. Gives the number of weights. */
export const writeRandomLora = (path: string, size: UnetSize, rank: number, next: () => number): number => {
  const touched = [...unetShapes(size)].filter(([name, shape]) => name.includes('.transformer_blocks.') && shape.length === 2);
  const tensors = touched.flatMap(([name, [out, inner]]): (readonly [string, TensorToWrite])[] => {
    const module = `lora_unet_${name.slice(0, -'.weight'.length).replaceAll('.', '_')}`;
    return [
      [`${module}.lora_down.weight`, { type: 'F16', shape: [rank, inner!], bytes: halves(rank * inner!, next) }],
      [`${module}.lora_up.weight`, { type: 'F16', shape: [out!, rank], bytes: halves(rank * out!, next) }],
      [`${module}.alpha`, { type: 'F16', shape: [], bytes: new Uint8Array(Uint16Array.of(toHalf(rank)).buffer) }],
    ];
  });
  writeFileSync(path, encodeSafetensors(Object.fromEntries(tensors)));
  return touched.length;
};
