import { expect, it } from 'vitest';
import type { KnownFields } from '../../contract/origin.ts';
import { comfyPrompt, comfyWorkflow, pngWith, userCommentIn } from '../testing/foreign-files.ts';
import { settingsInFile } from './read-file.ts';
import { saying } from '../../../native-models/words/saying.ts';

const read = async (prompt: unknown) => settingsInFile(await pngWith({ prompt: JSON.stringify(prompt) }));
const edited = async (workflow: unknown) => settingsInFile(await pngWith({ workflow: JSON.stringify(workflow) }));
const node = (class_type: string, inputs: Readonly<Record<string, unknown>>) => ({ class_type, inputs });
const words = (text: unknown) => node('CLIPTextEncode', { text, clip: ['4', 1] });

/** Other ways in which the same graph may be made; each with what it changes in what is read. */
const graphs: Readonly<Record<string, readonly [nodes: Readonly<Record<string, unknown>>, fields: Partial<KnownFields>]>> = {
  'a switch hands on the side that it is set to': [
    {
      6: words(['60', 0]),
      60: node('ComfySwitchNode', { switch: ['61', 0], on_false: ['62', 0], on_true: ['63', 0] }),
      61: node('PrimitiveBoolean', { value: false }),
      62: node('PrimitiveString', { value: 'the no' }),
      63: node('PrimitiveString', { value: 'the yes' }),
    },
    { prompt: 'the no' },
  ],
  'a numbered switch hands on the input of its number': [
    {
      6: words(['60', 0]),
      60: node('ImpactSwitch', { select: 2, sel_mode: false, input1: ['62', 0], input2: ['63', 0] }),
      62: node('String', { value: 'one' }),
      63: node('String', { value: 'two' }),
    },
    { prompt: 'two' },
  ],
  'a bundle of everything leads to the model': [
    {
      3: { ...comfyPrompt[3], inputs: { ...comfyPrompt[3].inputs, model: ['60', 1] } },
      60: node('Context (rgthree)', { base_ctx: ['61', 0] }),
      61: node('Context (rgthree)', { model: ['4', 0], clip: ['4', 1] }),
    },
    { model: { name: 'dreamshaper_8', hash: null } },
  ],
  'a size in words': [
    { 5: node('SDXL Empty Latent Image (rgthree)', { dimensions: '1216 x 832   (landscape)' }) },
    { width: 1216, height: 832 },
  ],
  'names of samplers from before 2023': [
    { 3: { ...comfyPrompt[3], inputs: { ...comfyPrompt[3].inputs, sampler_name: 'sample_dpmpp_2m' } } },
    { sampler: { id: 'dpmpp-2m@1', options: {} } },
  ],
  'both sides in one node': [
    {
      12: node('Prompt Styler', { text_positive: 'the good', text_negative: 'the bad' }),
    },
    { prompt: 'the good', negativePrompt: 'the bad' },
  ],
};

it.each(Object.entries(graphs))('%s', async (_, [nodes, fields]) => {
  expect(await read({ ...comfyPrompt, ...nodes })).toMatchObject({ tool: 'ComfyUI', fields });
});

it.each([
  [
    'in Exif, with the editor’s own file',
    async () => userCommentIn('jpeg', JSON.stringify({ prompt: comfyPrompt, workflow: comfyWorkflow })),
  ],
  ['in Exif, alone', async () => userCommentIn('webp', JSON.stringify({ ...comfyPrompt, extra: { airs: [] } }))],
])('the graph %s', async (_, file) => {
  expect(await settingsInFile(await file())).toMatchObject({ tool: 'ComfyUI', fields: { prompt: 'a glass bottle, galaxy inside' } });
});

const [sampler, loader, size, positive, negative, save] = comfyWorkflow.nodes;
const loraNode = (mode: number) => ({
  id: 20,
  type: 'LoraLoaderModelOnly',
  mode,
  inputs: [{ name: 'model', type: 'MODEL', link: 20 }],
  outputs: [{ name: 'MODEL', type: 'MODEL' }],
  widgets_values: ['ink.safetensors', 0.5],
});
const behindLora = (mode: number) => ({
  nodes: [...comfyWorkflow.nodes, loraNode(mode)],
  links: [...comfyWorkflow.links.filter(([id]) => id !== 1), [1, 20, 0, 3, 0, 'MODEL'], [20, 4, 0, 20, 0, 'MODEL']],
});

it('the editor’s own file: a node that is bypassed is passed through, one that is muted is not there', async () => {
  expect((await edited(behindLora(0))).fields.loras).toEqual([{ name: 'ink', hash: null, weight: 0.5, textWeight: 0 }]);
  expect(await edited(behindLora(4))).toMatchObject({ fields: { loras: null, model: { name: 'v1-5' } }, leftBehind: [] });
  expect(await edited(behindLora(2))).toMatchObject({ fields: { loras: null, model: null } });
});

it('the editor’s own file: values by the names that the node lists, links as objects, wires without a line', async () => {
  const own = {
    ...sampler,
    type: 'Somebody’s KSampler',
    inputs: [
      ...(sampler?.inputs ?? []),
      ...['seed', 'steps', 'cfg', 'sampler_name', 'scheduler', 'denoise'].map((name) => ({ name, widget: { name }, link: null })),
    ],
  };
  const set = { id: 30, type: 'SetNode', inputs: [{ name: 'MODEL', link: 1 }], widgets_values: ['m'] };
  const get = { id: 31, type: 'GetNode', inputs: [], outputs: [{ name: 'MODEL', type: 'MODEL' }], widgets_values: ['m'] };
  const links = comfyWorkflow.links.map(([id, from, slot, to, toSlot]) => ({
    id,
    origin_id: from,
    origin_slot: slot,
    target_id: to,
    target_slot: toSlot,
  }));
  const through = [
    ...links.filter(({ id }) => id !== 1),
    { id: 1, origin_id: 4, origin_slot: 0, target_id: 30, target_slot: 0 },
    { id: 90, origin_id: 31, origin_slot: 0, target_id: 3, target_slot: 0 },
  ];
  const wired = { ...own, inputs: own.inputs.map((input) => (input.name === 'model' ? { ...input, link: 90 } : input)) };
  expect(await edited({ nodes: [wired, loader, size, positive, negative, save, set, get], links: through })).toMatchObject({
    fields: { seed: 42, steps: 20, guidance: 8, sampler: { id: 'euler@1' }, model: { name: 'v1-5' } },
  });
});

it('the editor’s own file: a group is unfolded, with what comes in and goes out', async () => {
  const group = {
    id: 'a-group',
    nodes: [
      sampler,
      loader,
      size,
      {
        ...positive,
        inputs: [
          { name: 'clip', link: 5 },
          { name: 'text', link: 7, widget: { name: 'text' } },
        ],
      },
      negative,
    ],
    links: [...comfyWorkflow.links.filter(([id]) => id !== 8), [7, -10, 0, 6, 1, 'STRING'], [8, 3, 0, -20, 0, 'LATENT']],
    inputs: [{ name: 'words', type: 'STRING' }],
  };
  const whole = (words: Readonly<Record<string, unknown>>, more: readonly unknown[] = [], wire: readonly unknown[] = []) => ({
    nodes: [{ id: 40, type: 'a-group', inputs: [words], widgets_values: ['typed at the door'] }, save, ...more],
    links: [[8, 40, 0, 9, 0, 'LATENT'], ...wire],
    definitions: { subgraphs: [group] },
  });
  expect(await edited(whole({ name: 'words', link: null, widget: { name: 'words' } }))).toMatchObject({
    fields: { prompt: 'typed at the door', negativePrompt: 'fog', seed: 42, model: { name: 'v1-5' } },
  });
  const text = { id: 41, type: 'PrimitiveNode', inputs: [], widgets_values: ['from outside', 'fixed'] };
  expect((await edited(whole({ name: 'words', link: 9 }, [text], [[9, 41, 0, 40, 0, 'STRING']]))).fields.prompt).toBe('from outside');
});

it('a group that lies in itself has a reason', async () => {
  const loop = { id: 'loop', nodes: [{ id: 1, type: 'loop', inputs: [] }], links: [] };
  expect(await edited({ nodes: [{ id: 1, type: 'loop', inputs: [] }], links: [], definitions: { subgraphs: [loop] } })).toMatchObject({
    tool: null,
    reason: saying('its groups lie in one another without end'),
  });
});

it('a graph larger than any has a reason, and no wait', async () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, id) => [id, node('Note', { next: [String(id + 1), 0] })]));
  expect((await read(many)).reason).toEqual(saying('its graph is larger than any'));
});
