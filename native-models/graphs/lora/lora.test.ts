import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { torchCpu } from '../../noise/torch-cpu.ts';
import { encodeSafetensors, type TensorToWrite } from '../safetensors-writer.ts';
import { readTensorFile, weightsOf, folderOf } from '../safetensors-file.ts';
import { adapt, changesTo, misfits } from './adapt.ts';
import { mergeWeights } from './merge.ts';
import { placeOf } from './names.ts';
import { readLora } from './read-lora.ts';
import { inEnglish } from '../../words/sentence.ts';

const home = mkdtempSync(join(tmpdir(), 'lora-'));
afterAll(() => rmSync(home, { recursive: true }));
mkdirSync(join(home, 'checkpoints'));
mkdirSync(join(home, 'loras'));

const noise = torchCpu(5);
type Numbers = Readonly<{ shape: readonly number[]; data: Float64Array }>;
const random = (...shape: number[]): Numbers => {
  const data = Float64Array.from(
    noise.randn(
      Math.max(
        16,
        shape.reduce((all, size) => all * size, 1),
      ),
    ),
    Math.fround,
  );
  return {
    shape,
    data: data.subarray(
      0,
      shape.reduce((all, size) => all * size, 1),
    ),
  };
};
const stored = ({ shape, data }: Numbers): TensorToWrite => ({ type: 'F32', shape, bytes: new Uint8Array(Float32Array.from(data).buffer) });
const write = (name: string, tensors: Readonly<Record<string, Numbers>>, metadata = {}): string => {
  const path = join(home, name);
  writeFileSync(path, encodeSafetensors(Object.fromEntries(Object.entries(tensors).map(([key, value]) => [key, stored(value)])), metadata));
  return path;
};

const linear = 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q';
const square = 'down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0';
const convolution = 'down_blocks.0.resnets.0.conv1';
const base = { [`${linear}.weight`]: random(6, 4), [`${square}.weight`]: random(4, 4), [`${convolution}.weight`]: random(6, 4, 3, 3) };
const checkpoint = readTensorFile(write('checkpoints/unet.safetensors', base));
const network = {
  dialect: 'diffusers-unet',
  weights: weightsOf(checkpoint),
  folder: folderOf(checkpoint),
  file: 'unet.safetensors',
} as const;

const kohya = (module: string): string => `lora_unet_${module.replaceAll('.', '_')}`;
const scalar = (value: number): Numbers => ({ shape: [], data: Float64Array.of(value) });

/** The weight after merging the adapters of one file each, with their scales. */
const merged = async (module: string, files: readonly (readonly [Readonly<Record<string, Numbers>>, number])[]) => {
  const uses = files.map(([parts, scale], i) => {
    const named = Object.fromEntries(Object.entries(parts).map(([part, value]) => [`${kohya(module)}.${part}`, value]));
    return { lora: readLora(write(`loras/${i}.safetensors`, named)), scale };
  });
  const changes = changesTo(network, 0, uses);
  const result = await mergeWeights(
    network,
    changes,
    uses.map(({ scale }) => scale),
  );
  expect(Object.keys(result)).toEqual([`${module}.weight`]);
  return [...(result[`${module}.weight`]!.data as Float32Array)];
};

const at = ({ shape, data }: Numbers, ...index: number[]): number => data[index.reduce((sum, i, axis) => sum * shape[axis]! + i, 0)]!;
const sum = (count: number, term: (i: number) => number): number =>
  Array.from({ length: count }, (_, i) => term(i)).reduce((a, b) => a + b, 0);

/** W + change, where `change` gives the number at each index. */
const plus = (weight: Numbers, change: (...index: number[]) => number): number[] => {
  const out: number[] = [];
  const walk = (index: number[]): void => {
    if (index.length === weight.shape.length) out.push(at(weight, ...index) + change(...index));
    else for (let i = 0; i < weight.shape[index.length]!; i++) walk([...index, i]);
  };
  walk([]);
  return out;
};

const expectClose = (found: readonly number[], expected: readonly number[]): void => {
  expect(found).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(found[i], `number ${i}`).toBeCloseTo(value, 4));
};

describe('each kind computes its definition, element by element', () => {
  const [w, c] = [base[`${linear}.weight`], base[`${convolution}.weight`]];

  test('LoRA: scale·α/rank·up·down', async () => {
    const [up, down] = [random(6, 2), random(2, 4)];
    const found = await merged(linear, [[{ 'lora_up.weight': up, 'lora_down.weight': down, alpha: scalar(3) }, 0.7]]);
    expectClose(
      found,
      plus(w, (o, i) => 0.7 * (3 / 2) * sum(2, (r) => at(up, o, r) * at(down, r, i))),
    );
  });

  test('without α its strength is 1; the numbers 0 and −1 are scales too', async () => {
    const parts = { 'lora_A.weight': random(2, 4), 'lora_B.weight': random(6, 2) };
    expectClose(await merged(linear, [[parts, 0]]), [...w.data]);
    const change = (o: number, i: number) => sum(2, (r) => at(parts['lora_B.weight'], o, r) * at(parts['lora_A.weight'], r, i));
    expectClose(
      await merged(linear, [[parts, -1]]),
      plus(w, (o, i) => -change(o, i)),
    );
  });

  test('several at once add up, each with its own rank and scale', async () => {
    const [a, b] = [{ 'lora_up.weight': random(6, 1), 'lora_down.weight': random(1, 4) }, { diff: random(6, 4) }];
    const found = await merged(linear, [
      [a, 0.5],
      [b, 2],
    ]);
    expectClose(
      found,
      plus(w, (o, i) => 0.5 * at(a['lora_up.weight'], o, 0) * at(a['lora_down.weight'], 0, i) + 2 * at(b.diff, o, i)),
    );
  });

  test('LoCon on a convolution, with and without a core', async () => {
    const [up, down] = [random(6, 2, 1, 1), random(2, 4, 3, 3)];
    const whole = await merged(convolution, [[{ 'lora_up.weight': up, 'lora_down.weight': down, alpha: scalar(1) }, 1]]);
    expectClose(
      whole,
      plus(c, (o, i, y, x) => 0.5 * sum(2, (r) => at(up, o, r, 0, 0) * at(down, r, i, y, x))),
    );
    const [mid, thin] = [random(2, 2, 3, 3), random(2, 4, 1, 1)];
    const found = await merged(convolution, [
      [{ 'lora_up.weight': up, 'lora_mid.weight': mid, 'lora_down.weight': thin, alpha: scalar(2) }, 1],
    ]);
    const core = (o: number, i: number, y: number, x: number) =>
      sum(2, (p) => sum(2, (q) => at(up, o, p, 0, 0) * at(mid, p, q, y, x) * at(thin, q, i, 0, 0)));
    expectClose(
      found,
      plus(c, (o, i, y, x) => core(o, i, y, x)),
    );
  });

  test('LoHa: the product of two low-rank matrices, with and without cores', async () => {
    const flat = { hada_w1_a: random(6, 2), hada_w1_b: random(2, 4), hada_w2_a: random(6, 2), hada_w2_b: random(2, 4) };
    const half = (a: Numbers, b: Numbers, o: number, i: number) => sum(2, (r) => at(a, o, r) * at(b, r, i));
    const change = (o: number, i: number) => half(flat.hada_w1_a, flat.hada_w1_b, o, i) * half(flat.hada_w2_a, flat.hada_w2_b, o, i);
    expectClose(
      await merged(linear, [[{ ...flat, alpha: scalar(4) }, 1]]),
      plus(w, (o, i) => 2 * change(o, i)),
    );
    const cored = {
      hada_w1_a: random(2, 6),
      hada_w1_b: random(2, 4),
      hada_w2_a: random(2, 6),
      hada_w2_b: random(2, 4),
      hada_t1: random(2, 2, 3, 3),
      hada_t2: random(2, 2, 3, 3),
    };
    const tucker = (t: Numbers, a: Numbers, b: Numbers, o: number, i: number, y: number, x: number) =>
      sum(2, (p) => sum(2, (q) => at(t, p, q, y, x) * at(a, p, o) * at(b, q, i)));
    const found = await merged(convolution, [[{ ...cored, alpha: scalar(2) }, 1]]);
    const { hada_t1, hada_w1_a, hada_w1_b, hada_t2, hada_w2_a, hada_w2_b } = cored;
    const one = (...[o, i, y, x]: number[]) => tucker(hada_t1, hada_w1_a, hada_w1_b, o!, i!, y!, x!);
    const two = (...[o, i, y, x]: number[]) => tucker(hada_t2, hada_w2_a, hada_w2_b, o!, i!, y!, x!);
    expectClose(
      found,
      plus(c, (...index) => one(...index) * two(...index)),
    );
  });

  test('LoKr: the Kronecker product, whole or low-rank, of a matrix and of a convolution', async () => {
    const [first, second] = [random(2, 2), random(3, 2)];
    const kron = (a: (r: number, q: number) => number, b: (r: number, q: number) => number) => (o: number, i: number) =>
      a(Math.floor(o / 3), Math.floor(i / 2)) * b(o % 3, i % 2);
    const whole = kron(
      (...at2) => at(first, ...at2),
      (...at2) => at(second, ...at2),
    );
    // both whole: α does not count
    expectClose(
      await merged(linear, [[{ lokr_w1: first, lokr_w2: second, alpha: scalar(9) }, 1]]),
      plus(w, (o, i) => whole(o, i)),
    );
    const parts = { lokr_w1_a: random(2, 1), lokr_w1_b: random(1, 2), lokr_w2_a: random(3, 2), lokr_w2_b: random(2, 2), alpha: scalar(1) };
    const low = kron(
      (r, q) => at(parts.lokr_w1_a, r, 0) * at(parts.lokr_w1_b, 0, q),
      (r, q) => sum(2, (k) => at(parts.lokr_w2_a, r, k) * at(parts.lokr_w2_b, k, q)),
    );
    expectClose(
      await merged(linear, [[parts, 1]]),
      plus(w, (o, i) => 0.5 * low(o, i)),
    );
    const conv = random(3, 2, 3, 3);
    const onConv = (o: number, i: number, y: number, x: number) =>
      at(first, Math.floor(o / 3), Math.floor(i / 2)) * at(conv, o % 3, i % 2, y, x);
    expectClose(
      await merged(convolution, [[{ lokr_w1: first, lokr_w2: conv }, 1]]),
      plus(c, (o, i, y, x) => onConv(o, i, y, x)),
    );
    const row = { lokr_w1: first, lokr_w2_a: random(3, 1), lokr_w2_b: random(1, 18), alpha: scalar(1) };
    const onRow = (o: number, i: number, y: number, x: number) =>
      at(first, Math.floor(o / 3), Math.floor(i / 2)) * at(row.lokr_w2_a, o % 3, 0) * at(row.lokr_w2_b, 0, (i % 2) * 9 + y * 3 + x);
    expectClose(
      await merged(convolution, [[row, 1]]),
      plus(c, (o, i, y, x) => onRow(o, i, y, x)),
    );
  });

  test('DoRA: rows or columns of the sum get learned lengths; a scale of ½ is half of the way', async () => {
    const parts = { 'lora_up.weight': random(6, 2), 'lora_down.weight': random(2, 4) };
    const [byColumn, byRow] = [random(1, 4), random(6, 1)];
    const added = (o: number, i: number) =>
      at(w, o, i) + sum(2, (r) => at(parts['lora_up.weight'], o, r) * at(parts['lora_down.weight'], r, i));
    const column = (i: number) => Math.sqrt(sum(6, (o) => added(o, i) ** 2));
    const row = (o: number) => Math.sqrt(sum(4, (i) => added(o, i) ** 2));
    const found = await merged(linear, [[{ ...parts, dora_scale: byColumn }, 1]]);
    expectClose(
      found,
      plus(w, (o, i) => (added(o, i) * at(byColumn, 0, i)) / column(i) - at(w, o, i)),
    );
    const half = await merged(linear, [[{ ...parts, dora_scale: byRow }, 0.5]]);
    expectClose(
      half,
      plus(w, (o, i) => 0.5 * ((added(o, i) * at(byRow, o, 0)) / row(o) - at(w, o, i))),
    );
  });
});

test.each([
  ['lora_unet_mid_block_attentions_0_proj_in.lora_down.weight', 'denoiser', 'mid_block_attentions_0_proj_in', 'down'],
  ['lora_te_text_model_encoder_layers_0_mlp_fc1.alpha', 'text-encoder', 'text_model_encoder_layers_0_mlp_fc1', 'alpha'],
  ['lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_up.weight', 'text-encoder-2', 'text_model_encoder_layers_0_mlp_fc1', 'up'],
  ['unet.mid_block.attentions.0.proj_in.lora_A.weight', 'denoiser', 'mid_block_attentions_0_proj_in', 'down'],
  [
    'unet.mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora.up.weight',
    'denoiser',
    'mid_block_attentions_0_transformer_blocks_0_attn1_to_out',
    'up',
  ],
  [
    'text_encoder.text_model.encoder.layers.0.self_attn.q_proj.lora_linear_layer.down.weight',
    'text-encoder',
    'text_model_encoder_layers_0_self_attn_q_proj',
    'down',
  ],
  ['base_model.model.mid_block.attentions.0.proj_in.lora_B.weight', 'any', 'mid_block_attentions_0_proj_in', 'up'],
  ['lycoris_mid_block_attentions_0_proj_in.lokr_w1', 'any', 'mid_block_attentions_0_proj_in', 'lokr_w1'],
  ['diffusion_model.middle_block.1.proj_in.dora_scale', 'denoiser', 'middle_block_1_proj_in', 'dora'],
])('the name %s is understood', (name, place, module, part) => {
  expect(placeOf(name)).toEqual({ home: place, module, part });
});

test('a module is found by its original name, by diffusers’ name, and without the number of its only layer', async () => {
  const modules = [
    'input_blocks_1_1_transformer_blocks_0_attn1_to_out_0',
    square.replaceAll('.', '_'),
    square.slice(0, -2).replaceAll('.', '_'),
  ];
  for (const module of modules) {
    const lora = readLora(write('loras/name.safetensors', { [`lora_unet_${module}.diff`]: random(4, 4) }));
    expect([...changesTo(network, 0, [{ lora, scale: 1 }])[0]!.adapters.keys()], module).toEqual([`${square}.weight`]);
  }
});

test('the same modules make the same graph whatever the scale, so that only numbers change', () => {
  const lora = readLora(write('loras/key.safetensors', { [`${kohya(linear)}.diff`]: random(6, 4) }));
  const [one, two] = [adapt(network, 0, [{ lora, scale: 1 }]), adapt(network, 0, [{ lora, scale: 0.2 }])];
  expect(one?.key).toBe(two?.key);
  expect(one?.network.weights.get(`${linear}.weight`)?.data.kind).toBe('fed');
  expect(one?.network.weights.get(`${square}.weight`)).toBe(network.weights.get(`${square}.weight`));
});

test('merged weights are kept until they are let go of, and then merged again to the same numbers', async () => {
  const lora = readLora(write('loras/kept.safetensors', { [`${kohya(linear)}.diff`]: random(6, 4) }));
  const adapted = adapt(network, 0, [{ lora, scale: 0.3 }])!;
  const first = await adapted.constants();
  expect(await adapted.constants()).toBe(first);
  adapted.forget();
  const second = await adapted.constants();
  expect(second).not.toBe(first);
  expect(second).toEqual(first);
});

test('a LoRA for another family is refused, parts that do not fit are counted', () => {
  const alien = readLora(
    write('loras/alien.safetensors', { [`${kohya(linear)}.diff`]: random(7, 4), 'lora_unet_nowhere.diff': random(2, 2) }),
  );
  expect(() => misfits([[network, 0]], [{ lora: alien, scale: 1 }])).toThrow('another family');
  const partly = readLora(
    write('loras/partly.safetensors', { [`${kohya(linear)}.diff`]: random(6, 4), 'lora_unet_nowhere.diff': random(2, 2), odd: random(1) }),
  );
  expect(misfits([[network, 0]], [{ lora: partly, scale: 1 }]).map(inEnglish)).toEqual([
    '1 of 2 parts of “partly.safetensors” fit nothing in this model and are left out.',
    '“partly.safetensors” holds 1 tensors of an unknown kind, such as “odd”.',
  ]);
});

test('a file without any part of a LoRA is refused', () => {
  expect(() => readLora(write('loras/none.safetensors', { 'some.weight': random(2, 2) }))).toThrow('no LoRA');
});
