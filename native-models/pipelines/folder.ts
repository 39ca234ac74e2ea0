import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type GraphFile, readGraphFile } from '../sessions/graph-file.ts';
import { folderName } from '../sessions/hub-cache.ts';
import { graphInFloat32 } from '../sessions/graph-in-float32.ts';
import { readTokenizerFiles, type TokenizerFiles } from '../tokenizers/files.ts';
import { typesOf } from './complaints.ts';
import { PictureError } from './errors.ts';
import type { ComponentSource, Json, ModelSource } from './model-source.ts';
import { assertModest, readJson } from './read-json.ts';
import { type Words, sentence } from '../words/sentence.ts';

/** More graphs than any layout has: what holds more is not one model. */
const mostGraphs = 64;

/** Graphs at the root and in the folders below it, two deep; `model.onnx` before its variants. Links to folders are not followed. */
const findGraphs = (root: string, below = '', depth = 2): readonly string[] => {
  const entries = readdirSync(join(root, below), { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const here = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith('.onnx')).map((entry) => join(below, entry.name));
  const plainFirst = here.toSorted((a, b) => Number(basename(b) === 'model.onnx') - Number(basename(a) === 'model.onnx'));
  if (depth === 0) return plainFirst;
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return [...plainFirst, ...folders.flatMap((entry) => findGraphs(root, join(below, entry.name), depth - 1))];
};

const component = (root: string, file: string, graph: GraphFile): ComponentSource => {
  const { inputs, outputs, operators, bytes } = graph;
  const found: ComponentSource = {
    file,
    bytes,
    inputs,
    outputs,
    operators,
    config: readJson(root, join(dirname(file), 'config.json')),
    load: async () => ({ kind: 'file', path: graph.path, name: file }),
  };
  if (!typesOf(found).includes('float16')) return found;
  const name = `${file} in float32`;
  const load: ComponentSource['load'] = async () => ({ kind: 'bytes', name, bytes: graphInFloat32(graph.path), externalData: [] });
  return { ...found, inFloat32: () => ({ ...found, file: name, bytes: 2 * bytes, load }) };
};

const tokenizerFolders = ['tokenizer', 'tokenizer_2'];

/** The tokenizer in a folder below the model's root, or in the root itself (`''`); null where there is none. Throws `PictureError`. */
export const readTokenizer = async (root: string, folder: string): Promise<TokenizerFiles | null> => {
  // the reader takes what it finds: sizes and links are checked here, before it does
  const files = ['tokenizer_config.json', 'special_tokens_map.json', 'vocab.json', 'tokenizer.json'];
  const found = files.map((file) => readJson(root, join(folder, file)));
  if (found.every((json) => json === null)) return null;
  assertModest(root, join(folder, 'merges.txt'));
  try {
    return await readTokenizerFiles(join(root, folder));
  } catch (error) {
    throw new PictureError(
      'config-invalid',
      sentence('tokenizer.cannot', { folder, detail: error instanceof Error ? error.message : String(error) }),
      {
        cause: error,
      },
    );
  }
};

/** Runs `read`; what it throws for a person becomes a problem of the model instead. */
const collect = async <T>(problems: PictureError[], read: () => T | Promise<T>): Promise<T | null> => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PictureError)) throw error;
    problems.push(error);
    return null;
  }
};

const checkFolder = (dir: string): string => {
  const root = resolve(dir);
  const stats = statSync(root, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) {
    throw new PictureError('model-not-found', sentence('model.no-folder', { dir }));
  }
  return root;
};

/** Reads what a model folder holds (Optimum's or diffusers' layout, or graphs side by side). Throws only when there is no such folder. */
export const readModelFolder = async (dir: string): Promise<ModelSource> => {
  const root = checkFolder(dir);
  const problems: PictureError[] = [];
  const warnings: Words[] = [];
  const components: ComponentSource[] = [];
  const graphs = findGraphs(root);
  if (graphs.length > mostGraphs) warnings.push(sentence('model.many-graphs', { count: graphs.length, most: mostGraphs }));
  for (const file of graphs.slice(0, mostGraphs)) {
    const found = await collect(problems, () => component(root, file, readGraphFile(root, file)));
    if (found !== null) components.push(found);
  }
  const tokenizers: TokenizerFiles[] = [];
  for (const folder of tokenizerFolders) {
    const files = await collect(problems, () => readTokenizer(root, folder));
    if (files !== null) tokenizers.push(files);
  }
  const json = (file: string): Promise<Json | null> => collect(problems, () => readJson(root, file));
  return {
    name: folderName(root),
    components,
    tokenizers,
    scheduler: await json('scheduler/scheduler_config.json'),
    index: await json('model_index.json'),
    extras: await json('tincture.json'),
    warnings,
    problems,
  };
};
