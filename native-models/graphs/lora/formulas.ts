import type { Graph, Value } from '../graph.ts';
import { shapeOf, UnknownArchitecture } from '../weights.ts';
import type { Part } from './names.ts';

/** An adapter whose tensors the graph knows: `name(part)` is a tensor's name in the graph's weights. */
export type Loaded = Readonly<{ parts: ReadonlySet<Part>; name: (part: Part) => string; alpha: number | null }>;

/** A tensor as [rows, everything else]. */
const matrix = (g: Graph, { name }: Loaded, part: Part): Value => {
  const [rows, ...rest] = shapeOf(g.weights, name(part));
  return g.wideWeight(name(part), [rows!, rest.reduce((product, size) => product * size, 1)]);
};

const multiply = (g: Graph, a: Value, b: Value): Value => g.op('MatMul', [a, b]);

/** Σ up[o,p]·core[p,q,k]·down[q,i] → [o, i·k]: a convolution as a small one between two 1×1 ones (Tucker). `up` is [o,p], `down` [q,i]. */
const tucker = (g: Graph, up: Value, core: string, down: Value): Value => {
  const [p, q, ...kernel] = shapeOf(g.weights, core);
  const size = kernel.reduce((product, side) => product * side, 1);
  const turned = g.op('Transpose', [g.wideWeight(core, [p!, q!, size])], { perm: [0, 2, 1] });
  const inner = g.op('Transpose', [multiply(g, turned, down)], { perm: [0, 2, 1] });
  return multiply(g, up, g.op('Reshape', [inner, g.ints(p!, -1)]));
};

const transposed = (g: Graph, x: Value): Value => g.op('Transpose', [x], { perm: [1, 0] });

/** A plain LoRA: its sum with a linear weight is one operator, which is twice as fast as product and sum. */
const isLowRank = ({ parts }: Loaded): boolean => parts.has('up') && parts.has('down') && !parts.has('mid');

/** The small side takes the factor. */
const narrowed = (g: Graph, adapter: Loaded, factor: Value): Value => g.op('Mul', [matrix(g, adapter, 'down'), factor]);

/** Hu et al. (2021): up·down; for convolutions LoCon's, with a core between them where there is one. */
const lora = (g: Graph, adapter: Loaded, factor: Value): Value => {
  const up = matrix(g, adapter, 'up');
  const down = narrowed(g, adapter, factor);
  return adapter.parts.has('mid') ? tucker(g, up, adapter.name('mid'), down) : multiply(g, up, down);
};

/** LoHa (Hyeon-Woo et al. 2022): the elementwise product of two low-rank matrices. */
const loha = (g: Graph, adapter: Loaded, factor: Value): Value => {
  const half = (a: Part, b: Value, core: Part): Value =>
    adapter.parts.has(core)
      ? tucker(g, transposed(g, matrix(g, adapter, a)), adapter.name(core), b)
      : multiply(g, matrix(g, adapter, a), b);
  const first = half('hada_w1_a', g.op('Mul', [matrix(g, adapter, 'hada_w1_b'), factor]), 'hada_t1');
  return g.op('Mul', [first, half('hada_w2_a', matrix(g, adapter, 'hada_w2_b'), 'hada_t2')]);
};

/** The second factor of LoKr: [rows, columns, kernel], as it is or from a low rank. */
const lokrFactor = (g: Graph, adapter: Loaded): Readonly<{ value: Value; shape: readonly [number, number, number] }> => {
  const { parts, name } = adapter;
  const sizeOf = (kernel: readonly number[]): number => kernel.reduce((product, side) => product * side, 1);
  if (parts.has('lokr_w2')) {
    const [rows, columns, ...kernel] = shapeOf(g.weights, name('lokr_w2'));
    return { value: matrix(g, adapter, 'lokr_w2'), shape: [rows!, columns!, sizeOf(kernel)] };
  }
  const b = shapeOf(g.weights, name('lokr_w2_b'));
  if (parts.has('lokr_t2')) {
    const [, , ...kernel] = shapeOf(g.weights, name('lokr_t2'));
    const [, rows] = shapeOf(g.weights, name('lokr_w2_a'));
    const value = tucker(g, transposed(g, matrix(g, adapter, 'lokr_w2_a')), name('lokr_t2'), matrix(g, adapter, 'lokr_w2_b'));
    return { value, shape: [rows!, b[1]!, sizeOf(kernel)] };
  }
  const [rows] = shapeOf(g.weights, name('lokr_w2_a'));
  return { value: multiply(g, matrix(g, adapter, 'lokr_w2_a'), matrix(g, adapter, 'lokr_w2_b')), shape: [rows!, sizeOf(b.slice(1)), 1] };
};

/** LoKr (LyCORIS): the Kronecker product of a small matrix and a larger one. `inner` is the second size of the weight. */
const lokr = (g: Graph, adapter: Loaded, factor: Value, inner: number): Value => {
  const { parts, name } = adapter;
  const whole = parts.has('lokr_w1');
  const [rows] = shapeOf(g.weights, name(whole ? 'lokr_w1' : 'lokr_w1_a'));
  const columns = shapeOf(g.weights, name(whole ? 'lokr_w1' : 'lokr_w1_b'))[1]!;
  const first = whole ? matrix(g, adapter, 'lokr_w1') : multiply(g, matrix(g, adapter, 'lokr_w1_a'), matrix(g, adapter, 'lokr_w1_b'));
  const { value, shape } = lokrFactor(g, adapter);
  // a low-rank second factor of a convolution comes as one long row: its columns are what the first one leaves
  const width = inner / columns;
  const kernel = (shape[1] * shape[2]) / width;
  const left = g.op('Reshape', [g.op('Mul', [first, factor]), g.ints(rows!, 1, columns, 1, 1)]);
  const right = g.op('Reshape', [value, g.ints(1, shape[0], 1, width, kernel)]);
  return g.op('Reshape', [g.op('Mul', [left, right]), g.ints(rows! * shape[0], -1)]);
};

/** The part whose first size is the rank that α is divided by; null for adapters that have none. LoKr's second factor goes first. */
const rankedBy = ({ parts }: Loaded): Part | null =>
  (['down', 'hada_w1_b', 'lokr_w2_b', 'lokr_w1_b'] as const).find((part) => parts.has(part)) ?? null;

/** α / rank; 1 where the file names no α or nothing has a rank. */
const strengthOf = (g: Graph, adapter: Loaded): number => {
  const ranked = rankedBy(adapter);
  if (adapter.alpha === null || ranked === null) return 1;
  return adapter.alpha / shapeOf(g.weights, adapter.name(ranked))[0]!;
};

/** What the adapter adds to a weight of `shape`, times `factor`, as [rows, everything else]. */
const delta = (g: Graph, adapter: Loaded, shape: readonly number[], factor: Value): Value => {
  const has = (...parts: readonly Part[]): boolean => parts.every((part) => adapter.parts.has(part));
  if (has('up', 'down')) return lora(g, adapter, factor);
  if (has('hada_w1_a', 'hada_w1_b', 'hada_w2_a', 'hada_w2_b')) return loha(g, adapter, factor);
  if ((has('lokr_w1') || has('lokr_w1_a', 'lokr_w1_b')) && (has('lokr_w2') || has('lokr_w2_a', 'lokr_w2_b'))) {
    return lokr(g, adapter, factor, shape[1]!);
  }
  if (has('diff')) return g.op('Mul', [matrix(g, adapter, 'diff'), factor]);
  throw new UnknownArchitecture(`The LoRA has only ${[...adapter.parts].join(', ')} for a module, which is not enough.`);
};

/** DoRA (Liu et al. 2024): the sum with its rows or columns scaled to learned lengths. Which of them, the shape of the lengths tells. */
const decompose = (g: Graph, sum: Value, { name }: Loaded, shape: readonly number[]): Value => {
  const lengths = shapeOf(g.weights, name('dora'));
  const others = shape.map((_, axis) => axis);
  const byRow = lengths[0] === shape[0];
  const axes = others.filter((axis) => axis !== (byRow ? 0 : 1));
  const target = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const norm = g.op('ReduceL2', [sum, g.ints(...axes)], { keepdims: 1 });
  return g.op('Mul', [sum, g.op('Div', [g.wideWeight(name('dora'), target), norm])]);
};

/** W + scale·Δ; for DoRA W + scale·(W′ − W), so that 0 is the model and 1 the LoRA as it was trained. `weight` has `shape`. */
export const applyAdapter = (g: Graph, weight: Value, adapter: Loaded, shape: readonly number[], scale: Value): Value => {
  const strength = g.scalar(strengthOf(g, adapter));
  const changed = (factor: Value): Value => {
    if (shape.length === 2 && isLowRank(adapter)) return g.op('Gemm', [matrix(g, adapter, 'up'), narrowed(g, adapter, factor), weight]);
    return g.op('Add', [weight, g.op('Reshape', [delta(g, adapter, shape, factor), g.ints(...shape)])]);
  };
  if (!adapter.parts.has('dora')) return changed(g.op('Mul', [strength, scale]));
  const decomposed = decompose(g, changed(strength), adapter, shape);
  return g.op('Add', [weight, g.op('Mul', [g.op('Sub', [decomposed, weight]), scale])]);
};
