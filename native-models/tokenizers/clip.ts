import type { PromptTokenizer } from '../prompts/prompt.ts';
import { Tokenizer } from '@huggingface/tokenizers';
import type { TokenizerFiles } from './files.ts';

/** One text as a text encoder takes it. */
export type TokenWindow = Readonly<{
  /** BOS, the text, EOS, padding: `length` ids. */
  ids: readonly number[];
  /** What did not fit, as text again; empty when everything did. */
  dropped: string;
}>;

/** CLIP's: `length` is 77, ids come without BOS, EOS or padding, and SDXL's second encoder pads with `!`, not with EOS. */
export type ClipTokenizer = PromptTokenizer &
  Readonly<{
    /** BOS + the first `length − 2` ids + EOS + padding, as transformers does with padding and truncation to `model_max_length`. */
    window: (text: string) => TokenWindow;
  }>;

/** transformers writes 1e30 where a tokenizer names no length; CLIP has 77 positions. */
const positions = 77;

/** White space of the reference's regular expressions (Oniguruma): U+0085 counts, U+FEFF does not; in JavaScript it is the other way round. */
const whiteSpace = '[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const notText = whiteSpace.replace('[', '[^').replace(']', '\\p{L}\\p{N}]');
const words = `'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|${notText}+`;
const split = (regex: string) => ({ type: 'Split', pattern: { Regex: regex }, behavior: 'Removed', invert: true });

/** The tokenizer.json that transformers' CLIP converter makes of `vocab.json` and `merges.txt`, with tokens that are matched before the text is split. */
const convert = (
  vocab: Readonly<Record<string, number>>,
  merges: readonly string[],
  matched: ReadonlyMap<string, number>,
  unknown: string,
): object => {
  const whole = { special: true, normalized: false, single_word: false, lstrip: false, rstrip: false };
  return {
    added_tokens: Array.from(matched, ([content, id]) => ({ content, id, ...whole })),
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: `${whiteSpace}+` }, content: ' ' },
        // The reference lowers letter by letter; JavaScript would write a word's last Σ as ς.
        { type: 'Replace', pattern: { String: 'Σ' }, content: 'σ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        split(`<\\|startoftext\\|>|<\\|endoftext\\|>|${words}`),
        // The reference's ByteLevel splits once more, which only those two in capitals can feel.
        split(words),
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab, merges, end_of_word_suffix: '</w>', continuing_subword_prefix: '', fuse_unk: false, unk_token: unknown },
  };
};

/**
 * Special and added tokens by id. The padding token is one of them: with SDXL's second tokenizer, which pads with `!`, "ink!!" ends in two tokens 0 and
 * not in the word `!!`.
 */
const matchedTokens = (files: TokenizerFiles & { kind: 'vocab-merges' }, usual: readonly string[]): ReadonlyMap<string, number> => {
  const names = new Set([...usual, ...Object.values(files.special)]);
  const known = [...names].flatMap((name) => (files.vocab[name] === undefined ? [] : [[name, files.vocab[name]] as const]));
  return new Map([...known, ...Object.entries(files.added ?? {})]);
};

/**
 * CLIP's byte-pair tokenizer: ids equal transformers' `CLIPTokenizer`.
 * Throws when the vocabulary lacks a special token that the files name.
 */
export const clipTokenizer = (files: TokenizerFiles): ClipTokenizer => {
  const bosToken = files.special.bos_token ?? '<|startoftext|>';
  const eosToken = files.special.eos_token ?? '<|endoftext|>';
  const unknown = files.special.unk_token ?? eosToken;
  const json =
    files.kind === 'tokenizer-json'
      ? files.json
      : convert(files.vocab, files.merges, matchedTokens(files, [bosToken, eosToken, unknown]), unknown);
  const tokenizer = new Tokenizer(json, { unk_token: unknown, clean_up_tokenization_spaces: false });

  const idOf = (token: string): number => {
    const id = tokenizer.token_to_id(token);
    if (id === undefined) throw new Error(`The tokenizer's vocabulary has no ${token}`);
    return id;
  };
  const bos = idOf(bosToken);
  const eos = idOf(eosToken);
  const pad = idOf(files.special.pad_token ?? eosToken);
  const length = files.maxLength !== null && files.maxLength < 1e6 ? files.maxLength : positions;

  const encode = (text: string): readonly number[] => tokenizer.encode(text, { add_special_tokens: false }).ids;
  const decode = (ids: readonly number[]): string =>
    ids.length === 0
      ? ''
      : tokenizer
          .decode([...ids], { skip_special_tokens: true })
          .replaceAll('</w>', ' ')
          .trim();

  return {
    bos,
    eos,
    pad,
    length,
    encode,
    decode,
    window: (text) => {
      const ids = encode(text);
      const kept = ids.slice(0, length - 2);
      const padding = Array.from<number>({ length: length - 2 - kept.length }).fill(pad);
      return { ids: [bos, ...kept, eos, ...padding], dropped: decode(ids.slice(length - 2)) };
    },
  };
};
