import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KnownLora, nothingKnown } from '../../contract/origin.ts';
import { a1111Text, comfyPrompt, pngWith } from '../testing/foreign-files.ts';
import { newFolder, openStudio, removeFolder, type Studio } from '../testing/studio.ts';
import { writeTinyLora } from '../testing/tiny-files.ts';
import { settingsInFile } from './read-file.ts';

const lora = (name: string, rest: Partial<KnownLora> = {}): KnownLora => ({ name, hash: null, weight: 1, textWeight: null, ...rest });
const settings = async (texts: Readonly<Record<string, string>>) => settingsInFile(await pngWith(texts));
const a1111 = (words: string, line: string) =>
  settings({ parameters: `${words}\nSteps: 4, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64, ${line}` });
const comfy = async (nodes: Readonly<Record<string, unknown>>) =>
  (await settings({ prompt: JSON.stringify({ ...comfyPrompt, ...nodes }) })).fields.loras;

describe('LoRAs as each program tells them', () => {
  it('A1111: tags in the prompt, with their hashes', async () => {
    const { fields, leftBehind } = await a1111(
      'a fox <lora:ink:0.8>, <lora:old paper:0.5:0.25>',
      'Lora hashes: "ink: 3fa85f642d1c, old paper: 0123456789ab", Version: v1.10.1',
    );
    expect(fields).toMatchObject({ prompt: 'a fox <lora:ink:0.8>, <lora:old paper:0.5:0.25>' });
    expect(fields.loras).toEqual([
      lora('ink', { weight: 0.8, hash: '3fa85f642d1c' }),
      lora('old paper', { weight: 0.25, textWeight: 0.5, hash: '0123456789ab' }),
    ]);
    expect(leftBehind).toEqual([]);
  });

  it('Civitai’s list of hashes, and the slots of the extension that was before', async () => {
    expect((await a1111('<lora:ink:1>', 'Hashes: {"model": "aa", "lora:ink": "3fa85f642d"}')).fields.loras).toEqual([
      lora('ink', { hash: '3fa85f642d' }),
    ]);
    const slots =
      'AddNet Enabled: True, AddNet Module 1: LoRA, AddNet Model 1: ink(3fa85f642d1c), AddNet Weight A 1: 0.6, AddNet Weight B 1: 0.4';
    expect((await a1111('a fox', slots)).fields.loras).toEqual([lora('ink', { weight: 0.6, textWeight: 0.4, hash: '3fa85f642d1c' })]);
  });

  it('a hash without a LoRA in the prompt is left behind', async () => {
    const { fields, leftBehind } = await a1111('a fox', 'Lora hashes: "ink: 3fa85f642d1c"');
    expect([fields.loras, leftBehind]).toEqual([null, [{ name: 'Lora hashes', value: 'ink: 3fa85f642d1c' }]]);
  });

  it('Fooocus: in both of its schemes', async () => {
    const json = { prompt: 'a cat', base_model: 'm', loras: [['ink', 0.5, '3fa85f642d']], lora_combined_1: 'ink : 0.5' };
    expect(await settings({ parameters: JSON.stringify(json) })).toMatchObject({
      fields: { loras: [lora('ink', { weight: 0.5, hash: '3fa85f642d' })] },
      leftBehind: [],
    });
    const { loras: _loras, ...older } = json;
    expect((await settings({ parameters: JSON.stringify(older) })).fields.loras).toEqual([lora('ink', { weight: 0.5 })]);
    const line = 'Lora hashes: "ink: 3fa85f642d", Lora weights: "ink: 0.5", Version: Fooocus v2.5.5';
    expect((await a1111('a cat', line)).fields.loras).toEqual([lora('ink', { weight: 0.5, hash: '3fa85f642d' })]);
  });

  it('InvokeAI of both ages, and Draw Things', async () => {
    const invoke = (loras: unknown) => settings({ invokeai_metadata: JSON.stringify({ positive_prompt: 'p', loras }) });
    expect((await invoke([{ lora: { model_name: 'ink', base_model: 'sd-1' }, weight: 0.75 }])).fields.loras).toEqual([
      lora('ink', { weight: 0.75 }),
    ]);
    const key = { model: { key: 'k', hash: 'blake3:aa', name: 'Ink Wash', base: 'sdxl' }, weight: 0.75 };
    expect((await invoke([key])).fields.loras).toEqual([lora('Ink Wash', { weight: 0.75, hash: 'blake3:aa' })]);
    const { loras } = (
      await settings({
        'XML:com.adobe.xmp': `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/"><exif:UserComment>{"c":"p","model":"m.ckpt","sampler":"Euler A","lora":[{"model":"ink_lora_f16.ckpt","weight":0.6}]}</exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>`,
      })
    ).fields;
    expect(loras).toEqual([lora('ink_lora_f16', { weight: 0.6 })]);
  });

  it('ComfyUI: loaders one behind the other, in the order in which they work', async () => {
    const behind = {
      class_type: 'LoraLoaderModelOnly',
      inputs: { lora_name: 'b/paper.safetensors', strength_model: 0.4, model: ['4', 0] },
    };
    const first = { ...comfyPrompt[10], inputs: { ...comfyPrompt[10].inputs, model: ['40', 0] } };
    expect(await comfy({ 10: first, 40: behind })).toEqual([
      lora('paper', { weight: 0.4, textWeight: 0 }),
      lora('ink', { weight: 0.8, textWeight: 0.7 }),
    ]);
  });

  it.each([
    [
      'rgthree',
      'Power Lora Loader (rgthree)',
      { lora_1: { on: true, lora: 'a.safetensors', strength: 0.5 }, lora_2: { on: false, lora: 'b', strength: 1 } },
    ],
    [
      'Comfyroll',
      'CR LoRA Stack',
      { switch_1: 'On', lora_name_1: 'a', model_weight_1: 0.5, clip_weight_1: 0.5, switch_2: 'Off', lora_name_2: 'b' },
    ],
    [
      'Efficiency nodes',
      'LoRA Stacker',
      {
        input_mode: 'simple',
        lora_count: 1,
        lora_name_1: 'a',
        lora_wt_1: 0.5,
        model_str_1: 1,
        clip_str_1: 1,
        lora_name_2: 'b',
        lora_wt_2: 1,
      },
    ],
    ['rgthree’s stack', 'Lora Loader Stack (rgthree)', { lora_01: 'a.safetensors', strength_01: 0.5, lora_02: 'None', strength_02: 1 }],
    [
      'LoRA Manager',
      'Lora Loader (LoraManager)',
      {
        loras: {
          __value__: [
            { name: 'a', strength: '0.5', active: true },
            { name: 'b', strength: 1, active: false },
          ],
        },
      },
    ],
  ])('ComfyUI: nodes of %s, without what is switched off', async (_, class_type, inputs) => {
    expect(await comfy({ 10: { class_type, inputs: { ...inputs, model: ['4', 0] } } })).toEqual([lora('a', { weight: 0.5 })]);
  });

  it('a LoRA that no way leads from to the picture is none of it', async () => {
    expect(await comfy({ 50: { class_type: 'LoraLoader', inputs: { lora_name: 'other', strength_model: 1 } } })).toHaveLength(1);
  });
});

describe('what of it is here', () => {
  let folder: string;
  let studio: Studio;
  const hashes: Record<string, { whole: string; tensors: string }> = {};
  beforeAll(async () => {
    folder = newFolder();
    const shop = join(folder, 'home/models');
    for (const [index, name] of ['ink', 'paper', 'copy/paper', 'renamed'].entries()) {
      const path = join(shop, `Lora/${name}.safetensors`);
      writeTinyLora(path, { title: name }, index + 10);
      const bytes = readFileSync(path);
      const sha = (part: Buffer): string => createHash('sha256').update(part).digest('hex');
      hashes[name] = { whole: sha(bytes), tensors: sha(bytes.subarray(8 + Number(bytes.readBigUInt64LE()))) };
    }
    studio = await openStudio(folder);
  }, 60_000);
  afterAll(async () => {
    await studio.close();
    removeFolder(folder);
  });
  const locate = async (loras: readonly KnownLora[], prompt = 'a fox') =>
    studio.call('sources.locate', { fields: { ...nothingKnown, prompt, loras: [...loras] }, leftBehind: [] });

  it.each([
    ['AutoV2', () => hashes['renamed']!.whole.slice(0, 10).toUpperCase()],
    ['AutoV3', () => hashes['renamed']!.tensors.slice(0, 12)],
    ['SHA-256', () => hashes['renamed']!.whole],
    ['SwarmUI’s', () => `0x${hashes['renamed']!.tensors}`],
  ])('by content, under whatever name: %s', async (_, hash) => {
    const { fields, leftBehind } = await locate([lora('another name', { hash: hash(), weight: 0.3 })]);
    expect(fields.loras).toEqual([lora('renamed', { hash: hashes['renamed']!.whole, weight: 0.3 })]);
    expect(leftBehind).toEqual([]);
  });

  it('by a name that one file has; else it is left behind with its weight, and its tag goes out of the prompt', async () => {
    const wanted = [
      lora('INK', { weight: 0.5 }),
      lora('paper', { weight: 0.7 }),
      lora('gone', { weight: 0.2, textWeight: 0.1, hash: 'ffffffffff' }),
    ];
    const { fields, leftBehind } = await locate(wanted, 'a fox <lora:INK:0.5>, <lora:paper:0.7>, <lora:gone:0.2> in snow');
    expect(fields).toMatchObject({ prompt: 'a fox, in snow', loras: [lora('ink', { hash: hashes['ink']!.whole, weight: 0.5 })] });
    expect(leftBehind).toEqual([
      { name: 'LoRA paper', value: '0.7' },
      { name: 'LoRA gone', value: '0.2:0.1, ffffffffff' },
    ]);
  });

  it('one of the same name with another content is another one', async () => {
    expect((await locate([lora('ink', { hash: 'ffffffffffff' })])).fields.loras).toEqual([]);
  });

  it('a dropped file comes with what is here', async () => {
    const text = a1111Text.replace('second line', 'second line <lora:ink:0.9>');
    const bytes = await pngWith({
      parameters: text.replace('Version:', `Lora hashes: "ink: ${hashes['ink']!.tensors.slice(0, 12)}", Version:`),
    });
    const { fields, leftBehind } = await studio.call('sources.settings', { base64: bytes.toString('base64') });
    expect(fields.loras).toEqual([lora('ink', { hash: hashes['ink']!.whole, weight: 0.9 })]);
    expect(fields.prompt).not.toContain('lora');
    expect(leftBehind).toEqual([{ name: 'Clip skip', value: '2' }]);
  });

  it('a model by its hash, under whatever name', async () => {
    const first = async () => (await studio.call('models.list', null)).find(({ problems }) => problems.length === 0);
    // hashes are read in quiet moments
    await expect.poll(async () => (await first())?.hash ?? '', { timeout: 60_000 }).toMatch(/^[0-9a-f]{64}$/);
    const { name, hash } = (await first())!;
    const fields = { ...nothingKnown, model: { name: 'elsewhere', hash: hash!.slice(0, 10) } };
    expect((await studio.call('sources.locate', { fields, leftBehind: [] })).fields.model).toEqual({ name, hash });
  }, 90_000);
});
