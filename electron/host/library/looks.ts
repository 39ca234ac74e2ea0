/** Row number and the two halves of a 64-bit difference hash, as unsigned numbers. */
export type Look = readonly [row: number, high: number, low: number];

/**
 * Pictures whose hashes differ in at most so many of 64 bits are taken for the same picture: resized, recompressed and lightly touched copies differ
 * in 0 to 4, other pictures in 20 or more as a rule.
 */
export const alikeWithin = 6;

/** Bits that are set in a 32-bit number (Warren, Hacker's Delight, 5-1). */
const bits = (value: number): number => {
  let x = value - ((value >>> 1) & 0x55555555);
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333);
  x = (x + (x >>> 4)) & 0x0f0f0f0f;
  return Math.imul(x, 0x01010101) >>> 24;
};

/** In how many bits two hashes differ. */
export const lookDistance = ([, a, b]: Look, [, c, d]: Look): number => bits(a ^ c) + bits(b ^ d);

export const lookOf = (row: number, hash: string): Look => [row, Number.parseInt(hash.slice(0, 8), 16), Number.parseInt(hash.slice(8), 16)];

/** Everything that looks like `one`, the most alike first, without itself. A hundred thousand are compared in a few milliseconds. */
export const alike = (looks: readonly Look[], one: Look): { row: number; distance: number }[] =>
  looks
    .map((look) => ({ row: look[0], distance: lookDistance(look, one) }))
    .filter(({ row, distance }) => distance <= alikeWithin && row !== one[0])
    .toSorted((a, b) => a.distance - b.distance || a.row - b.row);

const band = (look: Look, n: number): number => ((n < 2 ? look[1] : look[2]) >>> (n % 2 === 0 ? 16 : 0)) & 0xffff;

/**
 * Groups of pictures that look the same, each linked to another one of its group. Multi-index hashing (Norouzi, Punjani, Fleet 2012): of four bands of
 * 16 bits at least one differs in at most one bit where the whole differs in at most seven, so only such neighbours are compared.
 */
export const alikeGroups = (looks: readonly Look[]): number[][] => {
  const parent = looks.map((_, at) => at);
  const root = (at: number): number => {
    let top = at;
    while (parent[top] !== top) top = parent[top]!;
    for (let one = at; one !== top; ) [parent[one], one] = [top, parent[one]!];
    return top;
  };
  for (let n = 0; n < 4; n += 1) {
    const buckets = new Map<number, number[]>();
    for (const [at, look] of looks.entries()) {
      const key = band(look, n);
      for (const probe of [key, ...Array.from({ length: 16 }, (_, bit) => key ^ (1 << bit))]) {
        for (const other of buckets.get(probe) ?? []) {
          if (root(other) !== root(at) && lookDistance(looks[other]!, look) <= alikeWithin) parent[root(at)] = root(other);
        }
      }
      const bucket = buckets.get(key);
      if (bucket === undefined) buckets.set(key, [at]);
      else bucket.push(at);
    }
  }
  const groups = Map.groupBy(looks.keys(), root);
  return [...groups.values()].filter((group) => group.length > 1).map((group) => group.map((at) => looks[at]![0]));
};
