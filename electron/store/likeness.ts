import { setImmediate } from 'node:timers/promises';
import { unpackVector } from '../../native-models/clip/vectors.ts';
import { dotProducts } from './dot-products.ts';
import { countEmbeddings, embeddingsAfter } from './embeddings.ts';
import type { Store } from './open.ts';

/** A number for every row of `images`; NaN where nothing is known of it. */
export type ByRow = Float32Array;

/** What a CLIP sees in the pictures of the library, in memory: a byte a number, so a hundred thousand pictures of 256 numbers take 26 MB. */
export type Likeness = Readonly<{
  /** Reads what is new since the last time, in slices between which others have their turn. */
  read: () => Promise<void>;
  /** Cosine with a vector of length 1, of every picture that was read; in slices as well. */
  scores: (vector: ArrayLike<number>) => Promise<ByRow>;
  /** How well pictures fit their own prompts, of those that were read. */
  fits: () => ByRow;
  /** The vector of a picture; null where it was not read. */
  vector: (row: number) => Float32Array | null;
  /** Another number as soon as something was read. */
  version: () => number;
}>;

/** Milliseconds after which others have their turn, on a machine of whatever speed. */
const turn = 5;
/** Rows between two looks at the clock: a fraction of a millisecond. */
const blockRows = 1_024;
/** Values of a query are whole numbers up to this: sums over 4,096 of them fit into 32 bits. */
const largest = 4_095;

/** So many rows are read in one go: a few milliseconds. */
export const openLikeness = (db: Store, model: string, slice = 2_000): Likeness => {
  let width = 0;
  let count = 0;
  let read = 0;
  let lastId = 0;
  let matrix = new Int8Array(0);
  let scales = new Float32Array(0);
  let rows = new Int32Array(0);
  let fits = new Float32Array(0);
  let highest = -1;
  /** By row: where its vector is, plus one. */
  let places = new Int32Array(0);

  const grow = (): void => {
    const room = Math.max(1_024, 2 * rows.length);
    const [oldMatrix, oldScales, oldRows, oldFits] = [matrix, scales, rows, fits];
    matrix = new Int8Array(room * width);
    scales = new Float32Array(room);
    rows = new Int32Array(room);
    fits = new Float32Array(room);
    matrix.set(oldMatrix);
    scales.set(oldScales);
    rows.set(oldRows);
    fits.set(oldFits);
  };
  const reset = (): void => {
    [width, count, read, lastId, highest] = [0, 0, 0, 0, -1];
    [matrix, scales, rows, fits, places] = [
      new Int8Array(0),
      new Float32Array(0),
      new Int32Array(0),
      new Float32Array(0),
      new Int32Array(0),
    ];
  };
  const placeFor = (row: number): number => {
    if (row >= places.length) {
      const larger = new Int32Array(Math.max(1_024, 2 * row));
      larger.set(places);
      places = larger;
    }
    const known = places[row]!;
    if (known > 0) return known - 1;
    if (count === rows.length) grow();
    places[row] = ++count;
    return count - 1;
  };
  const fill = (): boolean => {
    const found = embeddingsAfter(db, model, lastId, slice);
    for (const [id, row, fit, packed] of found) {
      lastId = id;
      const { scale, values } = unpackVector(packed);
      if (width === 0) width = values.length;
      // a vector of another length is none of this CLIP's
      if (values.length !== width) continue;
      const place = placeFor(row);
      matrix.set(values, place * width);
      scales[place] = scale;
      rows[place] = row;
      fits[place] = fit ?? Number.NaN;
      highest = Math.max(highest, row);
    }
    read += found.length;
    return found.length === slice;
  };
  const byRow = (): ByRow => new Float32Array(highest + 1).fill(Number.NaN);

  return {
    read: async () => {
      // rows went that were read: what is left is read anew, or they would be found for ever
      if (countEmbeddings(db, model) < read && embeddingsAfter(db, model, lastId, 1).length === 0) reset();
      while (fill()) await setImmediate();
    },
    scores: async (vector) => {
      const found = byRow();
      const total = count;
      let most = 0;
      for (let i = 0; i < vector.length; i += 1) most = Math.max(most, Math.abs(vector[i]!));
      const step = most === 0 ? 1 : most / largest;
      const wanted = Int32Array.from({ length: width }, (_, i) => Math.round((vector[i] ?? 0) / step));
      const [bytes, lengths, owners] = [matrix, scales, rows];
      const sums = new Int32Array(blockRows);
      let until = performance.now() + turn;
      for (let from = 0; from < total; from += blockRows) {
        const to = Math.min(total, from + blockRows);
        dotProducts(bytes, wanted, from, to, sums);
        for (let place = from; place < to; place += 1) found[owners[place]!] = sums[place - from]! * step * lengths[place]!;
        if (performance.now() < until) continue;
        await setImmediate();
        until = performance.now() + turn;
      }
      return found;
    },
    fits: () => {
      const found = byRow();
      for (let place = 0; place < count; place += 1) found[rows[place]!] = fits[place]!;
      return found;
    },
    vector: (row) => {
      const place = (places[row] ?? 0) - 1;
      return place < 0 ? null : Float32Array.from(matrix.subarray(place * width, (place + 1) * width), (value) => value * scales[place]!);
    },
    version: () => lastId,
  };
};

const bins = 4_096;

/** A value that at most some more than `limit` of the first `count` reach: only those are worth sorting. */
const cutOff = (sums: Float32Array, count: number, limit: number): number => {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < count; at += 1) [low, high] = [Math.min(low, sums[at]!), Math.max(high, sums[at]!)];
  if (count <= limit || low === high) return low;
  const counts = new Uint32Array(bins + 1);
  const scale = bins / (high - low);
  for (let at = 0; at < count; at += 1) counts[Math.floor((sums[at]! - low) * scale)]! += 1;
  let bin = bins;
  for (let more = counts[bin]!; more < limit && bin > 0; more += counts[bin]!) bin -= 1;
  return low + bin / scale - 1e-6;
};

/** Of `among`, those with the most of the sum of `parts`, the best first and the later one among equals, at most `limit`; what is unknown is left out. */
export const bestOf = (among: Uint32Array, parts: readonly Readonly<{ scores: ByRow; sign: 1 | -1 }>[], limit: number): Uint32Array => {
  const sums = new Float32Array(among.length);
  const places = new Uint32Array(among.length);
  let found = 0;
  for (let at = 0; at < among.length; at += 1) {
    const row = among[at]!;
    let sum = 0;
    for (const { scores, sign } of parts) sum += sign * (row < scores.length ? scores[row]! : Number.NaN);
    if (Number.isNaN(sum)) continue;
    sums[found] = sum;
    places[found++] = at;
  }
  const least = cutOff(sums, found, limit);
  const candidates: number[] = [];
  for (let at = 0; at < found; at += 1) if (sums[at]! >= least) candidates.push(at);
  candidates.sort((a, b) => sums[b]! - sums[a]! || b - a);
  return Uint32Array.from(candidates.slice(0, limit), (at) => among[places[at]!]!);
};
