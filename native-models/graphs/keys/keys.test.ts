import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textEncoderModules } from '../lora/match.ts';
import type { Weight, Weights } from '../weights.ts';
import { renamer } from './rename.ts';
import { dialectOf, translate } from './translate.ts';

const weight = (shape: readonly number[], offset = 0): Weight => ({
  type: 'float16',
  shape,
  data: { kind: 'external', location: 'model.safetensors', offset, length: 2 * shape.reduce((all, size) => all * size, 1) },
});
const weights = (names: Iterable<string>): Weights => new Map([...names].map((name, i) => [name, weight([1], i)]));

/** Original name → diffusers name, as diffusers converts them: made by `golden/record_names.py`. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, '../golden/names.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>;

test.each([
  ['unet-sd1', 'model.diffusion_model.', 'original-unet', 684],
  ['unet-xl', 'model.diffusion_model.', 'original-unet', 618],
  ['vae', 'first_stage_model.', 'vae', 244],
] as const)('%s: every original name becomes the name that diffusers gives it', (kind, prefix, dialect, count) => {
  const pairs = Object.entries(recorded[kind]!).map(([from, to]) => [from.slice(prefix.length), to] as const);
  expect(pairs).toHaveLength(count);
  const original = weights(pairs.map(([from]) => from));
  expect(dialectOf(original)).toBe(dialect);
  const offsets = new Map([...translate(original, dialect)].map(([name, { data }]) => [name, data.kind === 'external' ? data.offset : -1]));
  expect(Object.fromEntries(offsets)).toEqual(Object.fromEntries(pairs.map(([, to], i) => [to, i])));
});

test('autoencoders of old diffusers files: the attention had other names', () => {
  const old = ['query', 'key', 'value', 'proj_attn', 'group_norm'].map((part) => `decoder.mid_block.attentions.0.${part}.weight`);
  expect([...translate(weights([...old, 'decoder.conv_in.weight']), 'vae').keys()]).toEqual([
    ...['to_q', 'to_k', 'to_v', 'to_out.0', 'group_norm'].map((part) => `decoder.mid_block.attentions.0.${part}.weight`),
    'decoder.conv_in.weight',
  ]);
});

test('OpenCLIP’s stacked projections become three parts of the same bytes', () => {
  const stacked = new Map([['transformer.resblocks.3.attn.in_proj_weight', weight([6, 2], 100)]]);
  const parts = [...translate(stacked, 'open-clip')].map(([name, { shape, data }]) => [
    name,
    shape,
    data.kind === 'external' ? [data.offset, data.length] : null,
  ]);
  expect(parts).toEqual([
    ['encoder.layers.3.self_attn.q_proj.weight', [2, 2], [100, 8]],
    ['encoder.layers.3.self_attn.k_proj.weight', [2, 2], [108, 8]],
    ['encoder.layers.3.self_attn.v_proj.weight', [2, 2], [116, 8]],
  ]);
});

test('a text encoder’s modules are found by the names of transformers and of OpenCLIP', () => {
  const modules = textEncoderModules(weights(['encoder.layers.0.mlp.fc1.weight']));
  expect(modules.get('text_model_encoder_layers_0_mlp_fc1')).toBe('encoder.layers.0.mlp.fc1.weight');
  expect(modules.get('transformer_resblocks_0_mlp_c_fc')).toBe('encoder.layers.0.mlp.fc1.weight');
});

test('the longest known beginning decides, and only at a dot', () => {
  const rename = renamer([
    ['a', 'x'],
    ['a.b', 'y'],
  ]);
  expect(['a.b.c', 'a.c', 'a', 'ab.c'].map(rename)).toEqual(['y.c', 'x.c', 'x', 'ab.c']);
});
