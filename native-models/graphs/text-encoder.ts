import { attend } from './attention.ts';
import { Graph, type GraphOptions, type Value } from './graph.ts';
import { gelu, layerNorm, linear, quickGelu } from './layers.ts';
import { countOf, shapeOf, type Weights } from './weights.ts';

export type TextEncoderConfig = Readonly<{
  activation: 'quick_gelu' | 'gelu';
  heads: number;
  /** Layers to leave out at the end: 1 where a model was trained on the layer before the last (SD 2.x). */
  skippedLayers: number;
  /** The token whose state stands for the prompt; null means the token of the largest id, as in CLIP's own code. */
  endToken: number | null;
  epsilon: number;
}>;

/** The input that holds learned rows; a row of zeros where there are none. */
export const tokenRows = 'token_rows';

/** The id of the first learned row, far from any vocabulary. */
export const firstLearnedId = 1_000_000;

/** Heads are 64 wide in every CLIP and OpenCLIP encoder that a Stable Diffusion uses. */
export const clipHeads = (weights: Weights): number => Math.max(1, shapeOf(weights, 'embeddings.token_embedding.weight')[1]! / 64);

/**
 * Token and position embeddings. Ids from `firstLearnedId` on are rows of the input `token_rows` [rows, width], which is how the vectors of a
 * textual inversion come in.
 */
const embed = (g: Graph, ids: Value): Value => {
  const [tokens, width] = shapeOf(g.weights, 'embeddings.token_embedding.weight');
  const length = g.op('Shape', [ids], { start: 1, end: 2 });
  const positions = g.op('Slice', [g.weight('embeddings.position_embedding.weight'), g.ints(0), length, g.ints(0)]);
  const known = g.op('Gather', [g.weight('embeddings.token_embedding.weight'), g.op('Min', [ids, g.int(tokens! - 1)])]);
  const rows = g.input(tokenRows, 'float32', ['rows', width!]);
  const learned = g.op('Gather', [rows, g.op('Max', [g.op('Sub', [ids, g.int(firstLearnedId)]), g.int(0)])]);
  const inVocabulary = g.op('Unsqueeze', [g.op('Less', [ids, g.int(firstLearnedId)]), g.ints(-1)]);
  return g.op('Add', [g.op('Where', [inVocabulary, known, learned]), positions]);
};

/** One pre-norm transformer layer: x + attention(norm x), then x + mlp(norm x). */
const encoderLayer = (g: Graph, path: string, x: Value, { heads, activation, epsilon }: TextEncoderConfig): Value => {
  const [width] = shapeOf(g.weights, `${path}.layer_norm1.weight`);
  const normed = layerNorm(g, `${path}.layer_norm1`, x, epsilon);
  const [query, key, value] = ['q_proj', 'k_proj', 'v_proj'].map((name) => linear(g, `${path}.self_attn.${name}`, normed));
  const mixed = attend(g, { query: query!, key: key!, value: value!, heads, width: width!, mask: 'causal' });
  const attended = g.op('Add', [x, linear(g, `${path}.self_attn.out_proj`, mixed)]);
  const inner = linear(g, `${path}.mlp.fc1`, layerNorm(g, `${path}.layer_norm2`, attended, epsilon));
  const active = activation === 'gelu' ? gelu(g, inner) : quickGelu(g, inner);
  return g.op('Add', [attended, linear(g, `${path}.mlp.fc2`, active)]);
};

/** The state at the first end token of each prompt: [N, S, width] → [N, width]. */
const pool = (g: Graph, ids: Value, states: Value, endToken: number | null): Value => {
  const known = (): Value => g.op('Where', [g.op('Less', [ids, g.int(firstLearnedId)]), ids, g.int(0)]);
  const marks = endToken === null ? known() : g.op('Cast', [g.op('Equal', [ids, g.int(endToken)])], { to: 6 });
  const at = g.op('ArgMax', [marks], { axis: 1, keepdims: 1 });
  return g.op('GatherND', [states, at], { batch_dims: 1 });
};

/** OpenCLIP keeps the projection as the matrix itself, transformers as a linear layer, CLIP for Stable Diffusion 1 has none. */
const project = (g: Graph, pooled: Value): Value | null => {
  if (g.has('text_projection')) return g.op('MatMul', [pooled, g.weight('text_projection')]);
  return g.has('text_projection.weight') ? linear(g, 'text_projection', pooled) : null;
};

/**
 * A CLIP text encoder (Radford et al. 2021): `input_ids` int64 [batch, sequence] and `token_rows` → `last_hidden_state` [batch, sequence, width] (normalised),
 * `text_embeds` [batch, projection] where the checkpoint has a projection, otherwise `pooler_output` [batch, width], and
 * `hidden_states.i` (0: the embeddings, i: after layer i, not normalised).
 */
export const textEncoderGraph = (weights: Weights, config: TextEncoderConfig, options: GraphOptions): Graph => {
  const g = new Graph(weights, options);
  const [, width] = shapeOf(weights, 'embeddings.token_embedding.weight');
  const layers = countOf(weights, 'encoder.layers') - config.skippedLayers;
  const ids = g.input('input_ids', 'int64', ['batch_size', 'sequence_length']);

  const states = [embed(g, ids)];
  for (let i = 0; i < layers; i++) states.push(encoderLayer(g, `encoder.layers.${i}`, states[i]!, config));
  const last = layerNorm(g, 'final_layer_norm', states[layers]!, config.epsilon);
  const pooled = pool(g, ids, last, config.endToken);
  const projected = project(g, pooled);

  g.output('last_hidden_state', last, ['batch_size', 'sequence_length', width!]);
  g.output(projected === null ? 'pooler_output' : 'text_embeds', projected ?? pooled, ['batch_size', 'projection']);
  states.forEach((state, i) => g.output(`hidden_states.${i}`, state, ['batch_size', 'sequence_length', width!]));
  return g;
};
