import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { describeFile } from './describe-file.ts';
import { hashFile } from './hash-file.ts';
import { encodeSafetensors, type TensorToWrite } from './safetensors-writer.ts';
import { readTextualInversion, vectorsFor } from './textual-inversion.ts';
import { triggerWords } from './trigger-words.ts';

const home = mkdtempSync(join(tmpdir(), 'describe-'));
afterAll(() => rmSync(home, { recursive: true }));

const floats = (shape: readonly number[], first = 0): TensorToWrite => {
  const data = Float32Array.from({ length: shape.reduce((all, size) => all * size, 1) }, (_, i) => first + i);
  return { type: 'F32', shape, bytes: new Uint8Array(data.buffer) };
};
const write = (name: string, tensors: Readonly<Record<string, TensorToWrite>>, metadata: Readonly<Record<string, string>> = {}): string => {
  const path = join(home, name);
  writeFileSync(path, encodeSafetensors(tensors, metadata));
  return path;
};

test('a LoRA: its kind, rank, family by the prompt that it reads, words by how often they were trained', () => {
  const path = write(
    'lora.safetensors',
    {
      'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight': floats([4, 768]),
      'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_up.weight': floats([320, 4]),
      'lora_te_text_model_encoder_layers_0_mlp_fc1.hada_w1_a': floats([2, 2]),
    },
    { ss_tag_frequency: '{"10_a":{"ink":3,"paper":1},"b":{"paper":9}}', 'modelspec.title': 'Ink', 'modelspec.trigger_phrase': 'inkwash' },
  );
  expect(describeFile(path)).toMatchObject({
    kind: 'lora',
    family: 'sd1',
    algorithms: ['LoHa', 'LoRA'],
    rank: 4,
    changesText: true,
    dtype: 'F32',
    title: 'Ink',
    triggerWords: ['inkwash', 'paper', 'ink'],
  });
});

test('metadata that is not what it should be gives no words and no picture', () => {
  expect(triggerWords(new Map([['ss_tag_frequency', '{"a":{"b":"c"}}']]))).toEqual([]);
  expect(triggerWords(new Map([['ss_tag_frequency', 'null']]))).toEqual([]);
  const path = write('odd.safetensors', { emb_params: floats([1, 768]) }, { 'modelspec.thumbnail': 'https://example.org/picture.png' });
  expect(describeFile(path)).toMatchObject({ thumbnail: null });
});

test('textual inversions for one encoder and for two, as names with vectors', () => {
  const one = write('ink.safetensors', { emb_params: floats([2, 768]) });
  expect(describeFile(one)).toMatchObject({ kind: 'textual-inversion', vectors: 2, family: 'sd1' });
  const two = readTextualInversion(write('wash.safetensors', { clip_g: floats([1, 1280], 5), clip_l: floats([1, 768], 7) }));
  expect(two.encoders.map(({ width, count }) => [width, count])).toEqual([
    [768, 1],
    [1280, 1],
  ]);
  const inversions = [readTextualInversion(one), two];
  const first = vectorsFor(inversions, 0, 768);
  expect([...first].map(([name, vectors]) => [name, vectors.map((vector) => vector[0])])).toEqual([
    ['ink', [0, 768]],
    ['wash', [7]],
  ]);
  expect([...vectorsFor(inversions, 1, 1280).keys()]).toEqual(['wash']);
});

test('a file of no known kind is refused', () => {
  expect(() => describeFile(write('foreign.safetensors', { a: floats([1]), b: floats([1]) }))).toThrow('no Stable Diffusion network');
});

test('a file’s SHA-256, and the ten digits that sites show', async () => {
  const path = join(home, 'bytes');
  const bytes = new Uint8Array(3_000_000).fill(7);
  writeFileSync(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const seen: number[] = [];
  const hashes = await hashFile(path, new AbortController().signal, (done) => void seen.push(done));
  expect(hashes).toEqual({ sha256, autoV2: sha256.slice(0, 10).toUpperCase() });
  expect(seen.at(-1)).toBe(bytes.length);
  await expect(hashFile(path, AbortSignal.abort())).rejects.toThrow('abort');
});
