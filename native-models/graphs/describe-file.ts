import { statSync } from 'node:fs';
import type { ModelFamily, Prediction } from '../pipelines/description.ts';
import { PictureError } from '../pipelines/errors.ts';
import { type Checkpoint, readCheckpointFile } from './checkpoint.ts';
import { predictionOf, unetTraits } from './family.ts';
import { type Lora, readLora } from './lora/read-lora.ts';
import { readTensorFile, type TensorFile } from './safetensors-file.ts';
import { isPreviewDecoder } from './taesd.ts';
import { readTextualInversion } from './textual-inversion.ts';
import { triggerWords } from './trigger-words.ts';
import { sentence } from '../words/sentence.ts';

/** What any `.safetensors` file says of itself. */
type FileFacts = Readonly<{
  bytes: number;
  /** The type that most numbers are kept in, in the format's words: F16, BF16, F8_E4M3 … */
  dtype: string;
  parameters: number;
  title: string | null;
  author: string | null;
  licence: string | null;
  description: string | null;
  triggerWords: readonly string[];
  /** A picture as a `data:` URL, where the author put one in. */
  thumbnail: string | null;
}>;

/** What a `.safetensors` file is, from its header alone. */
export type FileDescription = FileFacts &
  (
    | Readonly<{
        kind: 'checkpoint';
        family: ModelFamily;
        /** Channels of the denoiser's input: 4; 9 for inpainting, 8 for instruct-pix2pix. */
        channels: number;
        predicts: Prediction;
        /** The file does not say what it predicts: shown as a guess that can be changed. */
        predictionGuessed: boolean;
        guided: boolean;
        has: Readonly<{ vae: boolean; textEncoders: number }>;
      }>
    | Readonly<{ kind: 'part'; part: 'vae' | 'text-encoder' | 'preview-decoder' }>
    | Readonly<{ kind: 'lora'; family: ModelFamily; algorithms: readonly string[]; rank: number | null; changesText: boolean }>
    | Readonly<{ kind: 'textual-inversion'; vectors: number; family: ModelFamily }>
  );

const factsOf = (file: TensorFile): FileFacts => {
  const sizes = new Map<string, number>();
  let parameters = 0;
  for (const { type, shape } of file.tensors.values()) {
    const count = shape.reduce((product, size) => product * size, 1);
    parameters += count;
    sizes.set(type, (sizes.get(type) ?? 0) + count);
  }
  const said = (...keys: readonly string[]): string | null =>
    keys.map((key) => file.metadata.get(key)).find((text) => text !== undefined) ?? null;
  const thumbnail = said('modelspec.thumbnail');
  return {
    bytes: statSync(file.path).size,
    dtype: [...sizes].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'none',
    parameters,
    title: said('modelspec.title', 'ss_output_name'),
    author: said('modelspec.author'),
    licence: said('modelspec.license'),
    description: said('modelspec.description', 'ss_training_comment'),
    triggerWords: triggerWords(file.metadata),
    thumbnail: thumbnail !== null && /^data:image\/(?:png|jpeg|webp);base64,/.test(thumbnail) ? thumbnail : null,
  };
};

const describeCheckpoint = ({ denoiser, vae, textEncoders, files }: Checkpoint): FileDescription => {
  const file = files[0]!;
  const facts = factsOf(file);
  if (denoiser === null) return { ...facts, kind: 'part', part: vae === null ? 'text-encoder' : 'vae' };
  const { family, channels, guided } = unetTraits(denoiser.weights);
  const { predicts, guessed } = predictionOf(file.tensors, file.metadata, family);
  const has = { vae: vae !== null, textEncoders: textEncoders.length };
  return { ...facts, kind: 'checkpoint', family, channels, predicts, predictionGuessed: guessed, guided, has };
};

/** Families by the width of the prompt that the published networks read. */
const familyOfContext: Readonly<Record<number, ModelFamily>> = { 768: 'sd1', 1024: 'sd2', 1280: 'sdxl-refiner', 2048: 'sdxl' };

const familyOfLora = ({ adapters, file }: Lora): ModelFamily => {
  const said = `${file.metadata.get('modelspec.architecture') ?? ''} ${file.metadata.get('ss_base_model_version') ?? ''}`;
  if (/xl/i.test(said)) return 'sdxl';
  if (/v2|sd_v2/i.test(said)) return 'sd2';
  if (/v1|sd_v1/i.test(said)) return 'sd1';
  const asked = adapters.find(({ module, tensors }) => module.endsWith('attn2_to_k') && tensors.down !== undefined);
  const known = familyOfContext[asked?.tensors.down?.shape[1] ?? 0];
  if (known !== undefined) return known;
  return adapters.some(({ home }) => home === 'text-encoder-2') ? 'sdxl' : 'unknown';
};

const algorithmOf = ({ tensors }: Lora['adapters'][number]): string => {
  const names = Object.keys(tensors);
  const base = names.some((name) => name.startsWith('hada'))
    ? 'LoHa'
    : names.some((name) => name.startsWith('lokr'))
      ? 'LoKr'
      : names.includes('diff')
        ? 'full difference'
        : (tensors.down?.shape.length ?? 0) > 2
          ? 'LoCon'
          : 'LoRA';
  return names.includes('dora') ? `DoRA (${base})` : base;
};

const describeLora = (lora: Lora): FileDescription => ({
  ...factsOf(lora.file),
  kind: 'lora',
  family: familyOfLora(lora),
  algorithms: [...new Set(lora.adapters.map(algorithmOf))].toSorted(),
  rank: lora.adapters.find(({ tensors }) => tensors.down !== undefined)?.tensors.down?.shape[0] ?? null,
  changesText: lora.adapters.some(({ home }) => home === 'text-encoder' || home === 'text-encoder-2'),
});

/** The first description that fits; a file that is whole but of no known kind throws what the first reader said. */
const firstOf = (readers: readonly (() => FileDescription)[]): FileDescription => {
  let refusal: PictureError | null = null;
  for (const read of readers) {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof PictureError) || error.code !== 'model-unsupported') throw error;
      refusal ??= error;
    }
  }
  throw refusal ?? new Error('there is at least one reader');
};

const describePreviewDecoder = (path: string): FileDescription => {
  const file = readTensorFile(path);
  if (!isPreviewDecoder(path)) throw new PictureError('model-unsupported', sentence('file.no-preview-decoder', { name: file.name }));
  return { ...factsOf(file), kind: 'part', part: 'preview-decoder' };
};

/** Says what a `.safetensors` file is. Reads no weights. Throws `PictureError` with the reason when it is damaged or of no known kind. */
export const describeFile = (path: string): FileDescription =>
  firstOf([
    () => describeCheckpoint(readCheckpointFile(path)),
    () => describePreviewDecoder(path),
    () => describeLora(readLora(path)),
    () => {
      const { encoders } = readTextualInversion(path);
      const widths = encoders.map(({ width }) => width);
      const family = widths.length > 1 ? 'sdxl' : (familyOfContext[widths[0]!] ?? 'unknown');
      return { ...factsOf(readTensorFile(path)), kind: 'textual-inversion', vectors: encoders[0]!.count, family };
    },
  ]);
