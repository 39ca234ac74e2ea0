import { PictureError } from '../pipelines/errors.ts';
import { decodeNumbers } from './decode.ts';
import { readTensorBytes, readTensorFile, weightsOf } from './safetensors-file.ts';
import { sentence } from '../words/sentence.ts';

/** The learned vectors for one text encoder: `count` of them, one after the other. */
export type EncoderVectors = Readonly<{ width: number; count: number; data: Float32Array }>;

/** A textual inversion (Gal et al. 2022): what its name stands for in each text encoder, in the model's order. */
export type TextualInversion = Readonly<{ name: string; encoders: readonly EncoderVectors[] }>;

/** Names of the tensors: A1111's and diffusers' files for one encoder, SDXL's for two. A file with a single tensor may call it anything. */
const one = ['emb_params', 'emb', 'string_to_param.*'];
const two = [
  ['clip_l', 'clip_g'],
  ['text_encoders_0', 'text_encoders_1'],
] as const;

const chooseNames = (names: readonly string[]): readonly string[] => {
  const pair = two.find((each) => each.every((name) => names.includes(name)));
  if (pair !== undefined) return pair;
  const known = one.find((name) => names.includes(name));
  if (known !== undefined) return [known];
  return names.length === 1 ? names : [];
};

/** Reads the vectors of a textual inversion. Throws `PictureError` when the file holds none. */
export const readTextualInversion = (path: string): TextualInversion => {
  const file = readTensorFile(path);
  const weights = weightsOf(file);
  const encoders = chooseNames([...weights.keys()]).map((name): EncoderVectors => {
    const { type, shape } = weights.get(name)!;
    const width = shape.at(-1) ?? 0;
    if (shape.length === 0 || shape.length > 2 || width < 16 || width > 8192 || !type.includes('float')) {
      throw new PictureError(
        'model-unsupported',
        sentence('file.odd-inversion', { name: file.name, tensor: name, shape: shape.join('×') }),
      );
    }
    const data = decodeNumbers(type, readTensorBytes(file.path, file.tensors.get(name)!));
    return { width, count: data.length / width, data };
  });
  if (encoders.length === 0) throw new PictureError('model-unsupported', sentence('file.no-inversion', { name: file.name }));
  return { name: file.name.replace(/\.safetensors$/, ''), encoders };
};

/** For the prompt: each inversion's name → its vectors for the text encoder of that number, one array a vector. Those for other widths are left out. */
export const vectorsFor = (
  inversions: readonly TextualInversion[],
  encoder: number,
  width: number,
): ReadonlyMap<string, readonly Float32Array[]> =>
  new Map(
    inversions.flatMap(({ name, encoders }) => {
      const vectors = encoders[encoder];
      if (vectors === undefined || vectors.width !== width) return [];
      return [[name, Array.from({ length: vectors.count }, (_, i) => vectors.data.subarray(i * width, (i + 1) * width))] as const];
    }),
  );
