import type { RoleOf } from '../../sessions/roles.ts';
import type { Chunk, PromptSyntax } from '../../prompts/prompt.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import type { Part } from '../assemble.ts';
import type { Model } from '../model.ts';
import { withLearned } from './learned.ts';

/** What the denoiser is told of a text. */
export type Text = Readonly<{
  /** [1, tokens, width] */
  context: Numbers;
  /** SDXL's pooled, projected text: [1, width]. */
  pooled: Numbers | null;
}>;

type Encoder = Part<RoleOf<'text-encoder'>>;

/** A graph of a fixed batch gets its row as often as it wants, and the first answer counts. */
const repeated = (ids: readonly number[], batch: number | string): Numbers => {
  const rows = typeof batch === 'number' ? batch : 1;
  return { data: Array.from({ length: rows }, () => ids).flat(), dims: [rows, ids.length] };
};

const firstRow = ({ data, dims }: Numbers): Numbers => {
  const [, ...rest] = dims;
  const length = rest.reduce((product, dim) => product * dim, 1);
  return { data: Float32Array.from({ length }, (_, i) => data[i]!), dims: [1, ...rest] };
};

/** Which output holds the states: SDXL reads the last layer but one (OpenCLIP's and CLIP's alike), SD 1 and 2 the last. */
const stateOf = ({ role }: Encoder, penultimate: boolean) => (penultimate ? (role.hidden.at(-2) ?? role.last) : role.last);

const encodeWith = async (model: Model, index: number, window: Chunk, penultimate: boolean): Promise<Text> => {
  const encoder = model.parts.textEncoders[index]!;
  const { role, source } = encoder;
  const { ids, rows: learned } = withLearned(model, index, window);
  const session = await model.session(source);
  const state = stateOf(encoder, penultimate);
  const rows = repeated(ids, role.batch);
  const results = await session.run(
    {
      ...learned,
      [role.ids.name]: rows,
      ...(role.mask === null ? {} : { [role.mask.name]: { ...rows, data: Array.from(rows.data, () => 1) } }),
    },
    [state.name, ...(role.embeds === null ? [] : [role.embeds.name])],
  );
  return { context: firstRow(results[state.name]!), pooled: role.embeds === null ? null : firstRow(results[role.embeds.name]!) };
};

/** Widths side by side, token by token: both encoders of SDXL. */
const beside = (parts: readonly Numbers[]): Numbers => {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const tokens = Math.min(...parts.map(({ dims }) => dims[1]!));
  const width = parts.reduce((sum, { dims }) => sum + dims[2]!, 0);
  const data = new Float32Array(tokens * width);
  for (let token = 0; token < tokens; token++) {
    let at = token * width;
    for (const part of parts) {
      const own = part.dims[2]!;
      for (let i = 0; i < own; i++) data[at++] = part.data[token * own + i]!;
    }
  }
  return { data, dims: [1, tokens, width] };
};

/** Tokens one after the other: the windows of a long prompt. */
const behind = (parts: readonly Numbers[]): Numbers => {
  const [first] = parts;
  if (parts.length === 1) return first!;
  const tokens = parts.reduce((sum, { dims }) => sum + dims[1]!, 0);
  return { data: Float32Array.from(parts.flatMap(({ data }) => Array.from(data))), dims: [1, tokens, first!.dims[2]!] };
};

const weighed = ({ data, dims }: Numbers, weights: readonly number[], { weigh }: PromptSyntax): Numbers => ({
  dims,
  data: weigh(data instanceof Float32Array ? data : Float32Array.from(data), weights),
});

/**
 * Encodes one text with every encoder of the model. `windows` holds, for each encoder, the windows of the text; their states are weighed and put one
 * behind the other. SDXL: penultimate states of both side by side, pooled text of the second's first window (Podell et al., 2023, section 2.1).
 */
export const encodeText = async (
  model: Model,
  windows: readonly (readonly Chunk[])[],
  syntax: PromptSyntax,
  signal: AbortSignal,
): Promise<Text> => {
  const { textEncoders } = model.parts;
  const penultimate = model.description.family === 'sdxl' || model.description.family === 'sdxl-refiner';
  const contexts: Numbers[] = [];
  let pooled: Numbers | null = null;
  for (const index of textEncoders.keys()) {
    const states: Numbers[] = [];
    for (const [place, window] of windows[index]!.entries()) {
      signal.throwIfAborted();
      const text = await encodeWith(model, index, window, penultimate);
      states.push(weighed(text.context, window.weights, syntax));
      if (place === 0) ({ pooled } = text);
    }
    contexts.push(behind(states));
  }
  return { context: beside(contexts), pooled };
};

/** The same shapes, all zero: what SDXL takes for an empty negative prompt. */
export const zeroText = ({ context, pooled }: Text): Text => ({
  context: { dims: context.dims, data: new Float32Array(context.data.length) },
  pooled: pooled === null ? null : { dims: pooled.dims, data: new Float32Array(pooled.data.length) },
});
