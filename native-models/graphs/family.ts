import type { ModelFamily, Prediction } from '../pipelines/description.ts';
import type { TextEncoderConfig } from './text-encoder.ts';
import type { UnetConfig } from './unet.ts';
import { countOf, shapeOf, type Weights } from './weights.ts';

/** What a denoiser's tensors say about themselves, where no configuration does. */
export type UnetTraits = Readonly<{
  family: ModelFamily;
  levels: number;
  /** 4; 9 for inpainting networks, 8 for instruct-pix2pix. */
  channels: number;
  contextWidth: number;
  /** Takes the guidance scale as an input (latent consistency models). */
  guided: boolean;
}>;

const contextWidthOf = (weights: Weights): number => {
  for (const [name, { shape }] of weights) if (name.endsWith('.attn2.to_k.weight')) return shape[1]!;
  return 0;
};

/** Conditions on picture size make it an XL; linear layers around its transformers an SD 2; the refiner has four levels, the XL base three. */
const familyOf = (weights: Weights, levels: number): ModelFamily => {
  if (weights.has('add_embedding.linear_1.weight')) return levels > 3 ? 'sdxl-refiner' : 'sdxl';
  for (const [name, { shape }] of weights) if (name.endsWith('.proj_in.weight')) return shape.length === 2 ? 'sd2' : 'sd1';
  return 'unknown';
};

export const unetTraits = (weights: Weights): UnetTraits => {
  const levels = countOf(weights, 'down_blocks');
  return {
    family: familyOf(weights, levels),
    levels,
    channels: shapeOf(weights, 'conv_in.weight')[1]!,
    contextWidth: contextWidthOf(weights),
    guided: weights.has('time_embedding.cond_proj.weight'),
  };
};

/** Widths of the pooled text in published SDXL models, where the text encoder is not at hand to ask. */
const usualTextWidth = 1280;

/**
 * The head rules of the original code: SD 1.x has 8 heads everywhere, 2.x and XL heads of 64. `textWidth` is the width of the pooled text
 * where it is known.
 */
export const unetConfigOf = (weights: Weights, { family }: UnetTraits, textWidth: number | null): UnetConfig => {
  const width = textWidth ?? usualTextWidth;
  const ids = family === 'sdxl-refiner' ? 5 : 6;
  const added = weights.get('add_embedding.linear_1.weight');
  return {
    headsAt: (_level, channels) => (family === 'sd1' ? 8 : channels / 64),
    groups: 32,
    epsilon: 1e-5,
    timestep: { cosinesFirst: true, shift: 0 },
    added: added === undefined ? null : { textWidth: width, idWidth: (added.shape[1]! - width) / ids },
  };
};

/** OpenCLIP uses the exact GELU; SD 2.x reads the state before its last layer, and normalises it. */
export const textEncoderConfigOf = (weights: Weights, dialect: 'clip' | 'open-clip', family: ModelFamily): TextEncoderConfig => {
  const [tokens, width] = shapeOf(weights, 'embeddings.token_embedding.weight');
  return {
    activation: dialect === 'clip' ? 'quick_gelu' : 'gelu',
    heads: Math.max(1, width! / 64),
    skippedLayers: dialect === 'open-clip' && family === 'sd2' ? 1 : 0,
    endToken: tokens! - 1,
    epsilon: 1e-5,
  };
};

/** What the network predicts, as far as a file without a configuration can tell, and whether that is a guess. */
export const predictionOf = (
  names: ReadonlyMap<string, unknown>,
  metadata: ReadonlyMap<string, string>,
  family: ModelFamily,
): Readonly<{ predicts: Prediction; guessed: boolean }> => {
  const said = metadata.get('modelspec.prediction_type') ?? metadata.get('ss_prediction_type') ?? '';
  if (names.has('v_pred') || said.startsWith('v')) return { predicts: 'v_prediction', guessed: false };
  if (said.startsWith('eps')) return { predicts: 'epsilon', guessed: false };
  // SD 2.1 for 768 pixels predicts v, 2.1-base for 512 pixels the noise; their tensors are alike
  return family === 'sd2' ? { predicts: 'v_prediction', guessed: true } : { predicts: 'epsilon', guessed: false };
};
