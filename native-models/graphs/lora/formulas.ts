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

const rankOf = (g: Graph, { name }: Loaded, part: Part): number => shapeOf(g.weights, name(part))[0]!;

/** α / rank; 1 where the file names no α. */
const strength = (rank: number, { alpha }: Loaded): number => (alpha === null ? 1 : alpha / rank);

/** Hu et al. (2021): up·down; for convolutions LoCon's, with a core between them where there is one. */
const lora = (g: Graph, adapter: Loaded): Value => {
  const [up, down] = [matrix(g, adapter, 'up'), matrix(g, adapter, 'down')];
  const product = adapter.parts.has('mid') ? tucker(g, up, adapter.name('mid'), down) : multiply(g, up, down);
  return g.op('Mul', [product, g.scalar(strength(rankOf(g, adapter, 'down'), adapter))]);
};

/** LoHa (Hyeon-Woo et al. 2022): the elementwise product of two low-rank matrices. */
const loha = (g: Graph, adapter: Loaded): Value => {
  const half = (a: Part, b: Part, core: Part): Value =>
    adapter.parts.has(core)
      ? tucker(g, transposed(g, matrix(g, adapter, a)), adapter.name(core), matrix(g, adapter, b))
      : multiply(g, matrix(g, adapter, a), matrix(g, adapter, b));
  const product = g.op('Mul', [half('hada_w1_a', 'hada_w1_b', 'hada_t1'), half('hada_w2_a', 'hada_w2_b', 'hada_t2')]);
  return g.op('Mul', [product, g.scalar(strength(rankOf(g, adapter, 'hada_w1_b'), adapter))]);
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
const lokr = (g: Graph, adapter: Loaded, inner: number): Value => {
  const { parts, name } = adapter;
  const whole = parts.has('lokr_w1');
  const [rows] = shapeOf(g.weights, name(whole ? 'lokr_w1' : 'lokr_w1_a'));
  const columns = shapeOf(g.weights, name(whole ? 'lokr_w1' : 'lokr_w1_b'))[1]!;
  const first = whole ? matrix(g, adapter, 'lokr_w1') : multiply(g, matrix(g, adapter, 'lokr_w1_a'), matrix(g, adapter, 'lokr_w1_b'));
  const { value, shape } = lokrFactor(g, adapter);
  // a low-rank second factor of a convolution comes as one long row: its columns are what the first one leaves
  const width = inner / columns;
  const kernel = (shape[1] * shape[2]) / width;
  const left = g.op('Reshape', [first, g.ints(rows!, 1, columns, 1, 1)]);
  const right = g.op('Reshape', [value, g.ints(1, shape[0], 1, width, kernel)]);
  const product = g.op('Reshape', [g.op('Mul', [left, right]), g.ints(rows! * shape[0], -1)]);
  const ranked = (['lokr_w2_b', 'lokr_w1_b'] as const).find((part) => parts.has(part));
  return g.op('Mul', [product, g.scalar(ranked === undefined ? 1 : strength(rankOf(g, adapter, ranked), adapter))]);
};

/** What the adapter adds to a weight of `shape` at full strength, as [rows, everything else]. */
const delta = (g: Graph, adapter: Loaded, shape: readonly number[]): Value => {
  const has = (...parts: readonly Part[]): boolean => parts.every((part) => adapter.parts.has(part));
  if (has('up', 'down')) return lora(g, adapter);
  if (has('hada_w1_a', 'hada_w1_b', 'hada_w2_a', 'hada_w2_b')) return loha(g, adapter);
  if ((has('lokr_w1') || has('lokr_w1_a', 'lokr_w1_b')) && (has('lokr_w2') || has('lokr_w2_a', 'lokr_w2_b')))
    return lokr(g, adapter, shape[1]!);
  if (has('diff')) return matrix(g, adapter, 'diff');
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
  const change = g.op('Reshape', [delta(g, adapter, shape), g.ints(...shape)]);
  if (!adapter.parts.has('dora')) return g.op('Add', [weight, g.op('Mul', [change, scale])]);
  const decomposed = decompose(g, g.op('Add', [weight, change]), adapter, shape);
  return g.op('Add', [weight, g.op('Mul', [g.op('Sub', [decomposed, weight]), scale])]);
};
