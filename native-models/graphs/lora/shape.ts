import type { Weight } from '../weights.ts';
import type { Part } from './names.ts';

type Tensors = Readonly<Partial<Record<Part, Weight>>>;

const product = (sizes: readonly number[]): number => sizes.reduce((all, size) => all * size, 1);
const shape = (tensors: Tensors, part: Part): readonly number[] | null => tensors[part]?.shape ?? null;

/** A factor kept whole, or as a·b: [rows, everything else]; with a core between them a is [rank, rows] and b [rank, columns]. */
const factor = (tensors: Tensors, whole: Part | null, a: Part, b: Part, core: Part): readonly [number, number] | null => {
  const kept = whole === null ? null : shape(tensors, whole);
  if (kept !== null) return [kept[0]!, product(kept.slice(1))];
  const [left, right, between] = [shape(tensors, a), shape(tensors, b), shape(tensors, core)];
  if (left === null || right === null) return null;
  if (between === null) return [left[0]!, product(right.slice(1))];
  return [left[1]!, product(right.slice(1)) * product(between.slice(2))];
};

/** Rows of the change that these tensors make, and how many numbers each has; null when they make none. */
export const sizeOfChange = (tensors: Tensors): readonly [rows: number, columns: number] | null => {
  const [up, down, mid, diff] = [shape(tensors, 'up'), shape(tensors, 'down'), shape(tensors, 'mid'), shape(tensors, 'diff')];
  if (up !== null && down !== null) return [up[0]!, product(down.slice(1)) * product((mid ?? []).slice(2))];
  const loha = factor(tensors, null, 'hada_w1_a', 'hada_w1_b', 'hada_t1');
  if (loha !== null) return loha;
  const first = factor(tensors, 'lokr_w1', 'lokr_w1_a', 'lokr_w1_b', 'hada_t1');
  const second = factor(tensors, 'lokr_w2', 'lokr_w2_a', 'lokr_w2_b', 'lokr_t2');
  if (first !== null && second !== null) return [first[0] * second[0], first[1] * second[1]];
  return diff === null ? null : [diff[0]!, product(diff.slice(1))];
};

/** Whether the change fits a weight. Names alone do not tell: families share many of them. */
export const fits = (tensors: Tensors, weight: Weight): boolean => {
  const size = sizeOfChange(tensors);
  return size !== null && size[0] === weight.shape[0] && size[1] === product(weight.shape.slice(1));
};
