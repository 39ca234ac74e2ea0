import { firstLearnedId, tokenRows } from '../../graphs/text-encoder.ts';
import { vectorsFor } from '../../graphs/textual-inversion.ts';
import type { Chunk, Embeddings } from '../../prompts/prompt.ts';
import type { Numbers } from '../../sessions/tensor.ts';
import type { Model } from '../model.ts';

const vectorsOf = ({ inversions = [], parts }: Model, encoder: number): ReadonlyMap<string, readonly Float32Array[]> => {
  const width = parts.textEncoders[encoder]?.role.last.shape[2];
  return typeof width === 'number' ? vectorsFor(inversions, encoder, width) : new Map<string, readonly Float32Array[]>();
};

/** What a prompt may name: the textual inversions that have vectors for the text encoder of this number. */
export const learnedNames = (model: Model, encoder: number): Embeddings =>
  new Map([...vectorsOf(model, encoder)].map(([name, vectors]) => [name, { count: vectors.length }]));

/** A window's ids with learned vectors in their places, and the rows that those ids stand for; null rows where the window has none. */
export const withLearned = (
  model: Model,
  encoder: number,
  { ids, inserts }: Chunk,
): Readonly<{ ids: readonly number[]; rows: Readonly<Record<string, Numbers>> }> => {
  if (inserts.length === 0) return { ids, rows: {} };
  const vectors = vectorsOf(model, encoder);
  const width = vectors.get(inserts[0]!.name)![0]!.length;
  const data = new Float32Array(inserts.length * width);
  const places = [...ids];
  for (const [index, { at, name, row }] of inserts.entries()) {
    data.set(vectors.get(name)![row]!, index * width);
    places[at] = firstLearnedId + index;
  }
  return { ids: places, rows: { [tokenRows]: { dims: [inserts.length, width], data } } };
};
