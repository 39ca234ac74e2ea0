import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readModelFolder, readTokenizer } from '../pipelines/folder.ts';
import { complaintsAbout, typesOf } from '../pipelines/complaints.ts';
import { Extras, readConfig } from '../pipelines/configs.ts';
import { PictureError } from '../pipelines/errors.ts';
import type { ComponentSource } from '../pipelines/model-source.ts';
import { readJson } from '../pipelines/read-json.ts';
import type { Port } from '../sessions/port.ts';
import type { TokenizerFiles } from '../tokenizers/files.ts';
import { sentence, type Words } from '../words/sentence.ts';
import { type Preprocessor, readPreprocessor } from './preprocessor.ts';

/** A graph that gives `image_embeds`, `text_embeds` or both, with the inputs that it wants. */
export type Tower = Readonly<{ source: ComponentSource; pixels: Port | null; ids: Port | null; mask: Port | null; output: Port }>;

/** A CLIP (Radford et al. 2021): pictures and texts as vectors of one space. One graph may be both towers. */
export type ClipParts = Readonly<{ image: Tower; text: Tower; preprocessor: Preprocessor; tokenizer: TokenizerFiles }>;

/** What a folder holds, from headers alone. `parts` is null exactly when there are problems. */
export type ClipDescription = Readonly<{
  name: string;
  licence: string | null;
  about: string | null;
  /** Of the graphs that are used, with their weights. */
  bytes: number;
  dtype: string;
  /** Length of its vectors; null where the graph leaves it open. */
  dimensions: number | null;
  parts: ClipParts | null;
  problems: readonly Words[];
}>;

const largestConfig = 2 ** 20;

/** Whether a `config.json` says that its folder is a CLIP. Never throws. */
export const isClipConfig = (path: string): boolean => {
  try {
    if (statSync(path).size > largestConfig) return false;
    const config: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof config === 'object' && config !== null && 'model_type' in config && config.model_type === 'clip';
  } catch {
    return false;
  }
};

const named = (ports: readonly Port[], name: string): Port | null => ports.find((port) => port.name === name) ?? null;

/** The graph that gives `output` with the fewest inputs: one for pictures or texts alone before one for both. */
const towerOf = (components: readonly ComponentSource[], give: string, take: string): Tower | null => {
  const towers = components.flatMap((source): Tower[] => {
    const { inputs, outputs } = source;
    const output = named(outputs, give);
    if (output === null || named(inputs, take) === null) return [];
    return [
      { source, output, pixels: named(inputs, 'pixel_values'), ids: named(inputs, 'input_ids'), mask: named(inputs, 'attention_mask') },
    ];
  });
  return towers.toSorted((a, b) => Number(a.pixels !== null && a.ids !== null) - Number(b.pixels !== null && b.ids !== null))[0] ?? null;
};

const lacking = (what: Words, where: string): PictureError =>
  new PictureError('model-incomplete', sentence('model.lacks', { what, where }));

/** Reads a folder as the hub has them: `config.json`, `preprocessor_config.json`, tokenizer, graphs at its root or in `onnx`. Throws only when there is no such folder. */
export const describeClip = async (folder: string): Promise<ClipDescription> => {
  const source = await readModelFolder(folder);
  const problems: PictureError[] = [];
  const attempt = async <T>(read: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      problems.push(error);
      return null;
    }
  };
  const image = towerOf(source.components, 'image_embeds', 'pixel_values');
  const text = towerOf(source.components, 'text_embeds', 'input_ids');
  if (image === null || text === null) {
    // what is missing because its file is damaged needs no second sentence
    problems.push(...source.problems);
    if (problems.length === 0 && source.components.length === 0)
      problems.push(new PictureError('model-incomplete', sentence('clip.no-graphs')));
    else if (problems.length === 0 && image === null) problems.push(lacking(sentence('part.image-encoder'), 'onnx/vision_model.onnx'));
    else if (problems.length === 0) problems.push(lacking(sentence('part.text-encoder'), 'onnx/text_model.onnx'));
  }
  const used = [...new Set([image, text].flatMap((tower) => tower?.source ?? []))];
  problems.push(...used.flatMap((one) => complaintsAbout(one, 'cpu')));
  const preprocessor = await attempt(() => readPreprocessor(readJson(folder, 'preprocessor_config.json')));
  const tokenizer = source.tokenizers[0] ?? (await attempt(() => readTokenizer(folder, '')));
  if (tokenizer === null && problems.length === 0) problems.push(lacking(sentence('part.tokenizer'), join('tokenizer.json')));
  const extras = await attempt(() => readConfig(Extras, source.extras, 'tincture.json'));
  const dimensions = image?.output.shape[1];
  const complete = problems.length === 0 && image !== null && text !== null && preprocessor !== null && tokenizer !== null;
  return {
    name: extras?.name ?? source.name,
    licence: extras?.licence ?? null,
    about: extras?.about ?? null,
    bytes: used.reduce((sum, { bytes }) => sum + bytes, 0),
    dtype: used.flatMap(typesOf).find((type) => type.startsWith('float')) ?? 'unknown',
    dimensions: typeof dimensions === 'number' ? dimensions : null,
    parts: complete ? { image, text, preprocessor, tokenizer } : null,
    problems: problems.map(({ words }) => words),
  };
};
