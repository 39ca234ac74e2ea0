import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

type SpecialName = 'bos_token' | 'eos_token' | 'pad_token' | 'unk_token';

/** What a tokenizer folder says, before anything is built from it. */
export type TokenizerFiles = Readonly<{
  /** `special_tokens_map.json` over `tokenizer_config.json`. */
  special: Readonly<Partial<Record<SpecialName, string>>>;
  /** `model_max_length`; null when the folder does not say. */
  maxLength: number | null;
}> &
  (
    | Readonly<{
        kind: 'vocab-merges';
        vocab: Readonly<Record<string, number>>;
        merges: readonly string[];
        /** Tokens beside the special ones that are matched in the text before anything is split, with their ids. */
        added?: Readonly<Record<string, number>>;
      }>
    /** Another tokenizer than CLIP's, as the library reads it. */
    | Readonly<{ kind: 'tokenizer-json'; json: object }>
  );

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
};

const readObject = async (path: string): Promise<Readonly<Record<string, unknown>> | null> => {
  const text = await readText(path);
  if (text === null) return null;
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error(`${path} is not a JSON object`);
  return Object.fromEntries(Object.entries(parsed));
};

/** A special token is written as its text or as an object with its `content`. */
const tokenText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'content' in value && typeof value.content === 'string') return value.content;
  return undefined;
};

const specialNames: readonly SpecialName[] = ['bos_token', 'eos_token', 'pad_token', 'unk_token'];

const readVocab = (raw: Readonly<Record<string, unknown>>, path: string): Readonly<Record<string, number>> => {
  const entries = Object.entries(raw).map(([token, id]) => {
    if (typeof id !== 'number') throw new Error(`${path}: ${token} has no number`);
    return [token, id] as const;
  });
  return Object.fromEntries(entries);
};

/** `merges.txt`: a version line, then one pair a line. */
const readMerges = (text: string): readonly string[] => text.split('\n').filter((line) => line.length > 0 && !line.startsWith('#version'));

const asObject = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null;

/** Entries of `added_tokens_decoder` (id → token) or `added_tokens` (a list). */
const readAdded = (entries: Iterable<readonly [id: unknown, token: unknown]>): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...entries].flatMap(([id, token]) => {
      const text = tokenText(token);
      return text === undefined ? [] : [[text, Number(id)] as const];
    }),
  );

/** The vocabulary and merges of a CLIP tokenizer.json; null when it is another tokenizer's. Merges are written `"a b"` or `["a", "b"]`. */
const clipOf = (json: Readonly<Record<string, unknown>>, path: string) => {
  const model = asObject(json['model']);
  const vocab = asObject(model?.['vocab']);
  const merges = model?.['merges'];
  if (model?.['end_of_word_suffix'] !== '</w>' || vocab === null || !Array.isArray(merges)) return null;
  const added = Array.isArray(json['added_tokens']) ? json['added_tokens'] : [];
  return {
    vocab: readVocab(vocab, path),
    merges: merges.map((pair: unknown) => (Array.isArray(pair) ? pair.join(' ') : String(pair))),
    added: readAdded(added.map((token: unknown) => [asObject(token)?.['id'], token] as const)),
  };
};

/**
 * Reads a tokenizer folder: `vocab.json` + `merges.txt`, or `tokenizer.json`; with `tokenizer_config.json` and `special_tokens_map.json` where they are.
 * Throws when neither pair is there.
 */
export const readTokenizerFiles = async (folder: string): Promise<TokenizerFiles> => {
  const [config, map, vocab, merges, json] = await Promise.all([
    readObject(join(folder, 'tokenizer_config.json')),
    readObject(join(folder, 'special_tokens_map.json')),
    readObject(join(folder, 'vocab.json')),
    readText(join(folder, 'merges.txt')),
    readObject(join(folder, 'tokenizer.json')),
  ]);
  const special: Partial<Record<SpecialName, string>> = {};
  for (const name of specialNames) {
    const text = tokenText(map?.[name]) ?? tokenText(config?.[name]);
    if (text !== undefined) special[name] = text;
  }
  const length = config?.['model_max_length'];
  const added = readAdded(Object.entries(asObject(config?.['added_tokens_decoder']) ?? {}));
  const shared = { special, maxLength: typeof length === 'number' ? length : null };
  if (vocab !== null && merges !== null) {
    return { ...shared, kind: 'vocab-merges', vocab: readVocab(vocab, join(folder, 'vocab.json')), merges: readMerges(merges), added };
  }
  if (json !== null) {
    const clip = clipOf(json, join(folder, 'tokenizer.json'));
    return clip === null
      ? { ...shared, kind: 'tokenizer-json', json }
      : { ...shared, kind: 'vocab-merges', ...clip, added: { ...clip.added, ...added } };
  }
  throw new Error(`${folder} holds neither vocab.json with merges.txt nor tokenizer.json`);
};
