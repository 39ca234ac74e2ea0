import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type CheckpointSize, writeRandomCheckpoint } from '../../../native-models/graphs/bench/random-checkpoint.ts';
import { encodeSafetensors } from '../../../native-models/graphs/safetensors-writer.ts';
import { mt19937 } from '../../../native-models/noise/mt19937.ts';

/** The smallest network that is still of the shape of Stable Diffusion 1. */
export const tinySize: CheckpointSize = {
  unet: { widths: [32, 32], layers: 1, depths: [1, 0], contextWidth: 64, channels: 4, projection: 'convolution', addedWidth: 0 },
  clip: { width: 64, layers: 2, projection: 0 },
  openClip: null,
  vae: [32, 32, 32, 32],
};

const inFolder = (path: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  return path;
};

/** A checkpoint of random weights that runs in a blink. */
export const writeTinyCheckpoint = (path: string, size: CheckpointSize = tinySize, seed = 1): void =>
  writeRandomCheckpoint(inFolder(path), size, mt19937(seed).next);

const floats = (count: number, seed: number): Uint8Array => {
  const random = mt19937(seed);
  return new Uint8Array(Float32Array.from({ length: count }, () => random.next() / 2 ** 31 - 1).buffer);
};

/** A LoRA that fits `tinySize`, in kohya's names, with metadata. */
export const writeTinyLora = (path: string, metadata: Readonly<Record<string, string>> = {}, seed = 2): void => {
  const on = (module: string, width: number) => ({
    [`${module}.lora_down.weight`]: { type: 'F32', shape: [2, 64], bytes: floats(128, seed) },
    [`${module}.lora_up.weight`]: { type: 'F32', shape: [width, 2], bytes: floats(2 * width, seed + 1) },
  });
  const tensors = {
    ...on('lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_v', 32),
    ...on('lora_te_text_model_encoder_layers_0_self_attn_q_proj', 64),
  };
  writeFileSync(inFolder(path), encodeSafetensors(tensors as Parameters<typeof encodeSafetensors>[0], metadata));
};

/** A LoRA with a module's name that `tinySize` has, made for wider networks. */
export const writeWideLora = (path: string): void => {
  const module = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_v';
  const tensors = {
    [`${module}.lora_down.weight`]: { type: 'F32', shape: [2, 96], bytes: floats(192, 3) },
    [`${module}.lora_up.weight`]: { type: 'F32', shape: [320, 2], bytes: floats(640, 4) },
  };
  writeFileSync(inFolder(path), encodeSafetensors(tensors as Parameters<typeof encodeSafetensors>[0]));
};

/** A textual inversion of two vectors for `tinySize`. */
export const writeTinyInversion = (path: string): void =>
  writeFileSync(inFolder(path), encodeSafetensors({ emb_params: { type: 'F32', shape: [2, 64], bytes: floats(128, 9) } }));
