import { PictureError } from '../../pipelines/errors.ts';
import { decodeNumbers } from '../decode.ts';
import { folderOf, readTensorBytes, readTensorFile, type TensorFile, weightsOf } from '../safetensors-file.ts';
import type { Weight } from '../weights.ts';
import { type Home, type Part, placeOf } from './names.ts';
import { sentence } from '../../words/sentence.ts';

/** What a LoRA does to one module: tensors by their part, and α where the file has one. */
export type Adapter = Readonly<{ home: Home; module: string; tensors: Readonly<Partial<Record<Part, Weight>>>; alpha: number | null }>;

/** A LoRA file, read but for its weights. `strangers` are names of tensors that no known kind of LoRA has. */
export type Lora = Readonly<{ file: TensorFile; folder: string; adapters: readonly Adapter[]; strangers: readonly string[] }>;

const numberAt = (file: TensorFile, name: string, weight: Weight): number => {
  const entry = file.tensors.get(name)!;
  return decodeNumbers(weight.type, readTensorBytes(file.path, entry))[0] ?? Number.NaN;
};

/** Diffusers keeps a rank-wide α in the metadata of newer files, as JSON. */
const sharedAlpha = ({ metadata }: TensorFile): number | null => {
  const match = /"(?:unet\.)?lora_alpha"\s*:\s*(\d+(?:\.\d+)?)/.exec(metadata.get('lora_adapter_metadata') ?? '');
  return match === null ? null : Number(match[1]);
};

/** Reads a LoRA of any kind (LoRA, LoCon, LoHa, LoKr, DoRA) in kohya's, diffusers' or LyCORIS' names. Throws `PictureError` when there is none in it. */
export const readLora = (path: string): Lora => {
  const file = readTensorFile(path);
  const drafts = new Map<string, { home: Home; module: string; tensors: Partial<Record<Part, Weight>>; alpha: number | null }>();
  const strangers: string[] = [];
  const shared = sharedAlpha(file);
  for (const [name, weight] of weightsOf(file)) {
    const place = placeOf(name);
    if (place === null) {
      strangers.push(name);
      continue;
    }
    const key = `${place.home} ${place.module}`;
    const draft = drafts.get(key) ?? { home: place.home, module: place.module, tensors: {}, alpha: shared };
    drafts.set(key, draft);
    if (place.part === 'alpha') draft.alpha = numberAt(file, name, weight);
    else draft.tensors[place.part] = weight;
  }
  const adapters = [...drafts.values()].filter(({ tensors }) => Object.keys(tensors).length > 0);
  if (adapters.length === 0) throw new PictureError('model-unsupported', sentence('file.no-lora', { name: file.name }));
  return { file, folder: folderOf(file), adapters, strangers };
};
