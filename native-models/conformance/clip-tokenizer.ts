import { dirname, join } from 'node:path';
import { clipTokenizer, type ClipTokenizer } from '../tokenizers/clip.ts';
import { readTokenizerFiles } from '../tokenizers/files.ts';
import { asNumbers, asString, type CaseRunner } from './case.ts';

const opened = new Map<string, Promise<ClipTokenizer>>();

const open = (folder: string): Promise<ClipTokenizer> => {
  const known = opened.get(folder) ?? readTokenizerFiles(folder).then(clipTokenizer);
  opened.set(folder, known);
  return known;
};

/** The vocabulary lies in `clip/` beside the cases. Every id must be equal. */
export const runClipTokenizer: CaseRunner = async ({ path }, item) => {
  const tokenizer = await open(join(dirname(path), 'clip'));
  const expected = asNumbers(item['input_ids'], 'input_ids');
  const { ids } = tokenizer.window(asString(item['text'], 'text'));
  const differs = ids.findIndex((id, index) => id !== expected[index]);
  if (ids.length === expected.length && differs < 0) return { kind: 'ok', maxAbs: null };
  const reason =
    differs < 0 ? `${ids.length} ids, expected ${expected.length}` : `id ${differs}: ${ids[differs]}, expected ${expected[differs]}`;
  return { kind: 'failed', maxAbs: null, reason };
};
