import type { DType, Port } from './port.ts';

export type Dim = number | string;
type Graph = Readonly<{ inputs: readonly Port[]; outputs: readonly Port[] }>;

/** What a graph is, by its own inputs and outputs. Names of folders are not trusted. */
export type Role =
  | Readonly<{
      kind: 'text-encoder';
      ids: Port;
      mask: Port | null /** Last hidden state. */;
      last: Port;
      hidden: readonly Port[];
      pooled: Port | null /** Projected, as SDXL's second encoder has it. */;
      embeds: Port | null;
      batch: Dim;
      window: Dim;
    }>
  | Readonly<{
      kind: 'denoiser';
      sample: Port;
      timestep: Port;
      context: Port;
      output: Port;
      /** LCM's guidance embedding. */
      timestepCond: Port | null;
      /** SDXL's pooled text and sizes. */
      textEmbeds: Port | null;
      timeIds: Port | null;
      /** As many as a latent has; twice that for editing nets, and one more for inpainting nets. */
      channels: Dim;
      batch: Dim;
      height: Dim;
      width: Dim;
    }>
  | Readonly<{ kind: 'vae-decoder'; latent: Port; image: Port }>
  | Readonly<{
      kind: 'vae-encoder';
      image: Port;
      latent: Port /** `parameters`: mean ‖ log variance; `sample`: already drawn, by a generator that nobody can seed. */;
      gives: 'parameters' | 'sample';
    }>
  | Readonly<{ kind: 'transformer' }>
  | Readonly<{ kind: 'controlnet' }>
  | Readonly<{ kind: 'safety-checker' }>
  | Readonly<{ kind: 'other' }>;

const find = (ports: readonly Port[], ...names: readonly string[]): Port | null => ports.find(({ name }) => names.includes(name)) ?? null;
const isInteger = (type: DType): boolean => type === 'int64' || type === 'int32';
/** hidden_states.0, hidden_states_1, …: in order of their number. */
const hiddenStates = (outputs: readonly Port[]): readonly Port[] =>
  outputs
    .flatMap((port) => {
      const match = /^hidden_states[._](\d+)$/.exec(port.name);
      return match === null ? [] : [{ port, index: Number(match[1]) }];
    })
    .toSorted((a, b) => a.index - b.index)
    .map(({ port }) => port);

const textEncoder = ({ inputs, outputs }: Graph): Role | null => {
  const ids = find(inputs, 'input_ids') ?? (inputs.length === 1 && isInteger(inputs[0]!.type) ? inputs[0]! : null);
  if (ids === null || find(inputs, 'pixel_values', 'clip_input') !== null) return null;
  const rank3 = outputs.filter(({ shape, name }) => shape.length === 3 && !name.startsWith('hidden_states'));
  const last = find(outputs, 'last_hidden_state', 'text_embeddings') ?? rank3[0] ?? null;
  const hidden = hiddenStates(outputs);
  const lastOrHidden = last ?? hidden.at(-1) ?? null;
  if (lastOrHidden === null) return null;
  const embeds = find(outputs, 'text_embeds');
  return {
    kind: 'text-encoder',
    ids,
    mask: find(inputs, 'attention_mask'),
    last: lastOrHidden,
    hidden,
    pooled: find(outputs, 'pooler_output', 'pooled_output'),
    embeds,
    batch: ids.shape[0] ?? '',
    window: ids.shape[1] ?? '',
  };
};

const denoiser = ({ inputs, outputs }: Graph): Role | null => {
  const context = find(inputs, 'encoder_hidden_states');
  const sample = find(inputs, 'sample', 'latent_model_input', 'x') ?? inputs.find(({ shape }) => shape.length === 4) ?? null;
  const timestep = find(inputs, 'timestep', 'timesteps', 't');
  if (context === null || sample === null || timestep === null || sample.shape.length !== 4) return null;
  const output =
    find(outputs, 'out_sample', 'noise_pred', 'latent', 'sample') ?? outputs.find(({ shape }) => shape.length === 4) ?? outputs[0];
  if (output === undefined) return null;
  const [batch = '', channels = '', height = '', width = ''] = sample.shape;
  return {
    kind: 'denoiser',
    sample,
    timestep,
    context,
    output,
    timestepCond: find(inputs, 'timestep_cond'),
    textEmbeds: find(inputs, 'text_embeds'),
    timeIds: find(inputs, 'time_ids'),
    channels,
    batch,
    height,
    width,
  };
};

const isLatent = ({ name }: Port): boolean => /latent/i.test(name);

const autoencoder = ({ inputs, outputs }: Graph): Role | null => {
  const input = inputs.find(({ shape, type }) => shape.length === 4 && type.startsWith('float'));
  const output = outputs.find(({ shape }) => shape.length === 4) ?? (outputs.length === 1 ? outputs[0] : undefined);
  if (input === undefined || output === undefined || inputs.length !== 1) return null;
  const from = input.shape[1];
  const to = output.shape[1];
  if (isLatent(output) || (from === 3 && to !== 3 && typeof to === 'number')) {
    const gives = output.name === 'latent_parameters' || (to === 8 && output.name !== 'latent_sample') ? 'parameters' : 'sample';
    return { kind: 'vae-encoder', image: input, latent: output, gives };
  }
  if (isLatent(input) || (to === 3 && from !== 3)) return { kind: 'vae-decoder', latent: input, image: output };
  return null;
};

export type RoleOf<Kind extends Role['kind']> = Extract<Role, { kind: Kind }>;

/** Says what a graph is. */
export const roleOf = (graph: Graph): Role => {
  const { inputs, outputs } = graph;
  if (find(inputs, 'clip_input') !== null || find(outputs, 'has_nsfw_concepts') !== null) return { kind: 'safety-checker' };
  if (find(inputs, 'controlnet_cond', 'controlnet_conds') !== null || outputs.some(({ name }) => name.endsWith('_additional_residual'))) {
    return { kind: 'controlnet' };
  }
  if (find(inputs, 'hidden_states') !== null && find(inputs, 'encoder_hidden_states') !== null) return { kind: 'transformer' };
  return denoiser(graph) ?? textEncoder(graph) ?? autoencoder(graph) ?? { kind: 'other' };
};
