import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import tiny from './golden/tiny.json' with { type: 'json' };
import { clipTokenizer } from './clip.ts';
import { readTokenizerFiles } from './files.ts';

const folder = fileURLToPath(new URL('../conformance/golden/basics/clip', import.meta.url));
const files = await readTokenizerFiles(folder);
const tokenizer = clipTokenizer(files);

describe('tokenizer.json', () => {
  it.each(tiny.cases)('gives the reference’s ids for “$text”', async ({ text, ids }) => {
    const own = clipTokenizer(await readTokenizerFiles(fileURLToPath(new URL('./golden/tiny', import.meta.url))));
    expect(own.encode(text)).toEqual(ids);
  });

  it('takes specials and length from tokenizer_config.json, written either way', async () => {
    const own = clipTokenizer(await readTokenizerFiles(fileURLToPath(new URL('./golden/tiny', import.meta.url))));
    const { ids } = own.window('');
    expect(ids).toHaveLength(20);
    expect(ids.slice(0, 3)).toEqual([998, 999, 0]);
  });

  it('refuses a folder without a tokenizer', async () => {
    await expect(readTokenizerFiles(fileURLToPath(new URL('./golden', import.meta.url)))).rejects.toThrow('neither');
  });
});

describe('CLIP tokenizer', () => {
  it('says what did not fit into the window', () => {
    const text = `${'a '.repeat(75)}cat sleeps`;
    const window = tokenizer.window(text);
    expect(window.ids).toHaveLength(77);
    expect(window.ids.at(-1)).toBe(tokenizer.eos);
    expect(window.dropped).toBe('cat sleeps');
    expect(tokenizer.window('a cat').dropped).toBe('');
  });

  it('pads with what the folder names: SDXL’s second encoder pads with "!"', () => {
    const second = clipTokenizer({ ...files, special: { pad_token: '!' } });
    expect(second.window('a').ids.slice(0, 4)).toEqual([49406, 320, 49407, 0]);
    // transformers 5.18 with that folder: the padding token is matched in the text as well
    expect(second.encode('beach!!')).toEqual([2117, 0, 0]);
    expect(tokenizer.encode('beach!!')).toEqual([2117, 748]);
  });

  it('takes a stated length and reads transformers’ 1e30 as "not stated"', () => {
    expect(clipTokenizer({ ...files, maxLength: 16 }).window('a').ids).toHaveLength(16);
    expect(clipTokenizer({ ...files, maxLength: 1e30 }).window('a').ids).toHaveLength(77);
  });

  // Ids of transformers 5.18 CLIPTokenizer: letters are lowered one by one, U+FEFF is a sign and not a space, specials in capitals are text.
  it.each([
    ['ΟΔΟΣ', [138, 123, 138, 112, 138, 123, 139, 481]],
    ['!\ufeff!', [0, 171, 119, 123, 256]],
    ['<|STARTOFTEXT|>!!', [27, 347, 993, 6659, 4160, 91, 285, 748]],
  ])('reads %j as the reference does', (text, ids) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it('refuses a vocabulary without the special tokens it names', () => {
    expect(() => clipTokenizer({ ...files, special: { eos_token: '<none>' } })).toThrow('<none>');
  });
});
