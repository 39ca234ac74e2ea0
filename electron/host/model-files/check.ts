import { basename, relative } from 'node:path';
import { findDamage } from '../../../native-models/graphs/find-damage.ts';
import { readTensorFile } from '../../../native-models/graphs/safetensors-file.ts';
import { PictureError } from '../../../native-models/pipelines/errors.ts';
import type { ModelCheck } from '../../contract/records.ts';
import { modelFiles } from './files.ts';
import { type Words, sentence } from '../../../native-models/words/sentence.ts';

/** What is wrong with one file of weights: a tensor with numbers that are none, or a sentence where it cannot be read. */
const checkOne = async (path: string, signal: AbortSignal): Promise<Readonly<{ tensor: string | null; problem: Words | null }>> => {
  try {
    return { tensor: await findDamage(readTensorFile(path), signal), problem: null };
  } catch (error) {
    if (error instanceof PictureError) return { tensor: null, problem: error.words };
    throw error;
  }
};

/** Reads every number of a model's `.safetensors` files, or of one that goes with models. ONNX files keep theirs in another form: they are not looked at. */
export const checkFiles = async (model: string, signal: AbortSignal): Promise<ModelCheck> => {
  const paths = (await modelFiles(model)).map(({ path }) => path).filter((path) => path.toLowerCase().endsWith('.safetensors'));
  const damaged: ModelCheck['damaged'] = [];
  for (const path of paths) {
    const { tensor, problem } = await checkOne(path, signal);
    const file = path === model ? basename(path) : relative(model, path);
    if (tensor !== null || problem !== null) damaged.push({ file, tensor, problem });
  }
  return { files: paths.length, damaged };
};

/** The first damage in these models and files, as a sentence that says what to do; null where all is well. */
export const damageAmong = async (models: readonly string[], signal: AbortSignal): Promise<Words | null> => {
  for (const model of models) {
    const [first] = (await checkFiles(model, signal)).damaged;
    if (first !== undefined) return sentenceOf(first);
  }
  return null;
};

export const sentenceOf = ({ file, tensor, problem }: ModelCheck['damaged'][number]): Words =>
  problem ?? sentence('tensor.not-finite', { file, tensor: tensor ?? '' });
